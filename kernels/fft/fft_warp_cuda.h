#pragma once

#include <algorithm>
#include <cstdint>

#include "kernels/core/error.h"
#include "kernels/core/gpu.h"
#include "kernels/fft/fft.h"
#include "kernels/fft/fft_butterflies.h"

// The real Fourier transform of one frame by one warp, in shared memory, for kernels of the GPU
// that fuse it with what stands before and after it. Warps need no barrier among them.
namespace cantus::gpu {

using Point = ComplexOf<float>;

// A plan's tables, passed to a kernel by value.
struct FftView {
  static constexpr int kMaxPasses = 8;  // of kMaxDevicePoints: 3^7 and one more
  struct Pass {
    int radix;
    int stride;
    const float2* twiddles;  // [radix - 1, stride]
  };
  int half;  // complex points
  int num_passes;
  Pass passes[kMaxPasses];
  const float2* unpack;  // [half / 2 + 1]
  const std::int32_t* position;
};

inline FftView view_of(const FftPlan& plan) {
  FftView view{};
  view.half = static_cast<int>(plan.n() / 2);
  view.num_passes = static_cast<int>(plan.passes().size());
  CANTUS_REQUIRE(view.num_passes <= FftView::kMaxPasses, "a transform of too many passes");
  auto* twiddles = reinterpret_cast<const float2*>(plan.device_twiddles());
  for (int p = 0; p < view.num_passes; ++p) {
    const auto& pass = plan.passes()[p];
    view.passes[p] = {pass.radix, static_cast<int>(pass.stride), twiddles};
    twiddles += (pass.radix - 1) * pass.stride;
  }
  view.unpack = twiddles;
  view.position = plan.device_position();
  return view;
}

// Points in shared memory of one warp: half, up to whole groups of 16.
inline int warp_points(const FftPlan& plan) {
  return static_cast<int>((plan.n() / 2 + 15) / 16 * 16);
}

// Warps a block when each takes so much shared memory: 8 where 48 KB allow.
inline int warps_per_block(std::size_t bytes_per_warp) {
  return static_cast<int>(std::clamp<std::size_t>(48 * 1024 / bytes_per_warp, 1, 8));
}

// kHalf: the number of complex points, where it is known when compiling; 0 takes the view's.
template <int kHalf>
class WarpFft {
 public:
  // points: warp_points() of shared memory, the warp's own.
  __device__ WarpFft(const FftView& view, float2* points) : view_(view), points_(points) {}

  __device__ int half() const { return kHalf > 0 ? kHalf : view_.half; }

  // Transforms source(0) .. source(half - 1), each of which is asked for once.
  template <class Source>
  __device__ void transform(const Source& source) {
    if constexpr (kHalf == 512) {
      transform_512(source);
    } else {
      if (view_.num_passes == 0 && lane() == 0) put(0, source(0));
      for (int p = 0; p < view_.num_passes; ++p) {
        run_pass(source, p);
        __syncwarp();
      }
    }
    __syncwarp();
  }

  // Point k of the packed spectrum.
  __device__ Point operator[](int k) const {
    return get(kHalf == 512 ? k : static_cast<int>(view_.position[k]));
  }

  // Bins k and half - k (conjugated) of twice the real spectrum, for k <= half / 2.
  __device__ PairOf<float> bins(int k) const {
    const float2 w = view_.unpack[k];
    return unpack_pair((*this)[k], (*this)[k == 0 ? 0 : half() - k], w.x, w.y);
  }

  static __device__ int lane() { return static_cast<int>(threadIdx.x) % 32; }

 private:
  // Where point i stands: exchanged within its 16 neighbours so that 16 threads that read or write
  // at a distance of 1, 8 or 64 points meet all banks.
  static __device__ constexpr int place(int i) { return i ^ (i >> 3 & 15); }
  __device__ Point get(int i) const {
    const float2 x = points_[place(i)];
    return {x.x, x.y};
  }
  __device__ void put(int i, Point x) { points_[place(i)] = make_float2(x.re, x.im); }

  template <int kRadix>
  __device__ void put_turned(Point (&x)[kRadix], int first, int j, int stride,
                             const float2* twiddles) {
    put(first, x[0]);
#pragma unroll
    for (int q = 1; q < kRadix; ++q) {
      if (stride > 1) {
        const float2 w = twiddles[(q - 1) * stride + j];
        x[q] = turn(x[q], w.x, w.y);
      }
      put(first + q * stride, x[q]);
    }
  }

