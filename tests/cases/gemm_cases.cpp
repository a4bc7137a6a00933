#include "kernels/gemm/gemm.h"

#include "tests/cases/cases.h"
#include "tests/reference/gemm_reference.h"

namespace cantus::testing {
namespace {

struct Product {
  const char* name;
  GemmShape shape;
  bool full_size = false;
};

template <typename Stored = float>
KernelCase product_case(const Product& p) {
  GemmShape s = p.shape;
  if (std::is_same_v<Stored, Bfloat16>) s.precision = Precision::kBfloat16;
  const reference::Gemm r{
      s.m, s.n, s.k, s.transpose_a, s.transpose_b, s.row_distance_a(), s.row_distance_b()};
  const std::int64_t size_a = (s.transpose_a ? s.k : s.m) * r.lda;
  const std::int64_t size_b = (s.transpose_b ? s.n : s.k) * r.ldb;
  const std::int64_t size_c = s.m * s.n;
  const auto definition = [=](const auto& in, auto& out) {
    reference::gemm(r, in[0], in[1], out[0]);
  };
  return stored_as<Stored>(
      KernelCase{.name = std::string("gemm ") + p.name,
                 .inputs = {normal_values(size_a, 1), normal_values(size_b, 2)},
                 .output_sizes = {size_c},
                 .kernel =
                     [=](Queue& queue, const auto& in, auto& out) {
                       gemm(queue, s, in[0].template as<Stored>(), in[1].template as<Stored>(),
                            out[0].data());
                     },
                 .definition = definition,
                 .bytes = 4.0 * (size_a + size_b + size_c),
                 .flops = 2.0 * s.m * s.n * s.k,
                 .full_size = p.full_size,
                 .scratch_bytes = [=](Queue& queue) { return gemm_scratch_bytes(queue, s); }},
      {0, 1}, {});
}

}  // namespace

void add_gemm_cases(CaseList& list) {
  for (const Product& p : {
           Product{"1x1x1", {1, 1, 1}},
           Product{"5x7x0", {5, 7, 0}},
           Product{"17x33x65", {17, 33, 65}},
           Product{"a transposed", {19, 40, 23, true}},
           Product{"b transposed", {19, 40, 23, false, true}},
           Product{"both transposed", {19, 40, 23, true, true}},
           Product{"strided", {9, 12, 20, false, false, 31, 17}},
           Product{"strided transposed", {7, 30, 50, true, true, 11, 53}},
           // Schlueter 2016, the dense layer after the convolutions, batch 32
           Product{"dense 32x256x3968", {32, 256, 3968, false, true}, true},
           // Hou 2020, the recurrent layer's input projection, batch 64
           Product{"projection 1600x384x64", {1600, 384, 64, false, true}, true},
       }) {
    list.kernels.push_back(product_case(p));
    if (!p.full_size) list.kernels.push_back(product_case<Bfloat16>(p));
  }
}

}  // namespace cantus::testing
