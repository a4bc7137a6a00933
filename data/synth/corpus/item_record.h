#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "data/synth/corpus/item.h"

namespace cantus {

// The record of an item on disk, written after all its files, so that its presence shows that they
// were complete.
struct ItemRecord {
  struct File {
    std::string path;  // relative to the corpus
    std::uintmax_t bytes = 0;
    std::string sha256;
  };

  std::string key;  // see ItemKeys
  double audio_s = 0;
  std::vector<File> files;
  std::vector<std::string> manifest_rows;
  bool is_whole = false;  // the record is not truncated
};

// The folder of the records in a corpus.
constexpr const char* kItemsFolder = ".items";
// Makes that folder, and removes what killed writers left in it and beside the items' files.
// Errors: those of make_folder.
void prepare_items(const std::filesystem::path& out);

// Writes the item's files, then its record, into the folder that prepare_items made. Errors:
// kCannotCreate, unless `replace`, for an existing file with other bytes, made or edited by
// somebody else; those of write_file.
ItemRecord commit_item(const std::filesystem::path& out, const Item& item, const std::string& key,
                       const RenderedItem& rendered, bool replace);

// The record of an item that was made with the same key and whose files still have the bytes that
// were committed; none when it has to be rendered (again).
std::optional<ItemRecord> find_item(const std::filesystem::path& out, const Item& item,
                                    const std::string& key);

// The existing records by item id; ignores other files in their folder.
std::map<std::string, ItemRecord> recorded_items(const std::filesystem::path& out);

// Removes an item's files, then its record, so that an interrupted removal is finished by the next.
void remove_item(const std::filesystem::path& out, const std::string& id);

}  // namespace cantus
