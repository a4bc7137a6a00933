#include "data/synth/effects.h"

#include <algorithm>
#include <cmath>

#include "data/synth/exact_math.h"
#include "data/synth/random.h"

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

void scale_to_peak(std::vector<float>& samples, double peak) {
  float top = 0;
  for (const float sample : samples) top = std::max(top, std::abs(sample));
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

void reverberate(std::vector<float>& samples, double decay_s, double wet, std::uint64_t seed) {
  Random random(seed, 501);
  std::vector<Comb> combs;
  for (int k = 0; k < 6; ++k) {
    const int delay = static_cast<int>(kSynthRate * random.between(.018, .047));
    combs.emplace_back(
        delay, exact::exp2(-9.966 * delay / (kSynthRate * decay_s)));  // -60 dB after decay_s
  }
  AllPass first(random.in(90, 130)), second(random.in(250, 330));
  for (float& sample : samples) {
    double echo = 0;
    for (Comb& comb : combs) echo += comb.next(sample);
    sample = static_cast<float>(sample + wet * .4 * second.next(first.next(echo)));
  }
}

void equalize(std::vector<float>& samples, Filter filter, double frequency_hz, double gain_db,
              double q) {
  const double turns = std::min(.49, frequency_hz / kSynthRate), c = exact::cos_turns(turns);
  const double alpha = exact::sin_turns(turns) / (2 * q), gain = exact::from_db(gain_db * .5);
  double b0, b1, b2, a0 = 1 + alpha, a1 = -2 * c, a2 = 1 - alpha;
  if (filter == Filter::kLowPass) {
    b0 = b2 = (1 - c) * .5, b1 = 1 - c;
  } else if (filter == Filter::kHighPass) {
    b0 = b2 = (1 + c) * .5, b1 = -(1 + c);
  } else if (filter == Filter::kPeak) {
    b0 = 1 + alpha * gain, b1 = -2 * c, b2 = 1 - alpha * gain;
    a0 = 1 + alpha / gain, a2 = 1 - alpha / gain;
  } else {
    const double root = 2 * std::sqrt(gain) * alpha;
    b0 = gain * ((gain + 1) + (gain - 1) * c + root);
    b1 = -2 * gain * ((gain - 1) + (gain + 1) * c);
    b2 = gain * ((gain + 1) + (gain - 1) * c - root);
    a0 = (gain + 1) - (gain - 1) * c + root;
    a1 = 2 * ((gain - 1) - (gain + 1) * c);
    a2 = (gain + 1) - (gain - 1) * c - root;
  }
  const double scale = 1 / a0;
  b0 *= scale, b1 *= scale, b2 *= scale, a1 *= scale, a2 *= scale;
  double s1 = 0, s2 = 0;
  for (float& sample : samples) {
    const double x = sample, y = b0 * x + s1;
    s1 = b1 * x - a1 * y + s2;
    s2 = b2 * x - a2 * y;
    sample = static_cast<float>(y);
  }
}

void compress(std::vector<float>& samples, double threshold_db, double ratio) {
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
