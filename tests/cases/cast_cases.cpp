#include "kernels/cast/cast.h"

#include "tests/cases/cases.h"

namespace cantus::testing {
namespace {

template <typename From, typename To>
KernelCase cast_case(const char* name, std::int64_t n, std::set<std::size_t> inputs,
                     std::set<std::size_t> outputs) {
  const auto definition = [](const auto& in, auto& out) { out[0] = in[0]; };
  return stored_as<Bfloat16>({.name = std::string(name) + " " + std::to_string(n),
                              .inputs = {normal_values(n, 1)},
                              .output_sizes = {n},
                              .kernel =
                                  [=](Queue& queue, const auto& in, auto& out) {
                                    cast(queue, n,
                                         static_cast<const From*>(in[0].template as<From>()),
                                         out[0].template as<To>());
                                  },
                              .definition = definition,
                              .bytes = 6.0 * n},
                             std::move(inputs), std::move(outputs));
}

}  // namespace

void add_cast_cases(CaseList& list) {
  for (const std::int64_t n : {1, 8, 9, 5000}) {
    list.kernels.push_back(cast_case<float, Bfloat16>("cast to", n, {}, {0}));
    list.kernels.push_back(cast_case<Bfloat16, float>("cast from", n, {0}, {}));
  }
}

}  // namespace cantus::testing
