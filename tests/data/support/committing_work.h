#pragma once

#include <exception>

#include "data/checkpoint/series.h"
#include "data/features/feature_store.h"
#include "data/files/hash.h"

namespace cantus {

// What a reader finds in a folder after a write to it that may have failed.
enum class Found { kOld, kNew, kBroken };

// Writers to a folder that must always hold the state before or after. Tests of full disks and
// power cuts run them: prepare() makes the state before, run() the state after.

// Adds checkpoint 8 to 4 and 6, and removes 4.
class SavesACheckpoint {
 public:
  explicit SavesACheckpoint(std::filesystem::path folder) : folder_(std::move(folder)) {}
  void prepare() const {
    for (const int step : {4, 6}) write_checkpoint(step_path(folder_, step), checkpoint_of(step));
  }
  void run() const {
    write_checkpoint(step_path(folder_, 8), checkpoint_of(8));
    prune_checkpoints(folder_, 8, 2);
  }
  Found look() const {
    const auto latest = latest_checkpoint(folder_);
    if (!latest || !latest->warnings.empty() || (latest->step != 6 && latest->step != 8) ||
        latest->checkpoint.tensors.at(0).bytes != checkpoint_of(latest->step).tensors[0].bytes) {
      return Found::kBroken;
    }
    return latest->step == 8 ? Found::kNew : Found::kOld;
  }

 private:
  static Checkpoint checkpoint_of(std::int64_t step) {
    Checkpoint checkpoint;
    checkpoint.metadata["schema"] = "test/1";
    checkpoint.tensors.push_back(
        NamedTensor::of<float>("a", {3000}, std::vector<float>(3000, static_cast<float>(step))));
    checkpoint.tensors.push_back(NamedTensor::of<std::uint64_t>("state.step", {1}, {7}));
    return checkpoint;
  }
  std::filesystem::path folder_;
};

// Adds the features of a second song to those of a first.
class StoresFeatures {
 public:
  explicit StoresFeatures(std::filesystem::path folder) : folder_(std::move(folder)) {}
  void prepare() const { open().put(track(1), features_of(1), "one.wav"); }
  void run() const { open().put(track(2), features_of(2), "two.wav"); }
  Found look() const {
    FeatureStore store = open();
    for (const int song : {1, 2}) {
      if (!store.holds(track(song))) return song == 2 ? Found::kOld : Found::kBroken;
      if (store.read(track(song)).values != features_of(song).values) return Found::kBroken;
    }
    return Found::kNew;
  }

 private:
  FeatureStore open() const {
    return FeatureStore(folder_, front_end_preset("hou2020"), StoredFloat::kFloat16);
  }
  static std::string track(int song) { return sha256_hex(std::to_string(song)); }
  static FeatureMatrix features_of(int song) {
    return {20, 64, std::vector<float>(20 * 64, static_cast<float>(song))};
  }
  std::filesystem::path folder_;
};

// work.look(), where an exception of the reader counts as broken.
template <typename Work>
Found look_at(const Work& work) {
  try {
    return work.look();
  } catch (const std::exception&) {
    return Found::kBroken;
  }
}

}  // namespace cantus
