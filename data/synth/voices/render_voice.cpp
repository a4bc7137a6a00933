#include <algorithm>
#include <array>
#include <cmath>

#include "data/synth/instruments/oscillator_bank.h"
#include "data/synth/score/exact_math.h"
#include "data/synth/score/random.h"
#include "data/synth/voices/vocal_frames.h"

namespace cantus {
namespace {

constexpr int kOrder = 20;  // poles of the noise filter
constexpr int kMaxHarmonics = 200;

// First sample of a control frame: frames are 110.25 samples apart.
int frame_start(int frame) { return static_cast<int>(frame * (kVoiceHopS * kSynthRate) + .5); }

double envelope_at(const float* envelope, double frequency_hz) {
  const double bin = frequency_hz / kBinHz;
  const int low = static_cast<int>(bin);
  if (low >= kEnvelopeBins - 1) return 0;
  const double part = bin - low;
  return envelope[low] * (1 - part) + envelope[low + 1] * part;
}

// Amplitudes of all harmonics below the Nyquist frequency in one frame; returns their number.
int harmonic_amplitudes(const float* envelope, double f0_hz,
                        std::array<double, kMaxHarmonics + 1>& amplitude) {
  amplitude.fill(0);
  if (f0_hz <= 0) return 0;
  const int count = std::min(kMaxHarmonics, static_cast<int>(kSynthRate * .49 / f0_hz));
  for (int k = 1; k <= count; ++k) {
    amplitude[k] = std::sqrt(envelope_at(envelope, k * f0_hz) * f0_hz * (4. / kSynthRate));
  }
  return count;
}

struct NoiseFilter {
  double gain = 0;
  std::array<double, kOrder> reflection{};
};

constexpr int kRowCosines = 24;  // kOrder + 1, padded with zeros to whole SIMD vectors

// Reflection coefficients of the all-pole filter whose spectrum follows `envelope`
// (Levinson-Durbin).
NoiseFilter fit_noise(const float* envelope, const std::vector<double>& cosines) {
  std::array<double, kOrder + 1> r{}, a{}, previous{};
  // Sums all lags side by side: a single sum over the bins would wait for its own additions.
  double total[kRowCosines] = {};
  for (int b = 0; b < kEnvelopeBins; ++b) {
    const double power = envelope[b];
    const double* row = &cosines[std::size_t(b) * kRowCosines];
    for (int m = 0; m < kRowCosines; ++m) total[m] += power * row[m];
  }
  for (int m = 0; m <= kOrder; ++m) r[m] = total[m] / kEnvelopeBins;
  NoiseFilter filter;
  if (r[0] < 1e-20) return filter;
  r[0] *= 1.0001;
  double error = r[0];
  a[0] = 1;
  for (int i = 1; i <= kOrder; ++i) {
    double acc = r[i];
    for (int j = 1; j < i; ++j) acc += a[j] * r[i - j];
    const double k = -acc / error;
    filter.reflection[i - 1] = k;
    previous = a;
    for (int j = 1; j < i; ++j) a[j] = previous[j] + k * previous[i - j];
    a[i] = k;
    error *= 1 - k * k;
  }
  filter.gain = std::sqrt(error);
  return filter;
}

// All-pole lattice, stable whatever way its coefficients move between frames.
class Lattice {
 public:
  double next(double input, const std::array<double, kOrder>& k) {
    double forward = input;
    for (int i = kOrder - 1; i >= 0; --i) {
      forward -= k[i] * state_[i];
      state_[i + 1] = state_[i] + k[i] * forward;
    }
    state_[0] = forward;
    return forward;
  }

 private:
  std::array<double, kOrder + 1> state_{};
};

std::vector<double> cosine_table() {
  std::vector<double> table(std::size_t(kEnvelopeBins) * kRowCosines);
  for (int b = 0; b < kEnvelopeBins; ++b) {
    for (int m = 0; m <= kOrder; ++m) {
      table[std::size_t(b) * kRowCosines + m] =
          exact::cos_turns(double(m) * b / (2. * (kEnvelopeBins - 1)));
    }
  }
  return table;
}

}  // namespace

std::vector<float> render_voice(const VocalFrames& frames, int num_samples, std::uint64_t seed) {
  static const std::vector<double> cosines = cosine_table();
  std::vector<float> out(num_samples);
  Random random(seed, 301);
  std::array<double, kMaxHarmonics + 1> from{}, to{};
  int from_count = 0;
  NoiseFilter filter_from, filter_to;
  Lattice lattice;
  double phase = random.uniform(), block_phase[kMaxBlock];
  for (int frame = 0; frame + 1 < frames.num_frames(); ++frame) {
    const int start = frame_start(frame),
              length = std::min(frame_start(frame + 1), num_samples) - start;
    if (length <= 0) break;
    const double f_from = frames.f0_hz[frame], f_to = frames.f0_hz[frame + 1];
    const std::size_t row = std::size_t(frame + 1) * kEnvelopeBins;
    const int to_count = harmonic_amplitudes(&frames.harmonic[row], f_to, to);
    const double begin = f_from > 0 ? f_from : f_to, end = f_to > 0 ? f_to : f_from;
    for (int i = 0; i < length; ++i) {
      phase += (begin + (end - begin) * i / length) / kSynthRate;
      phase -= std::floor(phase);
      block_phase[i] = phase;
    }
    const int count = std::max(from_count, to_count);
    if (count > 0) add_harmonics(block_phase, length, from.data(), to.data(), count, &out[start]);
    filter_to = fit_noise(&frames.noise[row], cosines);
    if (filter_from.gain > 0 || filter_to.gain > 0) {
      std::array<double, kOrder> k;
      for (int i = 0; i < length; ++i) {
        const double part = double(i) / length;
        for (int j = 0; j < kOrder; ++j) {
          k[j] = filter_from.reflection[j] * (1 - part) + filter_to.reflection[j] * part;
        }
        const double pulse = begin > 0 ? 1 + .5 * exact::cos_turns(block_phase[i]) : 1;
        const double gain = (filter_from.gain * (1 - part) + filter_to.gain * part) * pulse;
        out[start + i] +=
            static_cast<float>(lattice.next(gain * (random.uniform() - .5) * 3.4641016, k));
      }
    }
    from = to, from_count = to_count, filter_from = filter_to;
  }
  return out;
}

}  // namespace cantus
