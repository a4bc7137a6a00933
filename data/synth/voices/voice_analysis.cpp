#include "data/synth/voices/voice_analysis.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "kernels/core/error.h"

namespace cantus {
namespace {

constexpr int kPitchPoints = 2048, kEnvelopePoints = 1024;
constexpr int kEnvelopeSpectrum = kEnvelopePoints / 2 + 1;
constexpr double kPi = std::numbers::pi;
// Three periods of the lowest pitch fit into kEnvelopePoints.
constexpr double kLowestHz = 66, kHighestHz = 420, kUnvoicedHz = 250;

double hann(double place) { return .5 - .5 * std::cos(2 * kPi * place); }  // 0 .. 1

int center_of(int frame) { return static_cast<int>(frame * (kVoiceHopS * kSynthRate) + .5); }

float sample_at(const std::vector<float>& samples, int i) {
  return i < 0 || i >= static_cast<int>(samples.size()) ? 0 : samples[i];
}

// Mean of `power` over +-half_width bins around every bin, ends mirrored.
void smooth_over(const float* power, double half_width, double* out) {
  constexpr int kPad = 16;
  double running[kEnvelopeSpectrum + 2 * kPad + 1] = {0};
  const auto mirrored = [&](int i) {
    i = std::abs(i);
    return power[i >= kEnvelopeSpectrum ? 2 * (kEnvelopeSpectrum - 1) - i : i];
  };
  for (int i = 0; i < kEnvelopeSpectrum + 2 * kPad; ++i)
    running[i + 1] = running[i] + mirrored(i - kPad);
  const auto integral = [&](double x) {  // power below x; bins are one wide, centred on their index
    const double at = x + .5 + kPad;
    const int low = static_cast<int>(at);
    return running[low] + (at - low) * (running[low + 1] - running[low]);
  };
  half_width = std::min(half_width, kPad - 1.);
  for (int i = 0; i < kEnvelopeSpectrum; ++i) {
    out[i] = (integral(i + half_width) - integral(i - half_width)) / (2 * half_width);
  }
}

}  // namespace

VoiceAnalyzer::VoiceAnalyzer()
    : queue_(Device{}, 1),
      pitch_plan_(queue_, kPitchPoints),
      envelope_plan_(queue_, kEnvelopePoints) {}

std::vector<double> VoiceAnalyzer::track_pitch(const std::vector<float>& samples, int num_frames) {
  constexpr int kWindow = 882;
  constexpr int kBins = kPitchPoints / 2 + 1;
  std::vector<float> window(kWindow), rows(std::size_t(num_frames + 1) * kPitchPoints),
      spectra(std::size_t(num_frames + 1) * kBins * 2);
  for (int i = 0; i < kWindow; ++i) window[i] = static_cast<float>(hann((i + .5) / kWindow));
  for (int frame = 0; frame < num_frames; ++frame) {
    float* row = &rows[std::size_t(frame) * kPitchPoints];
    for (int i = 0; i < kWindow; ++i)
      row[i] = window[i] * sample_at(samples, center_of(frame) - kWindow / 2 + i);
  }
  // The last row gives the window's own autocorrelation.
  std::copy(window.begin(), window.end(), &rows[std::size_t(num_frames) * kPitchPoints]);
  fft_forward(queue_, pitch_plan_, num_frames + 1, rows.data(), spectra.data());
  for (std::size_t i = 0; i < spectra.size(); i += 2) {
    spectra[i] = spectra[i] * spectra[i] + spectra[i + 1] * spectra[i + 1];
    spectra[i + 1] = 0;
  }
  fft_inverse(queue_, pitch_plan_, num_frames + 1, spectra.data(), rows.data());
  const float* own = &rows[std::size_t(num_frames) * kPitchPoints];
  const int shortest = static_cast<int>(kSynthRate / kHighestHz),
            longest = static_cast<int>(kSynthRate / kLowestHz);
  std::vector<double> f0_hz(num_frames);
  for (int frame = 0; frame < num_frames; ++frame) {
    const float* row = &rows[std::size_t(frame) * kPitchPoints];
    if (row[0] < 1e-5) continue;
    const auto likeness = [&](int lag) { return row[lag] / row[0] * own[0] / own[lag]; };
    double best = 0;
    for (int lag = shortest; lag <= longest; ++lag) best = std::max<double>(best, likeness(lag));
    if (best < .5) continue;
    // The first peak nearly as high: not an octave below.
    for (int lag = shortest + 1; lag < longest; ++lag) {
      if (likeness(lag) > .88 * best && likeness(lag) >= likeness(lag - 1) &&
          likeness(lag) >= likeness(lag + 1)) {
        f0_hz[frame] = double(kSynthRate) / lag;
        break;
      }
    }
  }
  return f0_hz;
}

const std::vector<float>& VoiceAnalyzer::window_of(int length) {
  std::vector<float>& window = windows_[length];
  if (window.empty()) {
    double energy = 0;
    for (int i = 0; i < length; ++i) energy += hann((i + .5) / length) * hann((i + .5) / length);
    const double scale = 1 / std::sqrt(energy);
    for (int i = 0; i < length; ++i)
      window.push_back(static_cast<float>(scale * hann((i + .5) / length)));
  }
  return window;
}

const std::vector<float>& VoiceAnalyzer::lifter_of(double pitch_hz) {
  std::vector<float>& lifter = lifters_[pitch_hz];
  if (lifter.empty()) {
    lifter.push_back(1);
    for (int q = 1; q < kEnvelopeSpectrum; ++q) {
      const double turns = pitch_hz * q / kSynthRate;
      lifter.push_back(static_cast<float>(std::sin(kPi * turns) / (kPi * turns) *
                                          (1.3 - .3 * std::cos(2 * kPi * turns))));
    }
  }
  return lifter;
}

std::vector<float> VoiceAnalyzer::envelopes(const std::vector<float>& samples,
                                            const std::vector<double>& f0_hz) {
  const int num_frames = static_cast<int>(f0_hz.size());
  std::vector<float> rows(std::size_t(num_frames) * kEnvelopePoints),
      spectra(std::size_t(num_frames) * kEnvelopeSpectrum * 2);
  const auto pitch = [&](int frame) { return f0_hz[frame] > 0 ? f0_hz[frame] : kUnvoicedHz; };
  for (int frame = 0; frame < num_frames; ++frame) {
    float* row = &rows[std::size_t(frame) * kEnvelopePoints];
    const int length = std::min(kEnvelopePoints, static_cast<int>(3 * kSynthRate / pitch(frame)));
    const std::vector<float>& window = window_of(length);
    for (int i = 0; i < length; ++i)
      row[i] = window[i] * sample_at(samples, center_of(frame) - length / 2 + i);
  }
  fft_forward(queue_, envelope_plan_, num_frames, rows.data(), spectra.data());
  for (int frame = 0; frame < num_frames; ++frame) {
    float power[kEnvelopeSpectrum];
    double smooth[kEnvelopeSpectrum];
    const float* spectrum = &spectra[std::size_t(frame) * kEnvelopeSpectrum * 2];
    for (int b = 0; b < kEnvelopeSpectrum; ++b)
      power[b] = spectrum[2 * b] * spectrum[2 * b] + spectrum[2 * b + 1] * spectrum[2 * b + 1];
    smooth_over(power, pitch(frame) / 3 * kEnvelopePoints / kSynthRate, smooth);
    float* row = &rows[std::size_t(frame) * kEnvelopePoints];
    for (int i = 0; i < kEnvelopePoints; ++i) {
      row[i] = static_cast<float>(
          std::log(smooth[i < kEnvelopeSpectrum ? i : kEnvelopePoints - i] + 1e-12));
    }
  }
  fft_forward(queue_, envelope_plan_, num_frames, rows.data(), spectra.data());  // cepstrum
  for (int frame = 0; frame < num_frames; ++frame) {
    float* cepstrum = &spectra[std::size_t(frame) * kEnvelopeSpectrum * 2];
    const std::vector<float>& lifter = lifter_of(pitch(frame));
    for (int q = 1; q < kEnvelopeSpectrum; ++q) {
      cepstrum[2 * q] *= lifter[q];
      cepstrum[2 * q + 1] = 0;
    }
  }
  fft_inverse(queue_, envelope_plan_, num_frames, spectra.data(), rows.data());
  std::vector<float> out(std::size_t(num_frames) * kEnvelopeBins);
  for (int frame = 0; frame < num_frames; ++frame) {
    for (int b = 0; b < kEnvelopeBins; ++b) {
      out[std::size_t(frame) * kEnvelopeBins + b] =
          std::exp(rows[std::size_t(frame) * kEnvelopePoints + 2 * b]);
    }
  }
  return out;
}

VoiceAnalysis VoiceAnalyzer::analyze(const Audio& audio, double known_hz) {
  CANTUS_REQUIRE(audio.sample_rate == kSynthRate, "a voice is analysed at the rate of the corpus");
  VoiceAnalysis analysis;
  const int num_frames = voice_frames(audio.duration_s());
  analysis.f0_hz = track_pitch(audio.samples, num_frames);
  analysis.envelope = envelopes(audio.samples, analysis.f0_hz);
  analysis.level_db.resize(num_frames);
  const int last_known = std::min(kEnvelopeBins - 1, static_cast<int>(known_hz / kBinHz));
  for (int frame = 0; frame < num_frames; ++frame) {
    float* row = &analysis.envelope[std::size_t(frame) * kEnvelopeBins];
    for (int b = last_known + 1; b < kEnvelopeBins; ++b) row[b] = row[b - 1] * .97f;
    double power = 1e-12;
    for (int b = static_cast<int>(300 / kBinHz); b < 2500 / kBinHz; ++b) power += row[b];
    analysis.level_db[frame] = 10 * std::log10(power);
  }
  return analysis;
}

}  // namespace cantus
