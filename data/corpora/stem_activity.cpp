#include "data/corpora/stem_activity.h"

#include <cmath>
#include <limits>

#include "data/audio/read_audio.h"
#include "data/audio/speech_activity.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

constexpr double kClosingS = 0.3;  // shorter pauses do not interrupt singing

}  // namespace

std::vector<Segment> singing_in_stem(const std::filesystem::path& stem, int track, double mix_s,
                                     const StemActivity& activity) {
  const Audio audio = read_audio(stem, {.channel = {}, .track = track});
  if (std::abs(audio.duration_s() - mix_s) > 1) {
    throw Error(Exit::kBadData, stem.string(),
                "the vocals last " + std::to_string(audio.duration_s()) + " s",
                std::to_string(mix_s) + " s as their mix", "replace the files");
  }
  SpeechActivityOptions options;
  options.onset_below_peak_db = activity.below_peak_db;
  // A stem is silent between phrases: no noise to stay above.
  options.onset_above_noise_db = -std::numeric_limits<double>::infinity();
  options.hysteresis_db = 0;
  options.hangover_ms = 1000 * kClosingS;
  if (activity.absolute_rms) options.absolute_onset_db = 20 * std::log10(*activity.absolute_rms);
  auto segments = find_speech(audio, options);
  for (Segment& segment : segments) segment.label = "sing";
  return segments;
}

}  // namespace cantus
