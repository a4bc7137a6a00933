#include "data/audio/read_at_rate.h"

#include <cstddef>
#include <optional>
#include <span>

#include "data/audio/resample.h"

namespace cantus {

SoundAtRate read_at_rate(const std::filesystem::path& path, int sample_rate,
                         const ReadOptions& options) {
  SoundAtRate sound;
  sound.audio.sample_rate = sample_rate;
  std::optional<Resampler> resampler;
  std::size_t num_samples = 0;
  read_audio_pieces(path, options, [&](int rate, std::span<const float> piece) {
    if (!resampler) resampler.emplace(rate, sample_rate);
    sound.file_rate = rate;
    num_samples += piece.size();
    resampler->add(piece, sound.audio.samples);
  });
  resampler->finish(sound.audio.samples);  // set: a sound without samples is refused
  sound.duration_s = static_cast<double>(num_samples) / sound.file_rate;
  return sound;
}

}  // namespace cantus