  // The first pass reads from the source, so that the points stand in shared memory once less.
  template <int kRadix, class Source>
  __device__ void first_pass(const Source& source, int stride, const float2* twiddles) {
#pragma unroll 1
    for (int j = lane(); j < stride; j += 32) {
      Point x[kRadix];
#pragma unroll
      for (int q = 0; q < kRadix; ++q) x[q] = source(j + q * stride);
      butterfly(x);
      put_turned(x, j, j, stride, twiddles);
    }
  }

  template <int kRadix>
  __device__ void later_pass(int stride, const float2* twiddles) {
#pragma unroll 1
    for (int b = lane(); b < half() / kRadix; b += 32) {
      const int j = b % stride;
      const int first = (b - j) * kRadix + j;
      Point x[kRadix];
#pragma unroll
      for (int q = 0; q < kRadix; ++q) x[q] = get(first + q * stride);
      butterfly(x);
      put_turned(x, first, j, stride, twiddles);
    }
  }

  // Three passes of radix 8, two butterflies a thread. As `place` only exchanges bits, the place of
  // first + q * stride is that of `first` with some known bits turned, where the two have no bit in
  // common. The last pass reads all before it writes any, so that it can put bin k at k.
  template <class Source>
  __device__ void transform_512(const Source& source) {
#pragma unroll 1
    for (int i = 0; i < 2; ++i) {
      const int j = lane() + 32 * i;
      Point x[8];
#pragma unroll
      for (int q = 0; q < 8; ++q) x[q] = source(j + 64 * q);
      butterfly(x);
      turn_8(x, view_.passes[0].twiddles + j, 64);
      put_8<64>(place(j), x);
    }
    __syncwarp();
#pragma unroll 1
    for (int i = 0; i < 2; ++i) {
      const int b = lane() + 32 * i;
      const int first = place(b / 8 * 64 + b % 8);
      Point x[8];
      get_8<8>(first, x);
      butterfly(x);
      turn_8(x, view_.passes[1].twiddles + b % 8, 8);
      put_8<8>(first, x);
    }
    __syncwarp();
    Point low[8];
    Point high[8];
    get_8<1>(place(8 * lane()), low);
    get_8<1>(place(8 * (lane() + 32)), high);
    butterfly(low);
    butterfly(high);
    __syncwarp();
    const int first = place(lane() % 8 * 8 + lane() / 8);
    put_8<64>(first, low);
    put_8<64>(first ^ place(4), high);
  }

  static __device__ void turn_8(Point (&x)[8], const float2* twiddles, int stride) {
#pragma unroll
    for (int q = 1; q < 8; ++q) {
      const float2 w = twiddles[(q - 1) * stride];
      x[q] = turn(x[q], w.x, w.y);
    }
  }
  template <int kStride>
  __device__ void get_8(int first, Point (&x)[8]) const {
#pragma unroll
    for (int q = 0; q < 8; ++q) {
      const float2 point = points_[first ^ place(q * kStride)];
      x[q] = {point.x, point.y};
    }
  }
  template <int kStride>
  __device__ void put_8(int first, const Point (&x)[8]) {
#pragma unroll
    for (int q = 0; q < 8; ++q) points_[first ^ place(q * kStride)] = make_float2(x[q].re, x[q].im);
  }

  template <int kRadix, class Source>
  __device__ void run_pass(const Source& source, const FftView::Pass& pass, bool first) {
    if (first)
      first_pass<kRadix>(source, pass.stride, pass.twiddles);
    else
      later_pass<kRadix>(pass.stride, pass.twiddles);
  }

  template <class Source>
  __device__ void run_pass(const Source& source, int p) {
    const FftView::Pass& pass = view_.passes[p];
    switch (pass.radix) {
      case 2:
        return run_pass<2>(source, pass, p == 0);
      case 3:
        return run_pass<3>(source, pass, p == 0);
      case 4:
        return run_pass<4>(source, pass, p == 0);
      case 5:
        return run_pass<5>(source, pass, p == 0);
      case 7:
        return run_pass<7>(source, pass, p == 0);
      default:
        return run_pass<8>(source, pass, p == 0);
    }
  }

  const FftView& view_;
  float2* points_;
};

}  // namespace cantus::gpu
