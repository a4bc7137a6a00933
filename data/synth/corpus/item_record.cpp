#include "data/synth/corpus/item_record.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>

#include "data/audio/write_wav.h"
#include "data/files/atomic_file.h"
#include "data/files/folder_names.h"
#include "data/files/hash.h"
#include "data/files/output_folder.h"
#include "data/files/path_below.h"
#include "data/files/temporary_files.h"
#include "data/synth/score/performance.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

// The folders that Item::stem() begins with.
constexpr std::array kSoundFolders = {"songs", "instrumentals", "speech"};

fs::path record_path(const fs::path& out, const std::string& id) { return out / kItemsFolder / id; }

std::string to_text(const ItemRecord& record) {
  std::ostringstream text;
  text << "key\t" << record.key << "\nseconds\t" << record.audio_s << '\n';
  for (const auto& file : record.files)
    text << "file\t" << file.path << '\t' << file.bytes << '\t' << file.sha256 << '\n';
  for (const std::string& row : record.manifest_rows) text << "row\t" << row << '\n';
  text << "end\n";
  return text.str();
}

ItemRecord read_record(const fs::path& path) {
  ItemRecord record;
  std::ifstream in(path);
  for (std::string field; !record.is_whole && in >> field;) {
    record.is_whole = field == "end";
    in.ignore();  // the tab
    if (field == "key") std::getline(in, record.key);
    if (field == "seconds") in >> record.audio_s;
    if (field == "row") std::getline(in, record.manifest_rows.emplace_back());
    if (field == "file") {
      ItemRecord::File& file = record.files.emplace_back();
      std::getline(in, file.path, '\t') >> file.bytes >> file.sha256;
    }
  }
  return record;
}

// The number in an item's id, "00012" of "song-00012"; "" for a name that is not an item's, as of a
// file that a killed writer or somebody else left.
std::string number_in(const std::string& id) {
  const auto dash = id.find('-');
  if (dash == std::string::npos || !named<ItemKind>(id.substr(0, dash))) return "";
  const std::string number = id.substr(dash + 1);
  const bool is_number =
      number.size() >= 5 && number.find_first_not_of("0123456789") == std::string::npos;
  return is_number ? number : "";
}

// Whether an item of this id can have this file: "song-00012", "songs/train/00012/mix.wav". Guards
// against records that somebody else has written.
bool is_of_item(const std::string& id, const fs::path& file) {
  const std::string number = number_in(id);
  if (number.empty() || !leads_below(file)) return false;
  if (std::find(kSoundFolders.begin(), kSoundFolders.end(), *file.begin()) == kSoundFolders.end())
    return false;
  return std::any_of(file.begin(), file.end(), [&](const fs::path& name) {
    return name == number || name.native().starts_with(number + ".");
  });
}

// Removes abandoned files in `folder` and all folders below it.
void remove_abandoned_below(const fs::path& folder) {
  remove_abandoned_files(folder);
  std::error_code ended;
  for (fs::recursive_directory_iterator at(folder, ended), end; !ended && at != end;
       at.increment(ended)) {
    std::error_code unknown;
    if (at->is_directory(unknown) && !at->is_symlink(unknown)) remove_abandoned_files(at->path());
  }
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
  ItemRecord record{key, rendered.audio_s, {}, rendered.manifest_rows, true};
  for (const ItemFile& file : rendered.files) {
    const fs::path path = out / file.path;
    const std::string bytes = file.sound.empty() ? file.text : to_wav({kSynthRate, file.sound});
    if (!replace) refuse_other_bytes(path, bytes);
    make_folder(path.parent_path());
    write_file(path, bytes);
    record.files.push_back({file.path, bytes.size(), sha256_of_file(path)});
  }
  write_file(record_path(out, item.id()), to_text(record));
  return record;
}

std::optional<ItemRecord> find_item(const fs::path& out, const Item& item, const std::string& key) {
  ItemRecord record = read_record(record_path(out, item.id()));
  if (record.key != key || !record.is_whole) return std::nullopt;
  for (const auto& file : record.files) {
    std::error_code failure;
    if (fs::file_size(out / file.path, failure) != file.bytes || failure) return std::nullopt;
    if (sha256_of_file(out / file.path) != file.sha256) return std::nullopt;
  }
  return record;
}

void prepare_items(const fs::path& out) {
  make_folder(out / kItemsFolder);
  remove_abandoned_below(out / kItemsFolder);
  for (const char* folder : kSoundFolders) remove_abandoned_below(out / folder);
}

std::map<std::string, ItemRecord> recorded_items(const fs::path& out) {
  std::map<std::string, ItemRecord> items;
  std::error_code absent;
  for (const std::string& id : names_in(out / kItemsFolder, absent)) {
    if (number_in(id).empty()) continue;
    if (ItemRecord record = read_record(record_path(out, id)); !record.key.empty())
      items[id] = std::move(record);
  }
  return items;
}

void remove_item(const fs::path& out, const std::string& id) {
  for (const auto& file : read_record(record_path(out, id)).files)
    if (is_of_item(id, file.path)) fs::remove(out / file.path);
  fs::remove(record_path(out, id));
}

}  // namespace cantus
