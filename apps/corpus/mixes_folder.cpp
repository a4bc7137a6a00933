#include "apps/corpus/mixes_folder.h"

#include "apps/songs/output_names.h"
#include "data/files/atomic_file.h"
#include "data/files/output_folder.h"
#include "data/files/text_lines.h"
#include "data/manifest/split.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

constexpr const char* kManifest = "manifest.tsv";
constexpr const char* kMark = ".mixing";
constexpr const char* kMarkHeader = "mixes that are under way, or were stopped\n";
constexpr const char* kExtensions[] = {".wav", ".lab"};

// Whether this is "train/00012", with five digits or more: the file that names it may be foreign.
bool is_of_a_mix(const fs::path& stem) {
  const std::string number = stem.filename().string();
  return named<Split>(stem.parent_path().string()) && number.size() >= 5 &&
         number.find_first_not_of("0123456789") == number.npos;
}

// Adds the mixes named in the first fields of a file's lines if the file opens with `header`.
void add_stems(const fs::path& file, const std::string& header, std::set<std::string>& stems) try {
  if (!fs::is_regular_file(file)) return;
  TextLines lines(file);
  if (!lines.next() || std::string(lines.line()) + "\n" != header) return;
  while (lines.next()) {
    const fs::path stem = fs::path(split_at_tabs(lines.line())[0]).replace_extension();
    if (is_of_a_mix(stem)) stems.insert(stem.string());
  }
} catch (const Error&) {  // not a file of ours
}

}  // namespace

MixesFolder::MixesFolder(fs::path folder, std::string header, std::set<std::string> stems)
    : folder_(std::move(folder)), header_(std::move(header)), stems_(std::move(stems)) {
  add_stems(manifest_in(folder_), header_, stems_before_);
  add_stems(mark(), kMarkHeader, stems_before_);
}

fs::path MixesFolder::manifest_in(const fs::path& folder) { return folder / kManifest; }

void MixesFolder::require_own(const fs::path& folder) {
  require_own_folder(folder, {kManifest, kMark});
}

fs::path MixesFolder::mark() const { return folder_ / kMark; }

void MixesFolder::refuse_files_of_others() const {
  for (const std::string& stem : stems_)
    for (const char* extension : kExtensions)
      if (!stems_before_.contains(stem)) refuse_to_overwrite(folder_ / (stem + extension), false);
}

void MixesFolder::begin() {
  std::call_once(is_begun_, [this] {
    std::set<std::string> all = stems_;
    all.insert(stems_before_.begin(), stems_before_.end());
    std::string text = kMarkHeader;
    for (const std::string& stem : all) text += stem + '\n';
    write_file(mark(), text);
    remove_file(manifest_in(folder_));
  });
}

void MixesFolder::finish(const std::vector<std::string>& lines) {
  std::string text = header_;
  std::set<std::string> made;
  for (const std::string& line : lines) {
    text += line;
    if (!line.empty()) made.insert(fs::path(split_at_tabs(line)[0]).replace_extension().string());
  }
  write_file(manifest_in(folder_), text);
  for (const std::string& stem : stems_before_)
    for (const char* extension : kExtensions)
      if (!made.contains(stem)) fs::remove(folder_ / (stem + extension));
  fs::remove(mark());
}

}  // namespace cantus
