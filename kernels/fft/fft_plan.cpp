#include <cmath>

#include "kernels/core/error.h"
#include "kernels/fft/fft.h"
#include "kernels/fft/fft_batch.h"

namespace cantus {
namespace {

constexpr double kTwoPi = 6.283185307179586476925286766559;

// Odd radices first: what is left to the last passes are the powers of two, where radix 8 saves a
// third of the memory traffic of radix 4.
std::vector<int> radices_of(std::int64_t points) {
  std::vector<int> radices;
  for (const int radix : {7, 5, 3}) {
    for (; points % radix == 0; points /= radix) radices.push_back(radix);
  }
  for (const int radix : {8, 4, 2}) {
    for (; points % radix == 0; points /= radix) radices.push_back(radix);
  }
  return radices;
}

void append_twiddle(std::int64_t numerator, std::int64_t denominator, std::vector<float>& table) {
  const double angle = kTwoPi * static_cast<double>(numerator) / static_cast<double>(denominator);
  table.push_back(static_cast<float>(std::cos(angle)));
  table.push_back(static_cast<float>(-std::sin(angle)));
}

FftPlan::Pass make_pass(int radix, std::int64_t stride) {
  FftPlan::Pass pass{radix, stride, {}};
  for (std::int64_t j = 0; j < stride; ++j) {
    for (int k = 1; k < radix; ++k) append_twiddle(j * k, radix * stride, pass.twiddles);
  }
  return pass;
}

// Decimation in frequency: a pass of radix r sends the points k = r t + q to its q-th sub-block.
std::int32_t position_of(std::int64_t k, const std::vector<FftPlan::Pass>& passes) {
  std::int64_t position = 0;
  for (const auto& pass : passes) {
    position += k % pass.radix * pass.stride;
    k /= pass.radix;
  }
  return static_cast<std::int32_t>(position);
}

// Twiddles in the order in which neighbouring threads read them.
std::vector<float> neighbours_together(const std::vector<FftPlan::Pass>& passes,
                                       const std::vector<float>& unpack_twiddles) {
  std::vector<float> table;
  for (const auto& pass : passes) {
    for (int q = 0; q < pass.radix - 1; ++q) {
      for (std::int64_t j = 0; j < pass.stride; ++j) {
        const float* twiddle = &pass.twiddles[2 * (j * (pass.radix - 1) + q)];
        table.insert(table.end(), twiddle, twiddle + 2);
      }
    }
  }
  table.insert(table.end(), unpack_twiddles.begin(), unpack_twiddles.end());
  return table;
}

std::vector<float> half_warp_tables() {
  std::vector<float> table;
  for (int i = 0; i < 8; i += 2) {
    for (int p = 0; p < 32; ++p) {
      for (const int factor : {i, i + 1}) {
        const int points = factor == 0 ? 2 : factor == 1 ? 4 : factor < 4 ? 8 : 16;
        append_twiddle(16 / points * p + 512 / points * (factor - points / 4), 512, table);
      }
    }
  }
  for (int i = 0; i < 16; i += 2) {
    for (int lane = 0; lane < 16; ++lane) {
      for (const int r : {i, i + 1})
        append_twiddle((lane == 0 && r >= 8 ? 16 : lane) + 32 * r, 1024, table);
    }
  }
  return table;
}

}  // namespace

bool fft_supports(std::int64_t n) {
  if (n < 2 || n % 2 != 0) return false;
  for (const int prime : {2, 3, 5, 7}) {
    while (n % prime == 0) n /= prime;
  }
  return n == 1;
}

FftPlan::FftPlan(Queue& queue, std::int64_t n) : n_(n) {
  CANTUS_REQUIRE(fft_supports(n), "no Fourier transform of " + std::to_string(n) + " points");
  std::int64_t stride = n / 2;
  for (const int radix : radices_of(n / 2)) {
    stride /= radix;
    passes_.push_back(make_pass(radix, stride));
  }
  for (std::int64_t k = 0; k < n / 2; ++k) position_.push_back(position_of(k, passes_));
  for (std::int64_t k = 0; k <= n / 4; ++k) append_twiddle(k, n, unpack_twiddles_);
  if (!queue.memory().is_host()) {
    if (n > kMaxDevicePoints) return;
    device_twiddles_ = {queue, neighbours_together(passes_, unpack_twiddles_)};
    device_position_ = {queue, position_};
    if (n == 1024) device_half_warp_tables_ = {queue, half_warp_tables()};
    return;
  }
  queue.reserve_scratch(queue.num_threads() * fft_thread_lanes(*this) * sizeof(Lanes));
}

}  // namespace cantus
