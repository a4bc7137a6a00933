#include <algorithm>
#include <type_traits>

#include "kernels/core/blocks.h"
#include "kernels/core/channel_lanes.h"
#include "kernels/core/device_kernel.h"
#include "kernels/core/error.h"
#include "kernels/max_pool/max_pool.h"
#include "kernels/max_pool/pool_winner.h"

namespace cantus {
namespace {

void check(const MaxPoolShape& s) {
  CANTUS_REQUIRE(std::min({s.window_t, s.window_f, s.stride_t, s.stride_f, s.dilation_t}) >= 1,
                 "a pool without a window or a stride");
  CANTUS_REQUIRE(s.window_t * s.window_f <= 256, "a pooling window holds more than 256 values");
  CANTUS_REQUIRE(s.dilation_t * (s.window_t - 1) < s.t && s.window_f <= s.f,
                 "a pooling window does not fit into its input");
}

// One window, from its first value `x`, for the neighbouring channels of one register.
template <typename T, class Lanes>
void pool_window(const MaxPoolShape& s, Lanes lanes, const T* x, T* y, std::uint8_t* index) {
  using Types = channel_lanes::Types<T>;
  using Value = typename Types::Value;
  using Mask = typename Types::Mask;
  channel_lanes::PoolWinner<T> best{lanes.template load<Value>(x)};
  Mask tap{};
  for (std::int64_t i = 0; i < s.window_t; ++i) {
    const T* in = x + i * s.dilation_t * s.f * s.c;
    for (std::int64_t j = 0; j < s.window_f; ++j, tap += 1, in += s.c)
      best.take(tap, lanes.template load<Value>(in));
  }
  lanes.store(best.value, y);
  if (index != nullptr)
    lanes.store(__builtin_convertvector(best.number, typename Types::Byte), index);
}

// d_x [f, c] of one input frame gathers from the windows of one output frame: value `i` of theirs
// in time falls on it.
template <typename T>
void gather_frame(const MaxPoolShape& s, std::int64_t i, const std::uint8_t* index, const T* d_y,
                  T* d_x) {
  using Types = channel_lanes::Types<T>;
  using Value = typename Types::Value;
  using Mask = typename Types::Mask;
  const std::int64_t out_f = s.out_f();
  for (std::int64_t f = 0; f < out_f; ++f) {
    channel_lanes::for_each_register<T>(s.c, [&](std::int64_t c, auto lanes) {
      const std::int64_t out = f * s.c + c;
      const Value d_out = lanes.template load<Value>(d_y + out);
      const Mask winner =
          __builtin_convertvector(lanes.template load<typename Types::Byte>(index + out), Mask);
      T* d = d_x + f * s.stride_f * s.c + c;
      Mask tap = Mask{} + static_cast<std::int32_t>(i * s.window_f);
      for (std::int64_t j = 0; j < s.window_f; ++j, tap += 1, d += s.c) {
        const Value gained = winner == tap ? d_out : Value{};
        lanes.store(lanes.template load<Value>(d) + gained, d);
      }
    });
  }
}

}  // namespace

template <typename T>
void max_pool_forward(Queue& queue, const MaxPoolShape& s, const T* x, T* y, std::uint8_t* index) {
  check(s);
  if (const auto run = device_kernel(queue, "max_pool_forward", max_pool_forward<T>))
    return run(queue, s, x, y, index);
  if constexpr (std::is_same_v<T, Bfloat16>) {
    refuse_cpu("max_pool_forward");
  } else {
    const std::int64_t out_t = s.out_t();
    const std::int64_t out_f = s.out_f();
    parallel_for(queue, s.n * out_t, [&, s](std::int64_t frame) {
      const T* in = x + (frame / out_t * s.t + frame % out_t * s.stride_t) * s.f * s.c;
      for (std::int64_t f = 0; f < out_f; ++f) {
        const std::int64_t out = (frame * out_f + f) * s.c;
        channel_lanes::for_each_register<T>(s.c, [&](std::int64_t c, auto lanes) {
          pool_window(s, lanes, in + f * s.stride_f * s.c + c, y + out + c,
                      index == nullptr ? nullptr : index + out + c);
        });
      }
    });
  }
}

template <typename T>
void max_pool_backward(Queue& queue, const MaxPoolShape& s, const std::uint8_t* index, const T* d_y,
                       T* d_x) {
  check(s);
  if (const auto run = device_kernel(queue, "max_pool_backward", max_pool_backward<T>))
    return run(queue, s, index, d_y, d_x);
  if constexpr (std::is_same_v<T, Bfloat16>) {
    refuse_cpu("max_pool_backward");
  } else {
    const std::int64_t out_size = s.out_f() * s.c;
    parallel_for(queue, s.n * s.t, [&, s](std::int64_t frame) {
      T* d = d_x + frame * s.f * s.c;
      std::fill(d, d + s.f * s.c, T(0));
      const std::int64_t sample = frame / s.t;
      // output frames in ascending order: value i of the window falls on this frame
      for (std::int64_t i = s.window_t - 1; i >= 0; --i) {
        const std::int64_t start = frame % s.t - i * s.dilation_t;
        if (start < 0 || start % s.stride_t != 0 || start / s.stride_t >= s.out_t()) continue;
        const std::int64_t out = (sample * s.out_t() + start / s.stride_t) * out_size;
        gather_frame(s, i, index + out, d_y + out, d);
      }
    });
  }
}

template decltype(max_pool_forward<float>) max_pool_forward<float>;
template decltype(max_pool_forward<double>) max_pool_forward<double>;
template decltype(max_pool_forward<Bfloat16>) max_pool_forward<Bfloat16>;
template decltype(max_pool_backward<float>) max_pool_backward<float>;
template decltype(max_pool_backward<double>) max_pool_backward<double>;
template decltype(max_pool_backward<Bfloat16>) max_pool_backward<Bfloat16>;

}  // namespace cantus
