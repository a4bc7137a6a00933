#include "apps/songs/corpus_songs.h"

#include <map>
#include <set>

#include <fmt/format.h>

#include "apps/program/log.h"
#include "data/audio/audio_format.h"
#include "data/labels/read_labels.h"
#include "data/manifest/song_overlap.h"

namespace cantus {
namespace {

// Warns of different songs that share labels; copies of one at other levels share `song` too.
void warn_of_shared_labels(const std::vector<CorpusSong>& songs) {
  std::map<std::filesystem::path, const CorpusSong*> owners;
  std::string first;
  int num_more = -1;
  for (const CorpusSong& song : songs) {
    const auto name = song.facts.find("song");
    if (song.labels.empty() || name == song.facts.end() || name->second.empty()) continue;
    const CorpusSong& owner = *owners.emplace(song.labels, &song).first->second;
    if (owner.facts.at("song") == name->second) continue;
    if (++num_more == 0)
      first = fmt::format("{}: the labels of {} and of {}, which are different songs",
                          song.labels.string(), owner.name, song.name);
  }
  if (num_more < 0) return;
  log_warning(num_more == 0 ? first : fmt::format("{} (and {} more like these)", first, num_more));
}

}  // namespace

std::vector<CorpusSong> read_manifests(
    const std::vector<std::filesystem::path>& manifests,
    const std::function<std::vector<CorpusSong>(const std::filesystem::path&)>& read) {
  std::vector<CorpusSong> songs;
  for (const auto& manifest : manifests) {
    const auto more = read(manifest);
    songs.insert(songs.end(), more.begin(), more.end());
  }
  return songs;
}

std::vector<CorpusSong> read_songs(const std::vector<std::filesystem::path>& manifests,
                                   const std::vector<std::string>& kinds, Exit when_absent) {
  return checked_songs(read_manifests(manifests), kinds, manifests.front(), when_absent);
}

std::vector<CorpusSong> checked_songs(const std::vector<CorpusSong>& songs,
                                      const std::vector<std::string>& kinds,
                                      const std::filesystem::path& manifest, Exit when_absent) {
  require_songs_in_one_split(songs);
  std::set<SoundKey> seen;
  for (const CorpusSong& song : songs)
    if (!seen.insert(sound_key(song, std::filesystem::weakly_canonical(song.path))).second)
      throw Error(Exit::kBadData, song.path.string(), "is named a second time",
                  "every song once in all manifests",
                  "take it out of one of its places, or name every manifest once");
  warn_of_shared_labels(songs);
  std::set<std::string> present;
  bool all_tell = true;
  for (const CorpusSong& song : songs) {
    if (const auto kind = kind_of(song))
      present.insert(*kind);
    else
      all_tell = false;
  }
  if (!kinds.empty() && present.empty())
    log_warning(fmt::format("{}: no column `kind`: all songs are taken, not only {}",
                            manifest.string(), fmt::join(kinds, ", ")));
  if (!all_tell) return songs_of_kinds(songs, kinds);
  for (const std::string& kind : kinds) {
    if (present.contains(kind)) continue;
    throw Error(when_absent, manifest.string(), "no song is of kind " + kind,
                fmt::format("one of {}", fmt::join(present, ", ")));
  }
  return songs_of_kinds(songs, kinds);
}

void require_readable(const std::vector<CorpusSong>& songs) {
  Batch batch;
  std::set<std::pair<std::filesystem::path, std::filesystem::path>> seen;
  for (const CorpusSong& song : songs) {
    if (!seen.emplace(song.path, song.labels).second) continue;
    batch.run(song.path.string(), [&] {
      sniff_audio_format(InputFile(song.path));
      if (!song.labels.empty()) read_segments(song.labels);
    });
  }
  require_all_done(batch);
}

void require_all_done(const Batch& batch) {
  if (const Exit code = batch.finish(); code != Exit::kDone)
    throw Error(code, "", "not all songs can be used", "",
                "repair those named above or take them out of the manifest");
}

}  // namespace cantus
