#include "kernels/frame_mean/frame_mean.h"

#include "kernels/core/error.h"
#include "kernels/core/launch.h"

namespace cantus {
namespace {

void check(std::int64_t c, const StateFrames& frames) {
  CANTUS_REQUIRE(c % 2 == 0, "two directions have an even number of channels");
  for (const FrameRange& range : {frames.forward, frames.backward})
    CANTUS_REQUIRE(range.first >= 0 && range.first < range.end && range.end <= frames.t,
                   "no frames of the excerpt");
}

}  // namespace

// Chosen number by number: a reference to one of two structs would send both through local memory.
CANTUS_BODY FrameRange range_of(const StateFrames& frames, bool is_forward) {
  return {is_forward ? frames.forward.first : frames.backward.first,
          is_forward ? frames.forward.end : frames.backward.end};
}

template <typename T>
struct FrameMeanForward {
  StateFrames frames;
  std::int64_t c;
  const T* x;
  T* y;
  CANTUS_BODY void operator()(std::int64_t sample, std::int64_t channel) const {
    const FrameRange range = range_of(frames, channel < c / 2);
    T sum = 0;
    for (std::int64_t k = range.first; k < range.end; ++k)
      sum += x[(sample * frames.t + k) * c + channel];
    y[sample * c + channel] = sum / static_cast<T>(range.end - range.first);
  }
};

// As the forward one, a body for all frames: an element each would divide for its sample and frame.
template <typename T>
struct FrameMeanBackward {
  StateFrames frames;
  std::int64_t c;
  const T* d_y;
  T* d_x;
  CANTUS_BODY void operator()(std::int64_t sample, std::int64_t channel) const {
    const FrameRange range = range_of(frames, channel < c / 2);
    const T d = d_y[sample * c + channel] / static_cast<T>(range.end - range.first);
    for (std::int64_t k = 0; k < frames.t; ++k)
      d_x[(sample * frames.t + k) * c + channel] = k >= range.first && k < range.end ? d : T(0);
  }
};

template <typename T>
void frame_mean_forward(Queue& queue, std::int64_t n, std::int64_t c, const StateFrames& frames,
                        const T* x, T* y) {
  check(c, frames);
  for_each(queue, n, c, FrameMeanForward<T>{frames, c, x, y});
}

template <typename T>
void frame_mean_backward(Queue& queue, std::int64_t n, std::int64_t c, const StateFrames& frames,
                         const T* d_y, T* d_x) {
  check(c, frames);
  for_each(queue, n, c, FrameMeanBackward<T>{frames, c, d_y, d_x});
}

template decltype(frame_mean_forward<float>) frame_mean_forward<float>;
template decltype(frame_mean_forward<double>) frame_mean_forward<double>;
template decltype(frame_mean_backward<float>) frame_mean_backward<float>;
template decltype(frame_mean_backward<double>) frame_mean_backward<double>;

}  // namespace cantus
