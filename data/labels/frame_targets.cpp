#include "data/labels/frame_targets.h"

#include "data/checkpoint/checkpoint.h"
#include "kernels/core/error.h"
#include "kernels/gather/frame_label.h"

namespace cantus {
namespace {

constexpr const char* kSchema = "cantus.targets/1";

[[noreturn]] void refuse(const std::filesystem::path& path, const std::string& found,
                         const std::string& expected) {
  throw Error(Exit::kBadData, path.string(), found, expected, "let `cantus self-improve` make it");
}

}  // namespace

void write_frame_targets(const std::filesystem::path& path, const FrameTargets& targets) {
  Checkpoint file;
  file.metadata = targets.facts;
  file.metadata["schema"] = kSchema;
  for (const auto& [track, values] : targets.by_track)
    file.tensors.push_back(NamedTensor::of(track, {std::ssize(values)}, values));
  write_checkpoint(path, file);
}

FrameTargets read_frame_targets(const std::filesystem::path& path) {
  const Checkpoint file = read_checkpoint(path);
  if (file.fact("schema") != kSchema)
    refuse(path, "a checkpoint, but no targets of frames", std::string("schema ") + kSchema);
  FrameTargets targets{file.metadata, {}};
  targets.facts.erase("schema");
  for (const NamedTensor& tensor : file.tensors) {
    if (tensor.shape.size() != 1 || tensor.dtype != DType::kF32)
      refuse(path, "targets of another shape or type, of track " + tensor.name,
             "float32, one a frame");
    const auto values = tensor.values<float>();
    for (const float value : values) {
      if ((value < 0 || value > 1) && value != kNotLearned)
        refuse(path, "a target of " + std::to_string(value) + ", of track " + tensor.name,
               "0 to 1, or -1: not learned from");
    }
    targets.by_track[tensor.name] = values;
  }
  return targets;
}

}  // namespace cantus
