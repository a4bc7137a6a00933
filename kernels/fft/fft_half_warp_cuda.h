#pragma once

#include "kernels/core/gpu.h"
#include "kernels/fft/fft_complex.h"

// The real Fourier transform of 1024 samples by 16 threads, two frames a warp: 512 packed points,
// 32 in the registers of each thread. Point j + 16 q is brought by thread j, which transforms its
// 32 over q; the one exchange through shared memory gives thread l the rows p = l and 32 - l, 16
// points each, whose transforms over j are points p + 32 r of the spectrum. As 512 - (l + 32 r) is
// (32 - l) + 32 (15 - r), a thread then holds both points of every pair that makes two bins.
namespace cantus::gpu {

using Point = ComplexOf<float>;

// a + w b and a - w b, w = c + i s, in six fused multiply-adds (Linzer and Feig 1993); to turn b
// first takes eight operations.
__device__ inline PairOf<float> sum_and_difference(Point a, Point b, float c, float s) {
  const Point sum{a.re + c * b.re - s * b.im, a.im + c * b.im + s * b.re};
  return {sum, {__fmaf_rn(2.0f, a.re, -sum.re), __fmaf_rn(2.0f, a.im, -sum.im)}};
}

// cos(2 pi i / 32) for i <= 16
__device__ constexpr float cos_32(int i) {
  constexpr float kQuarter[9] = {1.0f,
                                 0.98078528040323044913f,
                                 0.92387953251128675613f,
                                 0.83146961230254523708f,
                                 0.70710678118654752440f,
                                 0.55557023301960222474f,
                                 0.38268343236508977173f,
                                 0.19509032201612826785f,
                                 0.0f};
  return i <= 8 ? kQuarter[i] : -kQuarter[16 - i];
}
__device__ constexpr float sin_32(int i) { return cos_32(i < 8 ? 8 - i : i - 8); }

template <int kPoints>
__device__ inline void split(const Point (&x)[kPoints], Point (&even)[kPoints / 2],
                             Point (&odd)[kPoints / 2]) {
#pragma unroll
  for (int i = 0; i < kPoints / 2; ++i) {
    even[i] = x[2 * i];
    odd[i] = x[2 * i + 1];
  }
}

// Decimation in time in registers, of 32 points at most, in natural order in and out.
template <int kPoints>
__device__ inline void transform(Point (&x)[kPoints]) {
  if constexpr (kPoints > 1) {
    Point even[kPoints / 2];
    Point odd[kPoints / 2];
    split(x, even, odd);
    transform(even);
    transform(odd);
#pragma unroll
    for (int k = 0; k < kPoints / 2; ++k) {
      const bool trivial = k == 0 || 4 * k == kPoints;
      const Point turned = k == 0 ? odd[k] : times_minus_i(odd[k]);
      const int root = 32 / kPoints * k;
      const PairOf<float> both =
          trivial ? PairOf<float>{even[k] + turned, even[k] - turned}
                  : sum_and_difference(even[k], odd[k], cos_32(root), -sin_32(root));
      x[k] = both.low;
      x[k + kPoints / 2] = both.high;
    }
  }
}

// The same of x_j u^j: the factors of a step of n points are u^(16 / n) exp(-2 pi i k / n), so that
// to turn the points costs nothing. Those of k < n / 4 stand from w[n / 4] on; the others are -i
// times them.
template <int kPoints>
__device__ inline void transform_turned(Point (&x)[kPoints], const Point (&w)[8]) {
  if constexpr (kPoints > 1) {
    constexpr int kQuarter = kPoints / 4;
    Point even[kPoints / 2];
    Point odd[kPoints / 2];
    split(x, even, odd);
    transform_turned(even, w);
    transform_turned(odd, w);
#pragma unroll
    for (int k = 0; k < kPoints / 2; ++k) {
      const bool turned = kQuarter > 0 && k >= kQuarter;
      const Point factor = turned ? times_minus_i(w[k]) : w[kQuarter + k];
      const PairOf<float> both = sum_and_difference(even[k], odd[k], factor.re, factor.im);
      x[k] = both.low;
      x[k + kPoints / 2] = both.high;
    }
  }
}

class HalfWarpFft {
 public:
  // Rows of 16 points are 144 bytes apart: 16 threads that write a column and 8 that read 16 bytes
  // of as many rows meet all banks once.
  static constexpr int kRowPoints = 18;
  static constexpr int kSharedPoints = 32 * kRowPoints;

