#pragma once

#include <array>
#include <memory>
#include <span>
#include <vector>

#include "data/frontend/front_end.h"
#include "kernels/mel/mel.h"
#include "kernels/stft/stft.h"

namespace cantus {

// A front end on a GPU: computes features in host memory from sounds in host memory, many of them
// in one launch. It works in chunks of frames; while one chunk is computed, a second queue uploads
// the next chunk and downloads the last one.
class DeviceFrontEnd {
 public:
  static constexpr std::int64_t kFramesAtOnce = 4096;  // about a minute

  struct Sound {
    std::int64_t num_samples = 0;
    const float* samples = nullptr;
    float* features = nullptr;  // [frames, bands]
  };

  // frames_at_once: frames in a chunk; fewer where the device has little free memory. The queue
  // must outlive the object.
  DeviceFrontEnd(Queue& queue, const FrontEnd& front_end, const FilterBank& bank,
                 std::int64_t frames_at_once = kFramesAtOnce);
  ~DeviceFrontEnd();
  DeviceFrontEnd(DeviceFrontEnd&&) noexcept;

  // Returns when all features are written. Errors: those of the device.
  void extract(std::span<const Sound> sounds);

 private:
  // Consecutive frames of one sound.
  struct Piece {
    const Sound* sound;
    std::int64_t first_frame;
    std::int64_t num_frames;
  };
  struct Slot;

  std::vector<std::vector<Piece>> chunks_of(std::span<const Sound> sounds) const;
  void forget_unfinished();
  void bring(Slot& slot, const std::vector<Piece>& pieces);
  void compute(Slot& slot);
  void fetch(Slot& slot);
  void finish(Slot& slot);
  // Samples that `num_frames` consecutive frames span.
  std::int64_t span_samples(std::int64_t num_frames) const;

  Queue& queue_;
  std::unique_ptr<Stream> copies_;
  FrontEnd front_end_;
  std::int64_t frames_at_once_;
  StftPlan plan_;
  PlacedFilterBank bank_;
  std::array<std::unique_ptr<Slot>, 2> slots_;
};

}  // namespace cantus
