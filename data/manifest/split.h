#pragma once

#include <filesystem>
#include <optional>

#include "kernels/core/enum_names.h"

namespace cantus {

// The parts of a corpus: for training, for choosing settings and models, for reporting results.
enum class Split { kTrain, kValid, kTest };

template <>
struct EnumNames<Split> {
  static constexpr std::array kNames{"train", "valid", "test"};
};

// What a detector is judged on: the songs of one split, or of all.
enum class JudgedSplit { kTrain, kValid, kTest, kAll };

template <>
struct EnumNames<JudgedSplit> {
  static constexpr std::array kNames{"train", "valid", "test", "all"};
};

// The split named by the path's first component that is train, valid or test; none without one.
inline std::optional<Split> split_on_the_way(const std::filesystem::path& folder) {
  for (const auto& name : folder)
    if (const auto split = named<Split>(name.string())) return split;
  return std::nullopt;
}

}  // namespace cantus
