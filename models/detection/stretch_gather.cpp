#include "models/detection/stretch_gather.h"

#include "kernels/core/error.h"
#include "kernels/gather/centred_excerpts.h"

namespace cantus {

StretchGather::StretchGather(Queue& queue, const Network& network, std::span<const float> silence)
    : queue_(queue), num_frames_(network.num_frames), num_bands_(network.num_bands) {
  if (network.ends == SongEnds::kRepeated || silence.empty()) return;
  CANTUS_REQUIRE(std::ssize(silence) == num_bands_, "a frame of silence has the network's bands");
  silence_ = Buffer(queue, silence.size_bytes());
  silence_.write(0, silence);
}

void StretchGather::run(const float* song, std::int64_t song_frames, std::int64_t first,
                        std::int64_t num_excerpts, float* stretch) {
  // The stretch is gathered as one long excerpt.
  const std::int64_t stretch_frames = num_excerpts + num_frames_ - 1;
  const std::int64_t centre = first - num_frames_ / 2 + stretch_frames / 2;
  centred_excerpts(queue_, song_frames, num_bands_, stretch_frames, centre, 1, song,
                   silence_.floats(), stretch);
}

}  // namespace cantus
