#include "data/synth/corpus/corpus.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <fstream>
#include <mutex>
#include <set>
#include <vector>

#include "data/files/atomic_file.h"
#include "data/files/lock.h"
#include "data/files/output_folder.h"
#include "data/synth/corpus/item.h"
#include "data/synth/corpus/item_key.h"
#include "data/synth/corpus/item_record.h"
#include "engine/worker_threads.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

constexpr const char* kHeader = "path\tlabels\tsplit\tkind\tvoice\tstyle\tseed\tvocal\n";

std::uint64_t estimated_bytes(const CorpusOptions& options, const std::vector<Item>& items) {
  double seconds = 0;
  for (const Item& item : items) {
    seconds += item.kind == ItemKind::kSong     ? 3 * options.song_s
               : item.kind == ItemKind::kSpeech ? 4.5
                                                : options.song_s;
  }
  return static_cast<std::uint64_t>(seconds * kSynthRate * 2);
}

// Folder for files of the speech programs, with a name that nobody else would choose.
fs::path scratch_in(const fs::path& out) { return out / ".cantus-synth"; }

// What an existing corpus would lose with these options.
struct Losses {
  std::vector<std::string> remade;    // ids of items that would be made differently
  std::vector<std::string> left_out;  // ids of items that would not exist
  bool is_foreign = false;            // the manifest has lines that are not its items'

  // Whether the old manifest would be wrong while the work is being done.
  bool belie_the_manifest() const { return !remade.empty() || is_foreign; }
};

// A folder of mixes has a manifest with other columns; somebody may have added or changed lines.
bool has_lines_of_others(const fs::path& manifest,
                         const std::map<std::string, ItemRecord>& recorded) {
  std::ifstream file(manifest);
  std::string line;
  if (!file.is_open()) return false;
  if (!std::getline(file, line) || line + "\n" != kHeader) return true;
  std::set<std::string> rows;
  for (const auto& [id, item] : recorded)
    rows.insert(item.manifest_rows.begin(), item.manifest_rows.end());
  while (std::getline(file, line))
    if (!rows.contains(line)) return true;
  return false;
}

Losses losses_of(const ItemKeys& keys, const fs::path& out, const std::vector<Item>& items) {
  Losses losses;
  auto there = recorded_items(out);
  losses.is_foreign = has_lines_of_others(out / "manifest.tsv", there);
  for (const Item& item : items) {
    const auto found = there.extract(item.id());
    if (!found.empty() && found.mapped().key != keys.key_of(item))
      losses.remade.push_back(item.id());
  }
  for (const auto& [id, item] : there) losses.left_out.push_back(id);
  return losses;
}

void refuse_losses(const fs::path& out, const Losses& losses) {
  const std::size_t num_lost = losses.remade.size() + losses.left_out.size();
  if (num_lost == 0 && !losses.is_foreign) return;
  const auto& ids = losses.remade.empty() ? losses.left_out : losses.remade;
  const std::string more =
      num_lost > 1 ? " and " + std::to_string(num_lost - 1) + " more" : std::string();
  throw Error(
      Exit::kCannotCreate, out.string(),
      "holds " +
          (num_lost == 0 ? "a manifest with lines that are not its own" : ids.front() + more) +
          ", which these options would lose",
      "a corpus of the same options (with tts, programs and soundfonts too) and no more items",
      "choose another output, or --force");
}

// Renders items on several threads; the first failure stops all of them and is rethrown.
class Workshop {
 public:
  Workshop(const CorpusOptions& options, const ItemKeys& keys, const fs::path& out,
           const std::vector<Item>& items, const ProgressCallback& progress)
      : options_(options),
        keys_(keys),
        out_(out),
        items_(items),
        progress_(progress),
        records_(items.size()) {}

  void run(int num_threads) {
    work_on_threads(num_threads, [this](int worker) { work(worker); });
    if (failure_) std::rethrow_exception(failure_);
  }

  const std::vector<ItemRecord>& records() const { return records_; }
  int num_rendered() const { return num_rendered_; }
  double rendered_s() const { return rendered_s_; }

 private:
  void work(int worker) try {
    std::unique_ptr<Studio> studio;
    for (std::size_t i = next_++; i < items_.size() && !stopped_; i = next_++) {
      const std::string key = keys_.key_of(items_[i]);
      auto record = find_item(out_, items_[i], key);
      const bool found = record.has_value();
      if (!found) {
        if (!studio) studio = open_studio(worker);
        record = commit_item(out_, items_[i], key, render_item(items_[i], options_, *studio),
                             options_.replace);
      }
      const std::lock_guard lock(mutex_);
      records_[i] = std::move(*record);
      if (!found) ++num_rendered_, rendered_s_ += records_[i].audio_s;
      ++num_done_;
      if (progress_) progress_(num_done_, static_cast<int>(items_.size()), rendered_s_);
    }
  } catch (...) {
    const std::lock_guard lock(mutex_);
    if (!failure_) failure_ = std::current_exception();
    stopped_ = true;
  }

  std::unique_ptr<Studio> open_studio(int worker) const {
    if (options_.voices == VoiceKind::kBuiltin) return make_builtin_studio();
    return make_tts_studio(scratch_in(out_) / std::to_string(worker));
  }

  const CorpusOptions& options_;
  const ItemKeys& keys_;
  const fs::path& out_;
  const std::vector<Item>& items_;
  const ProgressCallback& progress_;
  std::vector<ItemRecord> records_;
  std::atomic<std::size_t> next_ = 0;
  std::atomic<bool> stopped_ = false;
  std::mutex mutex_;
  std::exception_ptr failure_;
  int num_done_ = 0, num_rendered_ = 0;
  double rendered_s_ = 0;
};

}  // namespace

CorpusSummary render_corpus(const CorpusOptions& options, const fs::path& out,
                            const ProgressCallback& progress) {
  const std::vector<Item> items = plan_items(options);
  CorpusSummary summary;
  summary.num_items = static_cast<int>(items.size());
  if (options.voices == VoiceKind::kTts) require_tts();
  const ItemKeys keys(options);
  const auto allowed_losses = [&] {
    const Losses losses = losses_of(keys, out, items);
    if (!options.replace) refuse_losses(out, losses);
    summary.num_remade = static_cast<int>(losses.remade.size());
    summary.num_removed = static_cast<int>(losses.left_out.size());
    return losses;
  };
  allowed_losses();  // before anything is written, even the lock
  if (options.dry_run) {
    summary.bytes = estimated_bytes(options, items);
    return summary;
  }
  make_folder(out);
  const FileLock lock(out / ".lock");
  const Losses losses = allowed_losses();  // again: under the lock nobody adds to them
  if (losses.belie_the_manifest()) remove_file(out / "manifest.tsv");
  prepare_items(out);
  Workshop workshop(options, keys, out, items, progress);
  workshop.run(std::clamp(summary.num_items, 1, options.num_threads));
  std::error_code ignored;
  if (options.voices == VoiceKind::kTts) fs::remove_all(scratch_in(out), ignored);
  std::string manifest = kHeader;
  for (const ItemRecord& record : workshop.records()) {
    for (const std::string& row : record.manifest_rows) manifest += row + '\n';
    for (const auto& file : record.files) summary.bytes += file.bytes;
  }
  write_file(out / "manifest.tsv", manifest);
  for (const std::string& id : losses.left_out) remove_item(out, id);  // not in the manifest
  summary.num_rendered = workshop.num_rendered();
  summary.rendered_s = workshop.rendered_s();
  return summary;
}

}  // namespace cantus
