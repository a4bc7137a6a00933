#include "kernels/shared_columns/shared_columns.h"

#include "tests/cases/cases.h"
#include "tests/reference/shared_columns_reference.h"

namespace cantus::testing {
namespace {

struct Gather {
  std::int32_t num_excerpts, num_frames, from_reach, to_reach, num_taps;
  std::int64_t column_size;
  bool full_size = false;
};

template <typename Stored = float>
KernelCase gather_case(const Gather& g) {
  const SharedColumns from{g.num_excerpts, g.num_frames, g.from_reach};
  const SharedColumns to{g.num_excerpts, g.num_frames, g.to_reach};
  const auto definition = [=](const auto& in, auto& out) {
    reference::gather_columns({g.num_excerpts, g.num_frames, g.from_reach},
                              {g.num_excerpts, g.num_frames, g.to_reach}, g.num_taps, g.column_size,
                              in[0], out[0]);
  };
  const std::int64_t read = from.num_rows() * g.column_size;
  const std::int64_t written = to.num_rows() * g.num_taps * g.column_size;
  return stored_as<Stored>(
      KernelCase{.name = "gather_columns " + std::to_string(g.num_excerpts) + "x" +
                         std::to_string(g.num_frames) + "x" + std::to_string(g.column_size) +
                         " reach " + std::to_string(g.from_reach) + " to " +
                         std::to_string(g.to_reach),
                 .inputs = {normal_values(read, 1)},
                 .output_sizes = {written},
                 .kernel =
                     [=](Queue& queue, const auto& in, auto& out) {
                       gather_columns(queue, from, to, g.num_taps, g.column_size,
                                      in[0].template as<Stored>(), out[0].template as<Stored>());
                     },
                 .definition = definition,
                 .bytes = 4.0 * static_cast<double>(read + written),
                 .full_size = g.full_size},
      {0}, {0});
}

struct Sum {
  std::int32_t num_excerpts, num_frames, reach;
  std::int64_t num_bands, num_channels;
  bool is_biased = true;
  bool full_size = false;
};

template <typename Stored = float>
KernelCase sum_case(const Sum& s) {
  const SharedColumns from{s.num_excerpts, s.num_frames, s.reach};
  const SharedColumns to{s.num_excerpts, s.num_frames, s.reach + 1};
  const auto definition = [=](const auto& in, auto& out) {
    reference::sum_taps({s.num_excerpts, s.num_frames, s.reach},
                        {s.num_excerpts, s.num_frames, s.reach + 1}, s.num_bands, s.num_channels,
                        in[0], in[1], out[0]);
  };
  const std::int64_t read = from.num_rows() * s.num_bands * 3 * s.num_channels;
  const std::int64_t written = to.num_rows() * s.num_bands * s.num_channels;
  return stored_as<Stored>(
      KernelCase{
          .name = "sum_taps " + std::to_string(s.num_excerpts) + "x" +
                  std::to_string(s.num_frames) + "x" + std::to_string(s.num_bands) + "x" +
                  std::to_string(s.num_channels) + " reach " + std::to_string(s.reach),
          .inputs = {normal_values(read, 1), normal_values(s.is_biased ? s.num_channels : 0, 2)},
          .output_sizes = {written},
          .kernel =
              [=](Queue& queue, const auto& in, auto& out) {
                sum_taps(queue, from, to, s.num_bands, s.num_channels, in[0].template as<Stored>(),
                         s.is_biased ? in[1].data() : nullptr, out[0].template as<Stored>());
              },
          .definition = definition,
          .bytes = 4.0 * static_cast<double>(read + written),
          .flops = 3.0 * static_cast<double>(written),
          .full_size = s.full_size},
      {0}, {0});
}

KernelCase split_case(std::int64_t c_out, std::int64_t num_taps, std::int64_t size) {
  const auto definition = [=](const auto& in, auto& out) {
    for (std::int64_t o = 0; o < c_out; ++o)
      for (std::int64_t k = 0; k < num_taps; ++k)
        for (std::int64_t i = 0; i < size; ++i)
          out[0][(k * c_out + o) * size + i] = in[0][(o * num_taps + k) * size + i];
  };
  return {.name = "split_taps " + std::to_string(c_out) + "x" + std::to_string(num_taps) + "x" +
                  std::to_string(size),
          .inputs = {normal_values(c_out * num_taps * size, 1)},
          .output_sizes = {c_out * num_taps * size},
          .kernel =
              [=](Queue& queue, const auto& in, auto& out) {
                split_taps(queue, c_out, num_taps, size, in[0].data(), out[0].data());
              },
          .definition = definition,
          .bytes = 8.0 * static_cast<double>(c_out * num_taps * size)};
}

}  // namespace

// Excerpts with no column inside, with one and with many; windows and whole excerpts; packed and
// single numbers.
void add_shared_columns_cases(CaseList& list) {
  for (const Gather& g : {Gather{1, 1, 0, 1, 3, 1},
                          {4, 2, 0, 1, 3, 5},
                          {4, 3, 0, 1, 3, 8},
                          {5, 4, 1, 2, 3, 3},
                          {5, 5, 1, 2, 3, 8},
                          {6, 9, 0, 1, 3, 7},
                          {6, 9, 1, 2, 3, 4},
                          {40, 25, 2, 3, 3, 32},
                          {3, 9, 1, 3, 5, 2},
                          {7, 9, 3, 9, 1, 6},
                          {7, 8, 0, 8, 1, 16}}) {
    list.kernels.push_back(gather_case(g));
  }
  list.kernels.push_back(gather_case<Bfloat16>({6, 9, 1, 2, 3, 16}));
  list.kernels.push_back(gather_case<Bfloat16>({6, 9, 1, 2, 3, 3}));
  list.kernels.push_back(gather_case({128, 25, 1, 2, 3, 1024, true}));
  list.kernels.push_back(gather_case({128, 25, 3, 25, 1, 64, true}));
  for (const Sum& sum : {Sum{1, 1, 0, 1, 1},
                         {4, 2, 0, 2, 4},
                         {4, 3, 0, 1, 5},
                         {5, 4, 1, 3, 8},
                         {5, 5, 1, 2, 12, false},
                         {6, 9, 2, 4, 128},
                         {40, 25, 1, 2, 7}}) {
    list.kernels.push_back(sum_case(sum));
  }
  list.kernels.push_back(sum_case<Bfloat16>({6, 9, 1, 3, 16}));
  list.kernels.push_back(sum_case<Bfloat16>({6, 9, 1, 3, 5, false}));
  list.kernels.push_back(sum_case({128, 25, 1, 16, 128, true, true}));
  list.kernels.push_back(split_case(1, 1, 1));
  list.kernels.push_back(split_case(5, 3, 7));
}

}  // namespace cantus::testing
