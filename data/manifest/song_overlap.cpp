#include "data/manifest/song_overlap.h"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <functional>
#include <map>
#include <ranges>
#include <set>

#include "data/files/hash.h"
#include "kernels/core/error.h"

namespace cantus {

namespace fs = std::filesystem;

std::string song_key(const std::string& name) {
  std::string key;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80 || std::isalnum(byte)) key += static_cast<char>(std::tolower(byte));
  }
  return key.empty() ? name : key;
}

namespace {

std::string name_of(const CorpusSong& song) {
  const auto name = song.facts.find("song");
  return name == song.facts.end() ? "" : name->second;
}

constexpr const char* kBytes = "bytes ";  // begins the key of a sound

using Songs = std::vector<const CorpusSong*>;

// The songs that share a key with a song of another split; leaves out songs without a key.
Songs alike(const Songs& songs, const std::function<std::string(const fs::path&)>& key_of) {
  std::map<std::string, Songs> by_key;
  for (const CorpusSong* song : songs)
    if (const std::string key = key_of(song->path); !key.empty()) by_key[key].push_back(song);
  Songs found;
  for (const Songs& group : std::views::values(by_key))
    if (std::ranges::any_of(group, [&](const auto* one) { return one->split != group[0]->split; }))
      found.insert(found.end(), group.begin(), group.end());
  return found;
}

std::string size_of(const fs::path& file) {
  std::error_code failure;
  if (!fs::is_regular_file(file, failure)) return "";
  const auto size = fs::file_size(file, failure);
  return failure ? "" : std::to_string(size);
}

// Songs of equal length usually differ here, so that they need not be read whole.
std::string middle_of(const fs::path& file) {
  std::string middle(4096, '\0');
  std::ifstream stream(file, std::ios::binary);
  std::error_code ignored;
  stream.seekg(static_cast<std::streamoff>(fs::file_size(file, ignored) / 2));
  stream.read(middle.data(), std::ssize(middle));
  middle.resize(static_cast<std::size_t>(stream.gcount()));
  return middle;
}

// Keys by content (SHA-256) of those songs whose files may be in two splits.
std::map<const CorpusSong*, std::string> keys_of_bytes(const std::vector<CorpusSong>& songs) {
  Songs all;
  for (const CorpusSong& song : songs) all.push_back(&song);
  std::map<const CorpusSong*, std::string> keys;
  for (const CorpusSong* song : alike(alike(all, size_of), middle_of))
    keys[song] = kBytes + sha256_of_file(song->path);
  return keys;
}

std::string told_of_both(const CorpusSong& known, const CorpusSong& song, const std::string& key) {
  std::string name = name_of(song);
  if (name.empty()) name = song.path.string();
  if (key.starts_with(kBytes)) name = known.path.string() + " and " + song.path.string();
  return name + " (" + to_string(known.split) + ", " + to_string(song.split) + ")";
}

}  // namespace

std::optional<std::string> key_by_name(const CorpusSong& song) {
  const std::string name = name_of(song);
  return name.empty() ? std::nullopt : std::optional("song " + song_key(name));
}

std::vector<std::string> keys_of_song(const CorpusSong& song) {
  std::vector<std::string> keys;
  if (!song.path.empty())
    keys.push_back("file " + std::filesystem::weakly_canonical(song.path).string());
  if (const auto key = key_by_name(song)) keys.push_back(*key);
  return keys;
}

void require_songs_in_one_split(const std::vector<CorpusSong>& songs) {
  std::map<std::string, const CorpusSong*> first;
  std::set<std::string> repeated;
  const auto bytes = keys_of_bytes(songs);
  for (const CorpusSong& song : songs) {
    auto keys = keys_of_song(song);
    if (const auto found = bytes.find(&song); found != bytes.end()) keys.push_back(found->second);
    std::string told;
    for (const std::string& key : keys) {
      const CorpusSong& known = *first.emplace(key, &song).first->second;
      if (known.split != song.split && told.empty()) told = told_of_both(known, song, key);
    }
    if (!told.empty()) repeated.insert(told);
  }
  if (repeated.empty()) return;
  throw Error(Exit::kBadData, "",
              std::to_string(repeated.size()) + (repeated.size() == 1 ? " song is" : " songs are") +
                  " in two splits: " + join({repeated.begin(), repeated.end()}),
              "every song in one", "name each in one split only");
}

}  // namespace cantus
