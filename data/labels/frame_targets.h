#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace cantus {

// What a network is told of every frame of some songs in place of their labels: how likely a voice
// is, as another network has it (Schlueter 2016, section 4), or nothing: kNotLearned of
// kernels/gather/frame_label.h, the frame is not learned from.
struct FrameTargets {
  std::map<std::string, std::string> facts;  // how they were made
  // [num_frames], by the song's key in the feature store.
  std::map<std::string, std::vector<float>> by_track;
};

// A checkpoint (safetensors layout) with one tensor [num_frames] a track. Errors: those of
// write_checkpoint.
void write_frame_targets(const std::filesystem::path& path, const FrameTargets& targets);

// Errors: those of read_checkpoint; kBadData for a checkpoint that is none of frame targets, and
// for a target that is neither from 0 to 1 nor kNotLearned.
FrameTargets read_frame_targets(const std::filesystem::path& path);

}  // namespace cantus