  // tables: FftPlan::device_half_warp_tables(); points: kSharedPoints, the frame's own.
  __device__ HalfWarpFft(const float4* tables, float2* points) : tables_(tables), points_(points) {}

  static __device__ int lane() { return static_cast<int>(threadIdx.x) % 16; }

  // to[k] = value(bin) for k < num_kept, with bin k of twice the real spectrum or its conjugate;
  // requires num_kept <= 32 kRows, or kRows = 16. source(q): point lane() + 16 q. `to` may be the
  // points' own memory. All 32 threads of the warp must come.
  template <int kRows, class Source, class Value>
  __device__ void transform_frame(const Source& source, const Value& value, int num_kept,
                                  float* to) {
    {
      Point x[32];
#pragma unroll
      for (int q = 0; q < 32; ++q) x[q] = source(q);
      transform(x);
      __syncwarp();  // the last frame's points have been read
#pragma unroll
      for (int p = 0; p < 32; ++p) points_[kRowPoints * p + lane()] = make_float2(x[p].re, x[p].im);
    }
    __syncwarp();
    Point a[16];
    Point b[16];
    transform_row(lane(), a);
    transform_row(lane() == 0 ? 16 : 32 - lane(), b);
    __syncwarp();  // all points have been read
    unpack<kRows>(a, b, value, num_kept, to);
  }

 private:
  __device__ void transform_row(int p, Point (&x)[16]) const {
    Point w[8];
#pragma unroll
    for (int i = 0; i < 4; ++i) {
      const float4 two = __ldg(tables_ + 32 * i + p);
      w[2 * i] = {two.x, two.y};
      w[2 * i + 1] = {two.z, two.w};
    }
    const auto* row = reinterpret_cast<const float4*>(points_ + kRowPoints * p);
#pragma unroll
    for (int j = 0; j < 8; ++j) {
      const float4 two = row[j];
      x[2 * j] = {two.x, two.y};
      x[2 * j + 1] = {two.z, two.w};
    }
    transform_turned(x, w);
  }

  // Rows 0 and 16, both thread 0's, pair each with itself: points 32 r and 32 (16 - r) stand where
  // the others have r < 8, points 16 + 32 r and 16 + 32 (15 - r) where they have r >= 8. Left over
  // is point 256, its own partner.
  template <int kRows, class Value>
  __device__ void unpack(const Point (&a)[16], const Point (&b)[16], const Value& value,
                         int num_kept, float* to) const {
    const bool first = lane() == 0;
    int k = lane();
    float* low_to = to + k;
    float* high_to = to + (512 - k);
    float4 two{};
#pragma unroll
    for (int r = 0; r < 16; ++r) {
      if (r == 8 && first) {
        k += 16;
        low_to += 16;
        high_to -= 16;
      }
      if (r % 2 == 0) two = __ldg(tables_ + 128 + 8 * r + lane());
      const Point low = r >= 8 && first ? b[r] : a[r];
      const Point high = r < 8 && first ? a[(16 - r) % 16] : b[15 - r];
      const Point even{low.re + high.re, low.im - high.im};
      const Point odd{low.im + high.im, high.re - low.re};
      const PairOf<float> bins =
          sum_and_difference(even, odd, r % 2 == 0 ? two.x : two.z, r % 2 == 0 ? two.y : two.w);
      const float low_value = value(bins.low);
      const float high_value = value(bins.high);
      if (r < kRows && k < num_kept - 32 * r) low_to[32 * r] = low_value;
      if (r >= 16 - kRows && k > 512 - num_kept - 32 * r) high_to[-32 * r] = high_value;
    }
    if (first && num_kept > 256) to[256] = value(Point{2.0f * a[8].re, 2.0f * a[8].im});
  }

  const float4* tables_;
  float2* points_;
};

}  // namespace cantus::gpu
