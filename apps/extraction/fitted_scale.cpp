#include "apps/extraction/fitted_scale.h"

#include "apps/extraction/stem_scores.h"
#include "apps/extraction/voice_estimate.h"
#include "data/manifest/corpus_manifest.h"
#include "kernels/core/error.h"
#include "models/saliency/scale_fit.h"
#include "models/saliency/voice_mask.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

struct DevelopmentSong {
  fs::path song, map, vocals;
};

std::vector<DevelopmentSong> development_songs(const fs::path& manifest) {
  std::vector<DevelopmentSong> songs;
  for (const CorpusSong& song : songs_of(read_corpus_manifest(manifest), Split::kValid)) {
    const auto map = song.facts.find("map"), vocals = song.facts.find("vocals");
    if (map == song.facts.end() || vocals == song.facts.end())
      throw Error(Exit::kBadData, manifest.string(), "no columns `map` and `vocals`",
                  "the map and the voice alone of each song of split valid");
    if (vocals->second.empty()) continue;
    if (song.channel || song.gain_db != 0)
      throw Error(Exit::kBadData, manifest.string(), song.name + " has a channel or a gain",
                  "songs as `cantus saliency` took them: whole files");
    const fs::path folder = manifest.parent_path();
    songs.push_back({song.path, folder / map->second, folder / vocals->second});
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
    const SongFrames frames = song_frames(song.song, masked);
    const auto vocals = stem_of(song.vocals, frames.samples.size());
    const StoredMap map = map_of(song.map, song.song, frames.num_frames);
    fit.add(blurred_map(host, frames.num_frames, frames.num_bins, map.saliency, blur_sigma),
            frames.mix, compressed(masked.magnitudes(vocals)));
  }
  if (fit.scale() == 0)
    throw Error(Exit::kBadData, manifest.string(), "no map shows anything of its song's voice",
                "maps of a network that hears it");
  return {fit.scale(), fit.f(), songs.size()};
}

}  // namespace cantus
