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
                 .reference = definition,
                 .plain = definition,
                 .bytes = 4.0 * static_cast<double>(read + written),
                 .full_size = g.full_size},
      {0}, {0});
}

}  // namespace

// Excerpts with no column inside, with one, with many; windows and whole excerpts; packs and single
// numbers.
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
}

}  // namespace cantus::testing
