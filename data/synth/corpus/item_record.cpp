#include "data/synth/corpus/item_record.h"

#include <algorithm>
#include <fstream>
#include <sstream>

#include "data/audio/write_wav.h"
#include "data/files/atomic_file.h"
#include "data/files/hash.h"
#include "data/files/output_folder.h"
#include "data/files/path_below.h"
#include "data/synth/score/performance.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

fs::path record_path(const fs::path& out, const std::string& id) { return out / kItemsFolder / id; }

constexpr std::string_view kKey = "key\t", kFile = "file\t", kRow = "row\t";

// Whether an item of this id can have this file: "song-00012", "songs/train/00012/mix.wav".
// Somebody else may have written the record.
bool is_of_item(const std::string& id, const fs::path& file) {
  const std::string number = id.substr(id.rfind('-') + 1);
  return leads_below(file) && std::any_of(file.begin(), file.end(), [&](const fs::path& name) {
           return name.native().starts_with(number);
         });
}

void refuse_other_bytes(const fs::path& path, const std::string& bytes) {
  std::error_code absent;
  if (!fs::exists(fs::symlink_status(path, absent))) return;
  if (fs::is_regular_file(path, absent) && sha256_of_file(path) == sha256_hex(bytes)) return;
  throw Error(Exit::kCannotCreate, path.string(), "is not what is rendered there", "",
              "move it away, or give --force to replace it");
}

}  // namespace

ItemRecord commit_item(const fs::path& out, const Item& item, const std::string& key,
                       const RenderedItem& rendered, bool replace) {
  ItemRecord record{rendered.manifest_rows, rendered.audio_s, 0};
  std::ostringstream text;
  text << kKey << key << "\nseconds\t" << rendered.audio_s << '\n';
  for (const ItemFile& file : rendered.files) {
    const fs::path path = out / file.path;
    const std::string bytes = file.sound.empty() ? file.text : to_wav({kSynthRate, file.sound});
    if (!replace) refuse_other_bytes(path, bytes);
    make_folder(path.parent_path());
    write_file(path, bytes);
    text << kFile << file.path << '\t' << bytes.size() << '\t' << sha256_of_file(path) << '\n';
    record.bytes += bytes.size();
  }
  for (const std::string& row : rendered.manifest_rows) text << kRow << row << '\n';
  text << "end\n";
  write_file(record_path(out, item.id()), text.str());
  return record;
}

std::optional<ItemRecord> find_item(const fs::path& out, const Item& item, const std::string& key) {
  std::ifstream in(record_path(out, item.id()));
  ItemRecord record;
  std::string line;
  if (!std::getline(in, line) || line != std::string(kKey) + key) return std::nullopt;
  while (std::getline(in, line)) {
    if (line == "end") return record;
    const auto tab = line.find('\t');
    if (tab == std::string::npos) return std::nullopt;
    std::istringstream rest(line.substr(tab + 1));
    const std::string field = line.substr(0, tab);
    if (field == "row") {
      record.manifest_rows.push_back(line.substr(tab + 1));
    } else if (field == "seconds") {
      rest >> record.audio_s;
    } else if (field == "file") {
      std::string path, sha;
      std::uintmax_t bytes = 0;
      std::getline(rest, path, '\t');
      rest >> bytes >> sha;
      std::error_code failure;
      if (fs::file_size(out / path, failure) != bytes || failure) return std::nullopt;
      if (sha256_of_file(out / path) != sha) return std::nullopt;
      record.bytes += bytes;
    }
  }
  return std::nullopt;  // cut off before its end
}

void make_items_folder(const fs::path& out) { make_folder(out / kItemsFolder); }

std::map<std::string, RecordedItem> recorded_items(const fs::path& out) {
  std::map<std::string, RecordedItem> items;
  std::error_code absent;
  for (const auto& entry : fs::directory_iterator(out / kItemsFolder, absent)) {
    std::ifstream in(entry.path());
    std::string line;
    if (!std::getline(in, line) || !line.starts_with(kKey)) continue;
    RecordedItem& item = items[entry.path().filename()];
    item.key = line.substr(kKey.size());
    while (std::getline(in, line))
      if (line.starts_with(kRow)) item.manifest_rows.push_back(line.substr(kRow.size()));
  }
  return items;
}

void remove_item(const fs::path& out, const std::string& id) {
  std::ifstream in(record_path(out, id));
  for (std::string line; std::getline(in, line);) {
    if (!line.starts_with(kFile)) continue;
    const fs::path file = split_at_tabs(line)[1];
    if (is_of_item(id, file)) fs::remove(out / file);
  }
  fs::remove(record_path(out, id));
}

}  // namespace cantus
