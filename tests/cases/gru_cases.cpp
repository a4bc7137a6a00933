#include "kernels/gru/gru.h"

#include <algorithm>

#include "tests/cases/cases.h"
#include "tests/reference/gru_reference.h"

namespace cantus::testing {
namespace {

reference::Gru as_reference(const GruShape& s) {
  return {s.n, s.t, s.num_inputs, s.num_units, s.reset == ResetGate::kAfter};
}

std::string name_of(const GruShape& s) {
  return std::to_string(s.n) + "x" + std::to_string(s.t) + " " + std::to_string(s.num_inputs) +
         " to " + std::to_string(s.num_units) +
         (s.reset == ResetGate::kBefore ? " reset before" : " reset after");
}

struct Sizes {
  explicit Sizes(const GruShape& s)
      : x(s.n * s.t * s.num_inputs),
        w(6 * s.num_units * s.num_inputs),
        u(6 * s.num_units * s.num_units),
        bias(6 * s.num_units),
        h(s.n * s.t * 2 * s.num_units),
        flops(2.0 * s.n * s.t * (w + u)) {}
  std::int64_t x, w, u, bias, h;
  double flops;
};

// x, w_input, w_recurrent, bias; the weights are as large as those of a trained layer.
std::vector<Values> parameters(const GruShape& s) {
  const Sizes size(s);
  return {normal_values(size.x, 1), normal_values(size.w, 2, 0.3), normal_values(size.u, 3, 0.3),
          normal_values(size.bias, 4, 0.3)};
}

std::vector<Values> parameters_and_d_h(const GruShape& s) {
  auto inputs = parameters(s);
  inputs.push_back(normal_values(Sizes(s).h, 5));
  return inputs;
}

KernelCase forward_case(const GruShape& s, bool full_size) {
  const Sizes size(s);
  const auto definition = [=](const auto& in, auto& out) {
    reference::gru_forward(as_reference(s), in[0], in[1], in[2], in[3], out[0]);
  };
  return {.name = "gru_forward " + name_of(s),
          .inputs = parameters(s),
          .output_sizes = {size.h},
          .kernel =
              [=](Queue& queue, const auto& in, auto& out) {
                gru_forward(queue, s, in[0].data(), in[1].data(), in[2].data(), in[3].data(),
                            out[0].data(), out[1].data());
              },
          .definition = definition,
          .bytes = 4.0 * (size.x + size.w + size.u + size.bias + size.h + gru_gates_size(s)),
          .flops = size.flops,
          .workspace_sizes = {gru_gates_size(s)},
          .full_size = full_size,
          .scratch_bytes = [=](Queue& queue) { return gru_forward_scratch_bytes(queue, s); }};
}

// Runs both passes, because the backward pass needs h and the gates that the forward pass keeps.
template <typename T, class In, class Out>
void run_both(Queue& queue, const GruShape& s, const In& in, const T* d_h, T* h, T* gates,
              Out& out) {
  gru_forward(queue, s, in[0].data(), in[1].data(), in[2].data(), in[3].data(), h, gates);
  gru_backward(queue, s, in[0].data(), in[1].data(), in[2].data(), h, gates, d_h, out[0].data(),
               out[1].data(), out[2].data(), out[3].data());
}

KernelCase both_case(const GruShape& s, bool full_size) {
  const Sizes size(s);
  const auto definition = [=](const auto& in, auto& out) {
    reference::gru_backward(as_reference(s), in[0], in[1], in[2], in[3], in[4], out[0], out[1],
                            out[2], out[3]);
  };
  return {.name = "gru_forward_backward " + name_of(s),
          .inputs = parameters_and_d_h(s),
          .output_sizes = {size.x, size.w, size.u, size.bias},
          .kernel =
              [=](Queue& queue, const auto& in, auto& out) {
                run_both<float>(queue, s, in, in[4].data(), out[4].data(), out[5].data(), out);
              },
          .definition = definition,
          .bytes = 4.0 * (3 * (size.x + size.w + size.u + size.h) + 2 * size.bias +
                          2 * gru_gates_size(s)),
          .flops = 3 * size.flops,
          .workspace_sizes = {size.h, gru_gates_size(s)},
          .full_size = full_size,
          .scratch_bytes =
              [=](Queue& queue) {
                return std::max(gru_forward_scratch_bytes(queue, s),
                                gru_backward_scratch_bytes(queue, s));
              }};
}

GradientCase gradient_case(const GruShape& s) {
  const Sizes size(s);
  return {.name = "gru " + name_of(s),
          .inputs = {normal_values(size.x, 1), normal_values(size.w, 2, 0.3),
                     normal_values(size.u, 3, 0.3), normal_values(size.bias, 4, 0.3)},
          .output_sizes = {size.h},
          .differentiable = {0, 1, 2, 3},
          .forward =
              [=](Queue& queue, const auto& in, auto& out) {
                queue.reserve_scratch(gru_forward_scratch_bytes<double>(queue, s));
                std::vector<double> gates(gru_gates_size(s));
                gru_forward(queue, s, in[0].data(), in[1].data(), in[2].data(), in[3].data(),
                            out[0].data(), gates.data());
              },
          .backward =
              [=](Queue& queue, const auto& in, const auto& d_out, auto& d_in) {
                queue.reserve_scratch(gru_backward_scratch_bytes<double>(queue, s));
                std::vector<double> h(size.h), gates(gru_gates_size(s));
                run_both(queue, s, in, d_out[0].data(), h.data(), gates.data(), d_in);
              }};
}

}  // namespace

void add_gru_cases(CaseList& list) {
  for (const auto reset : {ResetGate::kBefore, ResetGate::kAfter}) {
    for (const auto& s :
         {GruShape{1, 1, 1, 1, reset}, GruShape{3, 4, 5, 7, reset}, GruShape{10, 3, 6, 33, reset},
          GruShape{1, 1, 2, 64, reset}, GruShape{9, 4, 8, 64, reset},
          GruShape{130, 2, 3, 64, reset}, GruShape{3, 2, 70, 66, reset}}) {
      list.kernels.push_back(forward_case(s, false));
      list.kernels.push_back(both_case(s, false));
    }
    list.gradients.push_back(gradient_case({3, 4, 3, 5, reset}));
    // Hou 2020: 25 frames of 64 features, batch 64
    list.kernels.push_back(forward_case({64, 25, 64, 64, reset}, true));
    list.kernels.push_back(both_case({64, 25, 64, 64, reset}, true));
  }
}

}  // namespace cantus::testing
