#include "data/excerpts/frame_set.h"

#include <algorithm>

#include "kernels/core/error.h"
#include "kernels/core/half.h"
#include "kernels/standardize/standardize.h"

namespace cantus {

FrameSet::FrameSet(std::int64_t num_bands, StoredFloat type) : num_bands_(num_bands), type_(type) {
  CANTUS_REQUIRE(num_bands > 0, "frames without bands");
}

void FrameSet::reserve(std::int64_t num_frames) {
  labels_.reserve(num_frames);
  if (type_ == StoredFloat::kFloat32) {
    floats_.reserve(num_frames * num_bands_);
  } else {
    halves_.reserve(num_frames * num_bands_);
  }
}

void FrameSet::add_song(const FeatureMatrix& features, std::span<const float> labels) {
  CANTUS_REQUIRE(features.num_bands == num_bands_, "features of another front end");
  CANTUS_REQUIRE(features.num_frames == static_cast<std::int64_t>(labels.size()),
                 "a label for every frame");
  if (type_ == StoredFloat::kFloat32) {
    floats_.insert(floats_.end(), features.values.begin(), features.values.end());
  } else {
    const std::size_t before = halves_.size();
    halves_.resize(before + features.values.size());
    half_from_float(features.values.data(), static_cast<std::int64_t>(features.values.size()),
                    halves_.data() + before);
  }
  labels_.insert(labels_.end(), labels.begin(), labels.end());
  first_frames_.push_back(num_frames());
}

void FrameSet::standardize(Queue& host, const Standardization& standardization) {
  const auto standardize_values = [&](std::int64_t count, float* values) {
    cantus::standardize(host, count, num_bands_, values, standardization.mean.data(),
                        standardization.inv_std.data(), values);
  };
  if (type_ == StoredFloat::kFloat32) return standardize_values(num_frames(), floats_.data());
  constexpr std::int64_t kFramesAtOnce = 4096;
  std::vector<float> block;
  for (std::int64_t first = 0; first < num_frames(); first += kFramesAtOnce) {
    const std::int64_t count = std::min(kFramesAtOnce, num_frames() - first);
    block.resize(count * num_bands_);
    copy_frames(first, count, block.data());
    standardize_values(count, block.data());
    half_from_float(block.data(), std::ssize(block), halves_.data() + first * num_bands_);
  }
}

const void* FrameSet::values() const {
  return type_ == StoredFloat::kFloat32 ? static_cast<const void*>(floats_.data()) : halves_.data();
}

void FrameSet::copy_frames(std::int64_t first, std::int64_t count, float* out) const {
  if (type_ == StoredFloat::kFloat32) {
    std::copy_n(floats_.data() + first * num_bands_, count * num_bands_, out);
  } else {
    float_from_half(halves_.data() + first * num_bands_, count * num_bands_, out);
  }
}

}  // namespace cantus
