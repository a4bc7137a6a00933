#include "apps/extraction/fitted_scale.h"

#include "apps/extraction/voice_estimate.h"
#include "apps/songs/voice_alone.h"
#include "data/files/path_below.h"
#include "data/manifest/corpus_manifest.h"
#include "kernels/core/error.h"
#include "models/saliency/scale_fit.h"
#include "models/saliency/voice_mask.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

struct DevelopmentSong {
  CorpusSong song;
  fs::path map;
};

std::vector<DevelopmentSong> development_songs(const fs::path& manifest) {
  std::vector<DevelopmentSong> songs;
  for (const CorpusSong& song : songs_of(read_corpus_manifest(manifest), Split::kValid)) {
    const auto map = song.facts.find("map");
    if (map == song.facts.end())
      throw Error(Exit::kBadData, manifest.string(), "no columns `map` and `vocals`",
                  "the map and the voice alone of each song of split valid");
    if (song.vocals.empty()) continue;
    const std::string where = manifest.string() + ":" + std::to_string(song.line);
    if (song.channel || song.gain_db != 0)
      throw Error(Exit::kBadData, where, song.name + " has a channel or a gain",
                  "songs as `cantus saliency` took them: whole files");
    if (!leads_below(map->second))
      throw Error(Exit::kBadData, where, "map " + in_quotes(map->second),
                  "a path below the manifest's folder", "correct the line");
    songs.push_back({song, manifest.parent_path() / map->second});
  }
  if (songs.empty())
    throw Error(Exit::kBadData, manifest.string(), "no song of split valid has vocals",
                "songs to fit the scale on");
  return songs;
}

}  // namespace

FittedScale fitted_scale(Queue& host, const MaskedSound& masked, const fs::path& manifest,
                         double blur_sigma) {
  const auto songs = development_songs(manifest);
  ScaleFit fit;
  for (const DevelopmentSong& song : songs) {
    const SongFrames frames = song_frames(song.song.path, samples_for_maps(song.song.path), masked);
    const auto vocals = voice_alone(song.song, map_front_end().sample_rate, frames.samples.size());
    const StoredMap map = map_of(song.map, song.song.path, frames.num_frames);
    fit.add(blurred_map(host, frames.num_frames, frames.num_bins, map.saliency, blur_sigma),
            frames.mix, compressed(masked.magnitudes(vocals)));
  }
  if (fit.scale() == 0)
    throw Error(Exit::kBadData, manifest.string(), "no map shows anything of its song's voice",
                "maps of a network that hears it");
  return {fit.scale(), fit.f(), songs.size()};
}

}  // namespace cantus
