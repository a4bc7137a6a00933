#include "kernels/spectral_warp/spectral_warp.h"

#include "kernels/core/device_table.h"
#include "kernels/core/float16.h"
#include "kernels/spectral_warp/spline_prefilter.h"
#include "tests/cases/cases.h"
#include "tests/reference/spectral_warp_reference.h"
#include "tests/support/excerpt_memory.h"

namespace cantus::testing {
namespace {

constexpr double kOne = 4294967296.0;  // of the fixed-point positions

Warp warp_of(double stretch, double shift, double filter_peak, const WarpShape& shape) {
  const double covered = static_cast<double>(shape.num_frames) / stretch;
  const auto bins = static_cast<float>(shape.num_bins);
  return {.first_frame =
              std::llround((static_cast<double>(shape.num_source_frames) - covered) / 2 * kOne),
          .frame_step = std::llround(1 / stretch * kOne),
          .bin_step = std::llround(1 / shift * kOne),
          .filter_centre = 0.3f * bins,
          .filter_inv_width = 10 / bins,
          .filter_peak = static_cast<float>(filter_peak)};
}

// Slow and fast, high and low warps that reach across every edge of the source.
std::vector<Warp> some_warps(std::int64_t n, const WarpShape& shape) {
  const double stretches[] = {1, 0.7, 1.3, 0.93, 0.6};
  const double shifts[] = {1, 1.3, 0.7, 1.12, 0.65, 0.999};
  const double peaks[] = {0, 1.15, -1.15};
  std::vector<Warp> warps;
  for (std::int64_t i = 0; i < n; ++i)
    warps.push_back(warp_of(stretches[i % 5], shifts[i % 6], peaks[i % 3], shape));
  return warps;
}

reference::Change change_of(const Warp& warp) {
  return {
      static_cast<double>(warp.first_frame) / kOne,   static_cast<double>(warp.frame_step) / kOne,
      static_cast<double>(warp.bin_step) / kOne,      warp.filter_centre,
      1 / static_cast<double>(warp.filter_inv_width), warp.filter_peak};
}

// Coefficients between -1 and 6, as the bytes of their float16 values.
Values half_coefficients(std::int64_t n) {
  return Values([=] {
    std::vector<double> bytes;
    for (const double value : uniform_values(n, 1, -1, 6).get()) {
      const auto half = static_cast<Float16>(value);
      std::uint16_t bits;
      std::memcpy(&bits, &half, sizeof bits);
      bytes.push_back(bits & 0xff);
      bytes.push_back(bits >> 8);
    }
    return bytes;
  });
}

template <typename Stored>
KernelCase warp_case(std::int64_t batch, const WarpShape& shape, bool full_size) {
  constexpr bool kIsHalf = sizeof(Stored) == 2;
  const std::int64_t num_frames = shape.num_source_frames + 9;
  const std::int64_t size = num_frames * shape.num_source_bins;
  const auto warps = some_warps(batch, shape);
  std::vector<std::int64_t> firsts;
  for (std::int64_t i = 0; i < batch; ++i) firsts.push_back(i * 7 % 10);
  const auto definition = [=](const auto& in, auto& out) {
    auto stored = in[0];
    stored.resize(size);
    if (kIsHalf)
      for (std::int64_t i = 0; i < size; ++i) stored[i] = half_of_bytes(in[0], i);
    std::int64_t o = 0;
    for (std::int64_t n = 0; n < batch; ++n)
      for (std::int64_t i = 0; i < shape.num_frames; ++i)
        for (std::int64_t j = 0; j < shape.num_bins; ++j, ++o)
          out[0][o] = (reference::changed(stored.data() + firsts[n] * shape.num_source_bins,
                                          shape.num_source_frames, shape.num_source_bins,
                                          change_of(warps[n]), i, j) -
                       in[1][j]) *
                      in[2][j];
  };
  const std::int64_t values = batch * shape.num_frames * shape.num_bins;
  const double read = static_cast<double>(batch * shape.num_source_frames * shape.num_source_bins);
  return {.name = std::string("spectral_warp ") + (kIsHalf ? "float16 " : "float32 ") +
                  std::to_string(batch) + "x" + std::to_string(shape.num_frames) + "x" +
                  std::to_string(shape.num_bins),
          .inputs = {kIsHalf ? half_coefficients(size) : uniform_values(size, 1, -1, 6),
                     normal_values(shape.num_bins, 2), uniform_values(shape.num_bins, 3, 0.5, 2)},
          .output_sizes = {values},
          .kernel_with_tables = [=](Queue& of_tables) -> KernelCase::Kernel {
            const auto first = std::make_shared<const DeviceTable<std::int64_t>>(of_tables, firsts);
            const auto warp = std::make_shared<const DeviceTable<Warp>>(of_tables, warps);
            of_tables.synchronize();
            return [=](Queue& queue, const auto& in, auto& out) {
              spectral_warp(queue, shape, batch, reinterpret_cast<const Stored*>(in[0].bytes()),
                            first->data(), warp->data(), in[1].data(), in[2].data(), out[0].data());
            };
          },
          .definition = definition,
          .bytes = read * sizeof(Stored) + 4.0 * static_cast<double>(values),
          .flops = 90.0 * static_cast<double>(values),
          .byte_inputs = kIsHalf ? std::set<std::size_t>{0} : std::set<std::size_t>{},
          .full_size = full_size,
          .scratch_bytes = [=](Queue& queue) { return spectral_warp_scratch_bytes(queue, shape); }};
}

KernelCase prefilter_case(std::int64_t frames, std::int64_t bins, bool full_size) {
  const auto definition = [=](const auto& in, auto& out) {
    reference::spline_prefilter(frames, bins, in[0], out[0]);
  };
  return {
      .name = "spline_prefilter " + std::to_string(frames) + "x" + std::to_string(bins),
      .inputs = {uniform_values(frames * bins, 1, 0, 4)},
      .output_sizes = {frames * bins},
      .kernel =
          [=](Queue& queue, const auto& in, auto& out) {
            spline_prefilter(queue, frames, bins, in[0].data(), out[0].data());
          },
      .definition = definition,
      .bytes = 4.0 * 8 * static_cast<double>(frames * bins),
      .flops = 10.0 * static_cast<double>(frames * bins),
      .cpu_only = true,
      .full_size = full_size,
      .scratch_bytes = [=](Queue& queue) { return spline_prefilter_scratch_bytes(queue, bins); }};
}

}  // namespace

void add_spectral_warp_cases(CaseList& list) {
  list.kernels.push_back(warp_case<float>(1, {2, 2, 1, 1}, false));
  list.kernels.push_back(warp_case<float>(7, {15, 23, 11, 19}, false));
  list.kernels.push_back(warp_case<std::uint16_t>(1, {2, 3, 3, 2}, false));
  list.kernels.push_back(warp_case<std::uint16_t>(30, {50, 47, 35, 34}, false));
  list.kernels.push_back(prefilter_case(1, 5, false));
  list.kernels.push_back(prefilter_case(2, 2, false));
  list.kernels.push_back(prefilter_case(19, 67, false));
  // Schlueter 2016, 32 excerpts; 30 s of a song
  list.kernels.push_back(warp_case<std::uint16_t>(32, {164, 513, 115, 372}, true));
  list.kernels.push_back(warp_case<float>(32, {164, 513, 115, 372}, true));
  list.kernels.push_back(prefilter_case(2097, 513, true));
}

}  // namespace cantus::testing
