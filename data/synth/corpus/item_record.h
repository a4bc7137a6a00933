#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "data/synth/corpus/item.h"

namespace cantus {

// What is known of an item on disk: written last, after all its files, so that its presence says
// that they were complete.
struct ItemRecord {
  struct File {
    std::string path;  // below the corpus
    std::uintmax_t bytes = 0;
    std::string sha256;
  };

  std::string key;  // describes everything that determined the bytes
  double audio_s = 0;
  std::vector<File> files;
  std::vector<std::string> manifest_rows;
  bool is_whole = false;  // not cut off
};

// Where the records are, in a corpus.
constexpr const char* kItemsFolder = ".items";
// Makes that folder, and takes away what killed writers left in it and beside the items' files.
// Errors: those of make_folder.
void prepare_items(const std::filesystem::path& out);

// Writes the item's files, then its record, into the folder that prepare_items made. Errors:
// kCannotCreate, unless `replace`, for a file that is there with other bytes: somebody else's, or
// edited since; those of write_file.
ItemRecord commit_item(const std::filesystem::path& out, const Item& item, const std::string& key,
                       const RenderedItem& rendered, bool replace);

// The record of an item that was made with the same key and whose files have the bytes they had
// when it was committed; nothing when it has to be rendered (again).
std::optional<ItemRecord> find_item(const std::filesystem::path& out, const Item& item,
                                    const std::string& key);

// The records that are there, by id of their items; nothing else of that folder.
std::map<std::string, ItemRecord> recorded_items(const std::filesystem::path& out);

// Removes an item's files, then its record: one that is left is removed another time.
void remove_item(const std::filesystem::path& out, const std::string& id);

}  // namespace cantus
