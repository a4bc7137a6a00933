#include "kernels/mel/filter_bank.h"

#include <algorithm>
#include <cmath>

#include "kernels/core/error.h"

namespace cantus {
namespace {

// num_bands + 2 corner frequencies [Hz], equidistant on a scale.
template <class ToScale, class ToHz>
std::vector<double> corners_hz(const MelOptions& o, ToScale to_scale, ToHz to_hz) {
  const double low = to_scale(o.low_hz);
  const double step = (to_scale(o.high_hz) - low) / static_cast<double>(o.num_bands + 1);
  std::vector<double> corners;
  for (std::int64_t b = 0; b < o.num_bands + 2; ++b)
    corners.push_back(to_hz(low + static_cast<double>(b) * step));
  return corners;
}

std::vector<double> bins_hz(const MelOptions& o) {
  std::vector<double> hz;
  for (std::int64_t k = 0; k <= o.fft_points / 2; ++k)
    hz.push_back(static_cast<double>(k) * o.sample_rate / static_cast<double>(o.fft_points));
  return hz;
}

FilterBank empty_bank(const MelOptions& o, const std::vector<double>& corners) {
  FilterBank bank;
  bank.num_bins = o.num_bins;
  bank.offset.push_back(0);
  bank.centre_hz.assign(corners.begin() + 1, corners.end() - 1);
  return bank;
}

// Appends the filter whose weights at all bins are given.
void append_filter(const std::vector<double>& filter, FilterBank& bank) {
  const auto counts = [](double w) { return w != 0; };
  const auto first = std::find_if(filter.begin(), filter.end(), counts);
  CANTUS_REQUIRE(first != filter.end(), "a mel filter falls between two bins");
  const auto end = std::find_if(filter.rbegin(), filter.rend(), counts).base();
  CANTUS_REQUIRE(end - filter.begin() <= bank.num_bins,
                 "a mel filter reaches beyond the bins kept");
  bank.first_bin.push_back(static_cast<std::int32_t>(first - filter.begin()));
  for (auto w = first; w != end; ++w) bank.weights.push_back(static_cast<float>(*w));
  bank.offset.push_back(static_cast<std::int32_t>(bank.weights.size()));
}

// Slaney's Auditory Toolbox: 200/3 Hz a mel up to 1 kHz, then 27 mel for each factor 6.4.
constexpr double kLinearHz = 200.0 / 3.0;
constexpr double kKneeHz = 1000.0;
constexpr double kKneeMel = kKneeHz / kLinearHz;
const double kLogStep = std::log(6.4) / 27.0;

double slaney_mel(double hz) {
  return hz < kKneeHz ? hz / kLinearHz : kKneeMel + std::log(hz / kKneeHz) / kLogStep;
}

double slaney_hz(double mel) {
  return mel < kKneeMel ? mel * kLinearHz : kKneeHz * std::exp(kLogStep * (mel - kKneeMel));
}

}  // namespace

FilterBank slaney_filter_bank(const MelOptions& options) {
  const auto corners = corners_hz(options, slaney_mel, slaney_hz);
  const auto bins = bins_hz(options);
  FilterBank bank = empty_bank(options, corners);
  for (std::int64_t b = 0; b < options.num_bands; ++b) {
    const double left = corners[b];
    const double peak = corners[b + 1];
    const double right = corners[b + 2];
    std::vector<double> filter;
    for (const double hz : bins) {
      const double slope = std::min((hz - left) / (peak - left), (right - hz) / (right - peak));
      filter.push_back(std::max(0.0, slope) * 2 / (right - left));
    }
    append_filter(filter, bank);
  }
  return bank;
}

FilterBank ismir2015_filter_bank(const MelOptions& options) {
  const auto corners = corners_hz(
      options, [](double hz) { return 1127 * std::log1p(hz / 700); },
      [](double mel) { return 700 * std::expm1(mel / 1127); });
  const auto bins = bins_hz(options);
  const auto bin_at = [&](double hz) {
    return std::lower_bound(bins.begin(), bins.end(), hz) - bins.begin();
  };
  FilterBank bank = empty_bank(options, corners);
  for (std::int64_t b = 0; b < options.num_bands; ++b) {
    const auto left = bin_at(corners[b]);
    const auto peak = bin_at(corners[b + 1]);
    const auto right = bin_at(corners[b + 2]);
    std::vector<double> filter(bins.size(), 0.0);
    double sum = 0;
    for (auto k = left; k < right; ++k) {
      filter[k] = k < peak ? (bins[k] - corners[b]) / static_cast<double>(peak - left)
                           : (corners[b + 2] - bins[k]) / static_cast<double>(right - peak);
      sum += filter[k];
    }
    if (sum > 0)
      for (auto& w : filter) w /= sum;
    append_filter(filter, bank);
  }
  return bank;
}

}  // namespace cantus
