#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "data/synth/corpus/item.h"

namespace cantus {

// What is known of an item on disk: written last, after all its files, so that its presence says
// that they were complete.
struct ItemRecord {
  std::vector<std::string> manifest_rows;
  double audio_s = 0;
  std::uint64_t bytes = 0;
};

// Where the records are, in a corpus.
constexpr const char* kItemsFolder = ".items";
// Errors: kCannotCreate.
void make_items_folder(const std::filesystem::path& out);

// Writes the item's files, then its record, into the folder that make_items_folder made. `key`
// describes everything that determined the bytes.
ItemRecord commit_item(const std::filesystem::path& out, const Item& item, const std::string& key,
                       const RenderedItem& rendered);

// The record of an item that was made with the same key and whose files have the bytes they had
// when it was committed; nothing when it has to be rendered (again).
std::optional<ItemRecord> find_item(const std::filesystem::path& out, const Item& item,
                                    const std::string& key);

// The keys of all items whose records are there, by id.
std::map<std::string, std::string> recorded_keys(const std::filesystem::path& out);

// Removes an item's files, then its record: one that is left is removed another time.
void remove_item(const std::filesystem::path& out, const std::string& id);

}  // namespace cantus
