#include "data/synth/instruments/equalizer.h"

#include <algorithm>
#include <cmath>

#include "data/synth/score/exact_math.h"
#include "data/synth/score/performance.h"

namespace cantus {
namespace {

// A second-order section, transposed direct form 2.
class Section {
 public:
  explicit Section(const Equalizer& equalizer) {
    const auto [filter, frequency_hz, gain_db, q] = equalizer;
    const double turns = std::min(.49, frequency_hz / kSynthRate), c = exact::cos_turns(turns);
    const double alpha = exact::sin_turns(turns) / (2 * q), gain = exact::from_db(gain_db * .5);
    double a0 = 1 + alpha;
    a1_ = -2 * c, a2_ = 1 - alpha;
    if (filter == Filter::kLowPass) {
      b0_ = b2_ = (1 - c) * .5, b1_ = 1 - c;
    } else if (filter == Filter::kHighPass) {
      b0_ = b2_ = (1 + c) * .5, b1_ = -(1 + c);
    } else if (filter == Filter::kPeak) {
      b0_ = 1 + alpha * gain, b1_ = -2 * c, b2_ = 1 - alpha * gain;
      a0 = 1 + alpha / gain, a2_ = 1 - alpha / gain;
    } else {
      const double root = 2 * std::sqrt(gain) * alpha;
      b0_ = gain * ((gain + 1) + (gain - 1) * c + root);
      b1_ = -2 * gain * ((gain - 1) + (gain + 1) * c);
      b2_ = gain * ((gain + 1) + (gain - 1) * c - root);
      a0 = (gain + 1) - (gain - 1) * c + root;
      a1_ = 2 * ((gain - 1) - (gain + 1) * c);
      a2_ = (gain + 1) - (gain - 1) * c - root;
    }
    const double scale = 1 / a0;
    b0_ *= scale, b1_ *= scale, b2_ *= scale, a1_ *= scale, a2_ *= scale;
  }

  float next(float sample) {
    const double x = sample, y = b0_ * x + s1_;
    s1_ = b1_ * x - a1_ * y + s2_;
    s2_ = b2_ * x - a2_ * y;
    return static_cast<float>(y);
  }

 private:
  double b0_, b1_, b2_, a1_, a2_, s1_ = 0, s2_ = 0;
};

template <typename... Sections>
void run_sections(std::vector<float>& samples, Sections... sections) {
  for (float& sample : samples) ((sample = sections.next(sample)), ...);
}

}  // namespace

void equalize(std::vector<float>& samples, const Equalizer& equalizer) {
  run_sections(samples, Section(equalizer));
}

void equalize_in_turn(std::vector<float>& samples, const std::vector<Equalizer>& equalizers) {
  const Equalizer* next = equalizers.data();
  for (std::size_t left = equalizers.size(); left > 0;) {
    const std::size_t count = left >= 5 ? 5 : left == 4 ? 4 : 1;
    if (count == 5) {
      run_sections(samples, Section(next[0]), Section(next[1]), Section(next[2]), Section(next[3]),
                   Section(next[4]));
    } else if (count == 4) {
      run_sections(samples, Section(next[0]), Section(next[1]), Section(next[2]), Section(next[3]));
    } else {
      run_sections(samples, Section(*next));
    }
    next += count, left -= count;
  }
}

}  // namespace cantus
