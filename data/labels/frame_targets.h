#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace cantus {

// Training targets that replace the labels of some songs, one for each frame: the probability of
// voice that another network predicts (Schlueter 2016, section 4), or kNotLearned
// (kernels/gather/frame_label.h) for a frame that is not learned from.
struct FrameTargets {
  std::map<std::string, std::string> facts;  // how the targets were made
  // [num_frames], by track, the song's key in the feature store.
  std::map<std::string, std::vector<float>> by_track;
};

// A checkpoint (safetensors layout) with one tensor [num_frames] a track. Errors: those of
// write_checkpoint.
void write_frame_targets(const std::filesystem::path& path, const FrameTargets& targets);

// Errors: those of read_checkpoint; kBadData for a checkpoint that does not hold frame targets, and
// for a target that is neither in [0, 1] nor kNotLearned.
FrameTargets read_frame_targets(const std::filesystem::path& path);

}  // namespace cantus
