#include "data/synth/instruments/effects.h"

#include <algorithm>
#include <cmath>

#include "data/synth/score/exact_math.h"
#include "data/synth/score/random.h"

namespace cantus {
namespace {

// A delay line with feedback and a one-pole low-pass in the loop: high frequencies decay sooner.
class Comb {
 public:
  Comb(int delay, double feedback) : line_(delay), feedback_(feedback) {}
  double next(double input) {
    const double out = line_[at_];
    damped_ = .7 * out + .3 * damped_;
    line_[at_] = input + feedback_ * damped_;
    at_ = at_ + 1 == line_.size() ? 0 : at_ + 1;
    return out;
  }

 private:
  std::vector<double> line_;
  double feedback_, damped_ = 0;
  std::size_t at_ = 0;
};

class AllPass {
 public:
  explicit AllPass(int delay) : line_(delay) {}
  double next(double input) {
    const double delayed = line_[at_], out = delayed - .6 * input;
    line_[at_] = input + .6 * out;
    at_ = at_ + 1 == line_.size() ? 0 : at_ + 1;
    return out;
  }

 private:
  std::vector<double> line_;
  std::size_t at_ = 0;
};

}  // namespace

double peak_of(const std::vector<float>& samples) {
  float peak = 0;
  for (const float sample : samples) peak = std::max(peak, std::abs(sample));
  return peak;
}

void scale_to_peak(std::vector<float>& samples, double peak) {
  const double top = peak_of(samples);
  if (top == 0) return;
  const float gain = static_cast<float>(peak / top);
  for (float& sample : samples) sample *= gain;
}

double rms_over(const std::vector<float>& samples, const std::vector<Span>& spans) {
  double energy = 0, count = 0;
  for (const Span& span : spans) {
    const auto first = static_cast<std::size_t>(std::max(0., span.start_s) * kSynthRate);
    const auto last =
        std::min(samples.size(), static_cast<std::size_t>(std::max(0., span.end_s) * kSynthRate));
    for (std::size_t i = first; i < last; ++i) energy += double(samples[i]) * samples[i], ++count;
  }
  return count > 0 ? std::sqrt(energy / count) : 0;
}

void reverberate(std::vector<float>& samples, const Room& room) {
  const auto [decay_s, wet, seed] = room;
  Random random(seed, 501);
  std::vector<Comb> combs;
  for (int k = 0; k < 6; ++k) {
    const int delay = static_cast<int>(kSynthRate * random.between(.018, .047));
    // -60 dB after decay_s
    combs.emplace_back(delay, exact::exp2(-9.966 * delay / (kSynthRate * decay_s)));
  }
  AllPass first(random.in(90, 130)), second(random.in(250, 330));
  for (float& sample : samples) {
    double echo = 0;
    for (Comb& comb : combs) echo += comb.next(sample);
    sample = static_cast<float>(sample + wet * .4 * second.next(first.next(echo)));
  }
}

void sweep(std::vector<float>& samples, const Sweep& settings) {
  const auto [lowest_hz, highest_hz, rate_hz, gain] = settings;
  constexpr double kDamping = .35;  // 1 / Q
  const double octaves = exact::log2(highest_hz / lowest_hz);
  double g = 0, scale = 0, first = 0, second = 0;  // a trapezoidal state-variable filter
  for (std::size_t i = 0; i < samples.size(); ++i) {
    if (i % 64 == 0) {
      const double place =
          .5 + .5 * exact::sin_turns(rate_hz * static_cast<double>(i) / kSynthRate);
      const double turns = .5 * lowest_hz * exact::exp2(octaves * place) / kSynthRate;
      g = exact::sin_turns(turns) / exact::cos_turns(turns);
      scale = 1 / (1 + g * (g + kDamping));
    }
    const double x = samples[i], band = scale * (first + g * (x - second));
    const double low = second + g * band;
    first = 2 * band - first;
    second = 2 * low - second;
    samples[i] = static_cast<float>(x + gain * kDamping * band);
  }
}

void waver(std::vector<float>& samples, const Waver& settings) {
  const double rate_hz = settings.rate_hz;
  // A delay of d (1 + sin(2 pi r t)) bends the pitch by 2 pi r d at most; an octave is 1200 / ln 2
  // cents a unit.
  const double depth = kSynthRate * settings.cents / (1731 * 2 * exact::kPi * rate_hz);
  std::vector<float> dry = samples;
  dry.push_back(0);
  const int num_samples = static_cast<int>(samples.size());
  const float* from = dry.data();
  float* to = samples.data();
#pragma omp simd
  for (int i = 0; i < num_samples; ++i) {
    const double delay =
        depth * (1 + exact::sin_turns(rate_hz * static_cast<double>(i) / kSynthRate));
    const double at = std::max(0., static_cast<double>(i) - delay);
    const int low = static_cast<int>(at);
    const double part = at - static_cast<double>(low);
    to[i] = static_cast<float>(from[low] * (1 - part) + from[low + 1] * part);
  }
}

void thicken(std::vector<float>& samples, const Ensemble& ensemble) {
  const auto [copies, cents, seed] = ensemble;
  Random random(seed, 502);
  const std::vector<float> dry = samples;
  for (int k = 0; k < copies; ++k) {
    const auto late = static_cast<std::size_t>(kSynthRate * random.between(.004, .035));
    std::vector<float> copy(dry.size());
    for (std::size_t i = late; i < dry.size(); ++i) copy[i] = dry[i - late];
    waver(copy, {cents * random.between(.5, 1.5), random.between(.2, 5)});
    const double gain = random.between(.4, .9) * (random.chance(.5) ? 1 : -1);
    for (std::size_t i = 0; i < dry.size(); ++i) samples[i] += static_cast<float>(gain * copy[i]);
  }
}

void ride(std::vector<float>& samples, const Fader& fader) {
  const auto [deviation_db, rate_hz, seed] = fader;
  constexpr std::size_t kBlock = 64;
  Random random(seed, 503);
  double rates[3], phases[3], gain = 1;
  for (double& rate : rates) rate = rate_hz * random.between(.3, 1.7) / kSynthRate;
  for (double& phase : phases) phase = random.uniform();
  for (std::size_t start = 0; start < samples.size(); start += kBlock) {
    double wave = 0;
    for (int k = 0; k < 3; ++k)
      wave += exact::sin_turns(rates[k] * static_cast<double>(start + kBlock) + phases[k]);
    const double next = exact::from_db(deviation_db * .8165 * wave);  // variance of the sum: 3 / 2
    const std::size_t end = std::min(samples.size(), start + kBlock);
    for (std::size_t i = start; i < end; ++i) {
      const double part = static_cast<double>(i - start) / kBlock;
      samples[i] *= static_cast<float>(gain + (next - gain) * part);
    }
    gain = next;
  }
}

void smear(std::vector<float>& samples, const Smear& settings) {
  const auto [level_db, width_hz, seed] = settings;
  Random random(seed, 504);
  const double keep = exact::exp(-2 * exact::kPi * width_hz / kSynthRate);
  const double fresh = exact::from_db(level_db) * std::sqrt((1 - keep * keep) * 3);
  double noise = 0;
  for (float& sample : samples) {
    noise = keep * noise + fresh * random.between(-1, 1);
    sample *= static_cast<float>(1 + noise);
  }
}

std::vector<float> limiter_gains(const std::vector<float>& samples, double threshold) {
  constexpr std::size_t kBlock = 64;
  constexpr int kReach = 6;  // blocks on either side of a peak: 17 ms
  const int num_blocks = static_cast<int>(samples.size() / kBlock) + 2;
  std::vector<double> wanted(num_blocks, 1);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double level = std::abs(samples[i]);
    if (level > threshold) wanted[i / kBlock] = std::min(wanted[i / kBlock], threshold / level);
  }
  std::vector<double> smooth(num_blocks);
  for (int b = 0; b < num_blocks; ++b) {
    double least = 1;
    for (int k = -kReach; k <= kReach; ++k)
      least = std::min(least, wanted[std::clamp(b + k, 0, num_blocks - 1)]);
    smooth[b] = least;
  }
  // Mean over at most kReach - 1 blocks on either side: it never exceeds a peak's own gain.
  std::vector<double> mean(num_blocks);
  for (int b = 0; b < num_blocks; ++b) {
    double sum = 0;
    for (int k = 1 - kReach; k < kReach; ++k) sum += smooth[std::clamp(b + k, 0, num_blocks - 1)];
    mean[b] = sum / (2 * kReach - 1);
  }
  std::vector<float> gains(samples.size());
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double part = static_cast<double>(i % kBlock) / kBlock;
    gains[i] = static_cast<float>(mean[i / kBlock] * (1 - part) + mean[i / kBlock + 1] * part);
  }
  return gains;
}

void compress(std::vector<float>& samples, const Compressor& compressor) {
  const auto [threshold_db, ratio] = compressor;
  const double threshold = exact::from_db(threshold_db), exponent = 1 / ratio - 1;
  const double rise = 1 - exact::exp(-1 / (.005 * kSynthRate)),
               fall = 1 - exact::exp(-1 / (.12 * kSynthRate));
  double level = 0, gain = 1;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double now = std::abs(samples[i]);
    level += (now > level ? rise : fall) * (now - level);
    if (i % 16 == 0)
      gain = level > threshold ? exact::exp2(exponent * exact::log2(level / threshold)) : 1;
    samples[i] = static_cast<float>(samples[i] * gain);
  }
}

}  // namespace cantus
