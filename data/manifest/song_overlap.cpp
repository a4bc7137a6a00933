#include "data/manifest/song_overlap.h"

#include <cctype>
#include <map>
#include <set>

#include "kernels/core/error.h"

namespace cantus {

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
  for (const CorpusSong& song : songs)
    for (const std::string& key : keys_of_song(song)) {
      const CorpusSong& known = *first.emplace(key, &song).first->second;
      if (known.split == song.split) continue;
      const std::string name = name_of(song);
      repeated.insert((name.empty() ? song.path.string() : name) + " (" + to_string(known.split) +
                      ", " + to_string(song.split) + ")");
    }
  if (repeated.empty()) return;
  std::string names;
  for (const std::string& name : repeated) names += (names.empty() ? "" : ", ") + name;
  throw Error(Exit::kBadData, "",
              std::to_string(repeated.size()) + (repeated.size() == 1 ? " song is" : " songs are") +
                  " in two splits: " + names,
              "every song in one", "name each in one split only");
}

}  // namespace cantus
