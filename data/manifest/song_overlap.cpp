#include "data/manifest/song_overlap.h"

#include <cctype>
#include <map>

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

void require_songs_in_one_split(const std::vector<CorpusSong>& songs) {
  std::map<std::string, const CorpusSong*> first;     // by key
  std::map<std::string, const CorpusSong*> repeated;  // the one in another split
  for (const CorpusSong& song : songs) {
    const auto name = song.facts.find("song");
    if (name == song.facts.end() || name->second.empty()) continue;
    const auto [known, is_new] = first.emplace(song_key(name->second), &song);
    if (!is_new && known->second->split != song.split) repeated.emplace(known->first, &song);
  }
  if (repeated.empty()) return;
  std::string names;
  for (const auto& [key, song] : repeated) {
    names += (names.empty() ? "" : ", ") + song->facts.at("song") + " (" +
             to_string(first[key]->split) + ", " + to_string(song->split) + ")";
  }
  throw Error(Exit::kBadData, "",
              std::to_string(repeated.size()) + (repeated.size() == 1 ? " song is" : " songs are") +
                  " in two splits: " + names,
              "every song in one", "leave them out of one of the corpora, as `none` in --splits");
}

}  // namespace cantus
