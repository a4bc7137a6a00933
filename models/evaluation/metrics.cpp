#include "models/evaluation/metrics.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "kernels/core/error.h"
#include "kernels/gather/frame_label.h"
#include "models/evaluation/metrics_table.h"

namespace cantus {
namespace {

std::optional<double> ratio(std::int64_t part, std::int64_t whole) {
  if (whole == 0) return std::nullopt;
  return static_cast<double>(part) / static_cast<double>(whole);
}

// The number of frames with one score, by truth.
struct Step {
  float score;
  std::uint64_t num_voice = 0;
  std::uint64_t num_other = 0;
};

// The distinct scores, in ascending order.
std::vector<Step> steps_of(std::span<const float> score, std::span<const float> truth) {
  CANTUS_REQUIRE(score.size() == truth.size(), "one truth a score");
  std::vector<std::pair<float, bool>> frames(score.size());
  for (std::size_t k = 0; k < score.size(); ++k) {
    CANTUS_REQUIRE(std::isfinite(score[k]), "a score is finite");  // NaN has no place in an order
    frames[k] = {score[k], is_voice(truth[k])};
  }
  std::sort(frames.begin(), frames.end());
  std::vector<Step> steps;
  for (const auto& [value, voice] : frames) {
    if (steps.empty() || steps.back().score != value) steps.push_back({value});
    ++(voice ? steps.back().num_voice : steps.back().num_other);
  }
  return steps;
}

}  // namespace

std::optional<double> FrameCounts::precision() const {
  return ratio(true_positive, true_positive + false_positive);
}
std::optional<double> FrameCounts::recall() const { return ratio(true_positive, with_voice()); }
std::optional<double> FrameCounts::f_measure() const {
  return ratio(2 * true_positive, 2 * true_positive + false_positive + false_negative);
}
std::optional<double> FrameCounts::specificity() const {
  return ratio(true_negative, true_negative + false_positive);
}
std::optional<double> FrameCounts::accuracy() const {
  return ratio(true_positive + true_negative, total());
}

void FrameCounts::add(const FrameCounts& other, std::int64_t times) {
  for (const Count& count : kCounts) this->*count.of += times * other.*count.of;
}
FrameCounts& FrameCounts::operator+=(const FrameCounts& other) {
  add(other, 1);
  return *this;
}

FrameCounts count_frames(std::span<const float> score, std::span<const float> truth,
                         float threshold) {
  CANTUS_REQUIRE(score.size() == truth.size(), "one truth a score");
  FrameCounts counts;
  for (std::size_t k = 0; k < score.size(); ++k) {
    if (score[k] > threshold) {
      ++(is_voice(truth[k]) ? counts.true_positive : counts.false_positive);
    } else {
      ++(is_voice(truth[k]) ? counts.false_negative : counts.true_negative);
    }
  }
  return counts;
}

std::optional<double> area_under_roc(std::span<const float> score, std::span<const float> truth) {
  std::uint64_t num_voice = 0;
  std::uint64_t num_other = 0;
  std::uint64_t twice_in_order = 0;
  for (const Step& step : steps_of(score, truth)) {
    twice_in_order += step.num_voice * (2 * num_other + step.num_other);
    num_voice += step.num_voice;
    num_other += step.num_other;
  }
  if (num_voice == 0 || num_other == 0) return std::nullopt;
  return static_cast<double>(twice_in_order) / 2 / static_cast<double>(num_voice) /
         static_cast<double>(num_other);
}

BestThreshold best_threshold(std::span<const float> score, std::span<const float> truth) {
  const std::vector<Step> steps = steps_of(score, truth);
  CANTUS_REQUIRE(!steps.empty(), "no frames");
  // Below the lowest score every decision is "voice"; passing a score flips those of its frames.
  std::uint64_t num_right = 0;
  for (const Step& step : steps) num_right += step.num_voice;
  constexpr float kLowest = -std::numeric_limits<float>::infinity();
  float threshold = std::nextafter(steps.front().score, kLowest);
  std::uint64_t most_right = num_right;
  for (const Step& step : steps) {
    num_right += step.num_other;
    num_right -= step.num_voice;
    if (num_right > most_right) {
      most_right = num_right;
      threshold = step.score;
    }
  }
  return {threshold, static_cast<double>(most_right) / static_cast<double>(score.size())};
}

const std::vector<float>& grid_thresholds() {
  static const std::vector<float> thresholds = [] {
    std::vector<float> grid{1e-5f, 1e-4f, 1e-3f};
    for (int percent = 1; percent < 100; ++percent)
      grid.push_back(static_cast<float>(percent / 100.0));
    for (const double distance : {1e-3, 1e-4, 1e-5})
      grid.push_back(static_cast<float>(1 - distance));
    return grid;
  }();
  return thresholds;
}

BestThreshold best_threshold_on_grid(std::span<const float> score, std::span<const float> truth) {
  CANTUS_REQUIRE(!score.empty(), "no frames");
  BestThreshold best{0, -1};
  for (const float threshold : grid_thresholds()) {
    const double accuracy = *count_frames(score, truth, threshold).accuracy();
    if (accuracy > best.accuracy) best = {threshold, accuracy};
  }
  return best;
}

std::optional<double> area_under_roc_on_grid(std::span<const float> score,
                                             std::span<const float> truth) {
  double area = 0;
  double right = 1;  // the previous point of the curve, which runs from (1, 1) to (0, 0)
  double upper = 1;
  const auto add_point = [&](double false_rate, double true_rate) {
    area += (right - false_rate) * (upper + true_rate) / 2;
    right = false_rate;
    upper = true_rate;
  };
  for (const float threshold : grid_thresholds()) {
    const FrameCounts counts = count_frames(score, truth, threshold);
    if (!counts.recall() || !counts.specificity()) return std::nullopt;
    add_point(1 - *counts.specificity(), *counts.recall());
  }
  add_point(0, 0);
  return area;
}

MeanOfSome mean_of(std::span<const std::optional<double>> values) {
  MeanOfSome result;
  double sum = 0;
  for (const auto& value : values) {
    if (!value) continue;
    sum += *value;
    ++result.count;
  }
  if (result.count > 0) result.mean = sum / static_cast<double>(result.count);
  return result;
}

}  // namespace cantus
