#include "models/saliency/scale_fit.h"

#include <algorithm>
#include <cmath>

#include "kernels/core/error.h"

namespace cantus {
namespace {

constexpr int kStepsAnOctave = 16;
constexpr int kFirst = -8 * kStepsAnOctave;
constexpr int kNumScales = 32 * kStepsAnOctave + 1;

double scale_at(int s) { return std::exp2(static_cast<double>(s + kFirst) / kStepsAnOctave); }

// sum_i min(scale * m_i, limit_i) at every scale, in one pass: each term grows up to the first
// scale at which it reaches its limit, and stays there.
class LimitedSums {
 public:
  LimitedSums() : growing_(kNumScales + 1), limited_(kNumScales + 1) {}

  void add(double m, double limit) {
    if (!(m > 0)) return;
    const double place = std::ceil(kStepsAnOctave * std::log2(limit / m)) - kFirst;
    const auto reached = static_cast<std::size_t>(std::clamp<double>(place, 0, kNumScales));
    growing_[reached] += m;
    limited_[reached] += limit;
  }

  std::vector<double> by_scale() const {
    std::vector<double> sums(kNumScales);
    double growing = 0, limited = 0;
    for (int s = kNumScales - 1; s >= 0; --s) {
      growing += growing_[s + 1];
      sums[s] = scale_at(s) * growing;
    }
    for (int s = 0; s < kNumScales; ++s) {
      limited += limited_[s];
      sums[s] += limited;
    }
    return sums;
  }

 private:
  std::vector<double> growing_, limited_;  // indexed by the first scale that reaches the limit
};

}  // namespace

ScaleFit::ScaleFit() : sum_f_(kNumScales) {}

void ScaleFit::add(std::span<const float> blurred, std::span<const float> spectrogram,
                   std::span<const float> voice) {
  CANTUS_REQUIRE(blurred.size() == spectrogram.size() && voice.size() == spectrogram.size(),
                 "spectrograms of one size");
  LimitedSums estimate, common;
  double voice_sum = 0;
  for (std::size_t i = 0; i < voice.size(); ++i) {
    estimate.add(blurred[i], spectrogram[i]);
    common.add(blurred[i], std::min(spectrogram[i], voice[i]));
    voice_sum += voice[i];
  }
  const auto estimated = estimate.by_scale(), found = common.by_scale();
  for (int s = 0; s < kNumScales; ++s) {
    const double whole = estimated[s] + voice_sum;
    sum_f_[s] += whole > 0 ? 2 * found[s] / whole : 0;
  }
  ++num_songs_;
}

float ScaleFit::scale() const {
  const auto best = std::max_element(sum_f_.begin(), sum_f_.end());
  return *best > 0 ? static_cast<float>(scale_at(static_cast<int>(best - sum_f_.begin()))) : 0;
}

double ScaleFit::f() const {
  return num_songs_ > 0
             ? *std::max_element(sum_f_.begin(), sum_f_.end()) / static_cast<double>(num_songs_)
             : 0;
}

}  // namespace cantus
