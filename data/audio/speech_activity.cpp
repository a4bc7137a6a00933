#include "data/audio/speech_activity.h"

#include <algorithm>
#include <cmath>

#include "kernels/core/error.h"

namespace cantus {
namespace {

// Short against a syllable, so that endpoints are exact to a frame.
constexpr double kFrameMs = 10.0;
// The threshold above the noise is never closer than this to the loudest frame: a clip without
// pauses has no noise to measure.
constexpr double kClosestToPeakDb = 20.0;
// Anything shorter is a click or a breath.
constexpr double kMinSpeechMs = 50.0;
// A file whose loudest frame is below this (dB re full scale) holds no speech.
constexpr double kSilenceDb = -80.0;

// [num_frames] RMS of each frame in dB re full scale; the last frame may be shorter.
std::vector<double> frame_levels_db(const std::vector<float>& samples, std::size_t frame_samples) {
  std::vector<double> levels;
  for (std::size_t start = 0; start < samples.size(); start += frame_samples) {
    const std::size_t end = std::min(start + frame_samples, samples.size());
    double energy = 0.0;
    for (std::size_t i = start; i < end; ++i) {
      energy += static_cast<double>(samples[i]) * samples[i];
    }
    levels.push_back(10.0 * std::log10(energy / static_cast<double>(end - start) + 1e-20));
  }
  return levels;
}

double onset_level_db(const std::vector<double>& levels, double peak_db,
                      const SpeechActivityOptions& options) {
  if (options.absolute_onset_db) return *options.absolute_onset_db;
  std::vector<double> sorted = levels;
  const auto tenth = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 10);
  std::nth_element(sorted.begin(), tenth, sorted.end());
  const double above_noise_db =
      std::min(*tenth + options.onset_above_noise_db, peak_db - kClosestToPeakDb);
  return std::max(peak_db - options.onset_below_peak_db, above_noise_db);
}

struct Run {
  std::size_t begin, end;  // frames
};

// Runs of frames above `release_db` that reach `onset_db` somewhere.
std::vector<Run> active_runs(const std::vector<double>& levels, double onset_db,
                             double release_db) {
  std::vector<Run> runs;
  for (std::size_t begin = 0; begin < levels.size();) {
    if (levels[begin] < release_db) {
      ++begin;
      continue;
    }
    std::size_t end = begin;
    bool reaches_onset = false;
    for (; end < levels.size() && levels[end] >= release_db; ++end) {
      reaches_onset = reaches_onset || levels[end] >= onset_db;
    }
    if (reaches_onset) runs.push_back({begin, end});
    begin = end;
  }
  return runs;
}

}  // namespace

std::vector<Segment> find_speech(const Audio& audio, const SpeechActivityOptions& options) {
  CANTUS_REQUIRE(audio.sample_rate > 0, "sound has a sample rate");
  const auto frame_samples =
      static_cast<std::size_t>(std::max(1L, std::lround(kFrameMs * audio.sample_rate / 1000.0)));
  const auto levels = frame_levels_db(audio.samples, frame_samples);
  if (levels.empty()) return {};
  const double peak_db = *std::max_element(levels.begin(), levels.end());
  if (peak_db < kSilenceDb) return {};
  const double onset_db = onset_level_db(levels, peak_db, options);

  const double frame_s = static_cast<double>(frame_samples) / audio.sample_rate;
  std::vector<Run> joined;
  for (const Run& run : active_runs(levels, onset_db, onset_db - options.hysteresis_db)) {
    const bool is_near =
        !joined.empty() &&
        static_cast<double>(run.begin - joined.back().end) * frame_s * 1000.0 < options.hangover_ms;
    if (is_near) {
      joined.back().end = run.end;
    } else {
      joined.push_back(run);
    }
  }
  std::vector<Segment> segments;
  for (const Run& run : joined) {
    const double start_s = static_cast<double>(run.begin) * frame_s;
    const double end_s = std::min(static_cast<double>(run.end) * frame_s, audio.duration_s());
    if ((end_s - start_s) * 1000.0 < kMinSpeechMs) continue;
    segments.push_back({start_s, end_s, "speech"});
  }
  return segments;
}

}  // namespace cantus
