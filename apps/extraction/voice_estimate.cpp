#include "apps/extraction/voice_estimate.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "data/audio/read_at_rate.h"
#include "data/frontend/feature_extractor.h"
#include "kernels/core/error.h"
#include "models/baselines/repet_sim.h"

namespace cantus {

namespace fs = std::filesystem;

std::vector<float> samples_for_maps(const fs::path& sound) {
  return read_at_rate(sound, map_front_end().sample_rate).audio.samples;
}

std::vector<float> compressed(std::vector<float> magnitudes) {
  for (float& x : magnitudes) x = std::log1p(x);
  return magnitudes;
}

SongFrames song_frames(const fs::path& path, std::vector<float> samples,
                       const MaskedSound& masked) {
  const FrontEnd& front_end = map_front_end();
  SongFrames song;
  song.samples = std::move(samples);
  require_frame(song.samples.size(), front_end, path);
  song.magnitudes = masked.magnitudes(song.samples);
  song.mix = compressed(song.magnitudes);
  song.num_bins = front_end.stft.num_bins;
  song.num_frames = std::ssize(song.mix) / song.num_bins;
  return song;
}

StoredMap map_of(const fs::path& map, const fs::path& song, std::int64_t num_frames) {
  StoredMap found = read_song_map(map, song);
  if (found.num_frames != num_frames)
    throw Error(Exit::kBadData, map.string(), fmt::format("{} frames", found.num_frames),
                fmt::format("{}, as many as the song has", num_frames));
  return found;
}

VoiceEstimate estimate_of_spectrogram(std::vector<float> spectrogram,
                                      const std::vector<float>& magnitudes) {
  std::vector<float> mask(magnitudes.size());
  for (std::size_t i = 0; i < mask.size(); ++i) {
    const float voice = std::expm1(spectrogram[i]);
    mask[i] = magnitudes[i] > 0 ? std::min(voice / magnitudes[i], 1.0f) : 0.0f;
  }
  return {std::move(mask), std::move(spectrogram)};
}

VoiceEstimate estimate_by_repetition(Queue& host, const MaskedSound& masked,
                                     const SongFrames& song) {
  const FrontEnd& front_end = map_front_end();
  const double hz_per_bin = static_cast<double>(front_end.sample_rate) /
                            static_cast<double>(front_end.stft.window_samples);
  const auto options = repet_sim_options(front_end.frames_per_second(), hz_per_bin);
  std::vector<float> mask =
      repet_sim_mask(host, song.num_frames, song.num_bins, song.magnitudes, options);
  auto spectrogram = compressed(masked.magnitudes(masked.weighed(song.samples, mask)));
  return {std::move(mask), std::move(spectrogram)};
}

}  // namespace cantus
