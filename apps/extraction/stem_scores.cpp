#include "apps/extraction/stem_scores.h"

#include <cmath>

#include <fmt/format.h>

#include "apps/program/log.h"
#include "apps/songs/voice_alone.h"

namespace cantus {
namespace {

using Json = nlohmann::ordered_json;

double energy(const std::vector<float>& sound) {
  double sum = 0;
  for (const float x : sound) sum += static_cast<double>(x) * x;
  return sum;
}

double decibels(const std::vector<float>& voice, const std::vector<float>& rest) {
  return 10 * std::log10(energy(voice) / energy(rest));
}

void warn_of_another_mix(const Stems& stems, const std::vector<float>& vocals,
                         const std::vector<float>& rest, const std::vector<float>& song) {
  constexpr double kMostOfTheSong = 0.01;  // of its energy, left by conversions
  std::vector<float> sum(song.size()), missing(song.size());
  for (std::size_t i = 0; i < song.size(); ++i) {
    sum[i] = vocals[i] + rest[i];
    missing[i] = song[i] - sum[i];
  }
  if (energy(missing) <= kMostOfTheSong * energy(song)) return;
  log_warning(
      fmt::format("{} and {} do not add up to the song ({:.1f} dB its level to theirs): "
                  "scores of spectra depend on level, and on what is missing",
                  stems.vocals.string(), stems.accompaniment.string(), decibels(song, sum)));
}

// "-" for the ratio to or of a silent stem.
std::string decibels_text(double value) {
  if (!std::isfinite(value)) return "-";
  return fmt::format("{:.1f} dB", (std::round(10 * value) + 0.0) / 10);  // makes 0.0 of -0.0
}

std::string line_of(const char* name, const SpectralScores& scores) {
  return fmt::format("{:<16} P {:.3f}  R {:.3f}  F {:.3f}\n", name, scores.precision, scores.recall,
                     scores.f);
}

}  // namespace

std::vector<float> stem_of(const std::filesystem::path& stem, std::size_t num_samples) {
  auto samples = samples_for_maps(stem);
  fit_to_song(stem, map_front_end().sample_rate, num_samples, samples);
  return samples;
}

StemScores scores_by_stems(const Stems& stems, const MaskedSound& masked,
                           const VoiceEstimate& estimate, const SongFrames& song) {
  const std::vector<float>& mix = song.mix;
  const auto vocals = stem_of(stems.vocals, song.samples.size());
  const auto rest = stem_of(stems.accompaniment, song.samples.size());
  warn_of_another_mix(stems, vocals, rest, song.samples);
  const auto truth = compressed(masked.magnitudes(vocals));
  const std::vector<float> all(mix.size(), 1.0f);
  return {decibels(masked.weighed(vocals, all), masked.weighed(rest, all)),
          decibels(masked.weighed(vocals, estimate.mask), masked.weighed(rest, estimate.mask)),
          spectral_scores(estimate.spectrogram, truth), spectral_scores(mix, truth)};
}

Json json_of(const SpectralScores& scores) {
  return {{"precision", scores.precision}, {"recall", scores.recall}, {"f", scores.f}};
}

Json json_of(const StemScores& scores) {
  return {{"voice_over_accompaniment_db",
           {{"before", scores.ratio_before_db}, {"after", scores.ratio_after_db}}},
          {"spectral", json_of(scores.estimate)},
          {"spectral_of_mix", json_of(scores.mix)}};
}

std::string text_of(const StemScores& scores) {
  return fmt::format("voice over accompaniment: {} in the mix, {} extracted\n",
                     decibels_text(scores.ratio_before_db), decibels_text(scores.ratio_after_db)) +
         line_of("spectral", scores.estimate) + line_of("spectral_of_mix", scores.mix);
}

}  // namespace cantus
