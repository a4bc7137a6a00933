#include "apps/visualization/embedded_excerpts.h"
#include "apps/songs/corpus_songs.h"
#include "apps/songs/standardized_songs.h"

#include <fmt/format.h>

#include "apps/songs/labelled_songs.h"
#include "kernels/core/permutation.h"
#include "kernels/gather/centred_excerpts.h"
#include "kernels/gather/frame_label.h"

namespace cantus {
namespace {

constexpr const char* kFrontEnd = "hou2020";

// A frame of a song.
struct FrameOfSong {
  std::size_t song;
  std::int64_t frame;
};

std::vector<FrameOfSong> voiced_frames(const std::vector<LabelledSong>& songs) {
  std::vector<FrameOfSong> frames;
  for (std::size_t s = 0; s < songs.size(); ++s) {
    for (std::size_t k = 0; k < songs[s].labels.size(); ++k)
      if (is_voice(songs[s].labels[k])) frames.push_back({s, static_cast<std::int64_t>(k)});
  }
  return frames;
}

std::vector<CorpusSong> songs_of_domain(const ExcerptDraw& draw, std::size_t domain) {
  const auto songs = songs_of(read_songs({draw.manifests[domain]}, {}, Exit::kNoInput), draw.split);
  if (songs.empty()) {
    throw Error(Exit::kNoInput, draw.manifests[domain].string(),
                "no song of split " + to_string(draw.split), "at least one",
                "choose another --split");
  }
  return songs;
}

}  // namespace

EmbeddedExcerpts embedded_excerpts(const ExcerptDraw& draw, const CommonOptions& common) {
  Queue host({}, common.num_threads);
  FeaturePlace place;
  place.folder = draw.features.empty() ? features_beside(draw.manifests[0]) : draw.features;
  place.front_end = front_end_preset(kFrontEnd);
  place.device = common.device;
  place.num_threads = common.num_threads;
  FeatureStore store(place.folder, place.front_end, place.type);

  const std::array<std::vector<CorpusSong>, 2> of_domain{songs_of_domain(draw, 0),
                                                         songs_of_domain(draw, 1)};
  std::array<std::vector<LabelledSong>, 2> songs;
  std::vector<LabelledSong> all;
  for (std::size_t domain = 0; domain < songs.size(); ++domain) {
    songs[domain] = extract_and_label(of_domain[domain], draw.positive, place);
    require_known_labels(songs[domain], draw.positive, draw.manifests[domain].string());
    all.insert(all.end(), songs[domain].begin(), songs[domain].end());
  }
  const std::int64_t num_bands = place.front_end.num_bands();
  const auto standardization = standardization_of(
      host, all, num_bands, [&](const LabelledSong& song) { return store.read(song.track); });

  EmbeddedExcerpts excerpts;
  const auto size = static_cast<std::size_t>(draw.num_frames * num_bands);
  for (std::size_t domain = 0; domain < songs.size(); ++domain) {
    const auto frames = voiced_frames(songs[domain]);
    if (frames.size() < static_cast<std::size_t>(draw.num_points)) {
      throw Error(Exit::kBadData, draw.manifests[domain].string(),
                  fmt::format("{} frames with voice", frames.size()),
                  fmt::format("{} for as many points", draw.num_points), "ask for fewer --points");
    }
    const Permutation order(frames.size(), draw.seed, domain);
    std::map<std::size_t, std::vector<std::int64_t>> drawn;  // frames by song, to read each once
    for (int i = 0; i < draw.num_points; ++i) {
      const FrameOfSong& frame = frames[order[static_cast<std::uint64_t>(i)]];
      drawn[frame.song].push_back(frame.frame);
    }
    for (const auto& [s, centres] : drawn) {
      const LabelledSong& song = songs[domain][s];
      const FeatureMatrix features = standardized_features(host, song, standardization, store);
      for (const std::int64_t centre : centres) {
        excerpts.places.push_back(
            {static_cast<int>(domain), song.song.name, place.front_end.frame_centre_s(centre)});
        excerpts.features.resize(excerpts.features.size() + size);
        centred_excerpts(host, features.num_frames, num_bands, std::int64_t{draw.num_frames},
                         centre, 1, features.values.data(), static_cast<const float*>(nullptr),
                         &excerpts.features[excerpts.features.size() - size]);
      }
    }
  }
  return excerpts;
}

}  // namespace cantus
