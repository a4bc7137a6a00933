#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace cantus {

// Frames counted by decision and truth. A ratio that has no frames to speak of (the recall of an
// instrumental, the specificity of a song sung throughout) has no value.
struct FrameCounts {
  std::int64_t true_positive = 0;
  std::int64_t false_positive = 0;
  std::int64_t true_negative = 0;
  std::int64_t false_negative = 0;

  std::int64_t total() const {
    return true_positive + false_positive + true_negative + false_negative;
  }
  std::int64_t with_voice() const { return true_positive + false_negative; }
  std::optional<double> precision() const;
  std::optional<double> recall() const;
  std::optional<double> f_measure() const;  // 2 tp / (2 tp + fp + fn)
  std::optional<double> specificity() const;
  std::optional<double> accuracy() const;

  void add(const FrameCounts& other, std::int64_t times);
  FrameCounts& operator+=(const FrameCounts& other);
  bool operator==(const FrameCounts&) const = default;
};

// Counts with the decision rule `score > threshold`. score, truth [n]; truth is 1 where there is
// voice and 0 elsewhere. Scores are finite.
FrameCounts count_frames(std::span<const float> score, std::span<const float> truth,
                         float threshold);

// Area under the receiver operating characteristic: the share of (voice, no voice) pairs of frames
// that the scores put in the right order, ties counting half. Exact. None when all frames are of
// one kind. Fewer than 2^31 frames of a kind.
std::optional<double> area_under_roc(std::span<const float> score, std::span<const float> truth);

// The threshold with the highest share of right decisions; of equally good ones the lowest.
struct BestThreshold {
  float threshold = 0;
  double accuracy = 0;
};

// Over all thresholds that make a difference. Chosen on the frames it is applied to this is an
// upper bound, to be reported as an oracle. Requires a frame.
BestThreshold best_threshold(std::span<const float> score, std::span<const float> truth);

// The grid of Schlueter's evaluation: 1e-5, 1e-4, 1e-3, 0.01 ... 0.99, 1 - 1e-3, 1 - 1e-4,
// 1 - 1e-5; and the two metrics read from it: the best accuracy, and the area by the trapezoid rule
// over the grid's points with (0,0) and (1,1).
const std::vector<float>& grid_thresholds();
BestThreshold best_threshold_on_grid(std::span<const float> score, std::span<const float> truth);
std::optional<double> area_under_roc_on_grid(std::span<const float> score,
                                             std::span<const float> truth);

// The mean of the values that exist, and how many there are.
struct MeanOfSome {
  std::optional<double> mean;
  std::int64_t count = 0;
};
MeanOfSome mean_of(std::span<const std::optional<double>> values);

}  // namespace cantus
