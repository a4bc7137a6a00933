#include "kernels/loss/binary_cross_entropy.h"
#include "kernels/loss/softmax_cross_entropy.h"
#include "tests/cases/cases.h"
#include "tests/reference/loss_reference.h"

namespace cantus::testing {
namespace {

void add_softmax_cross_entropy(CaseList& list, std::int64_t rows, std::int64_t classes,
                               bool full_size) {
  const std::string shape = std::to_string(rows) + "x" + std::to_string(classes);
  const auto logits = normal_values(rows * classes, 1, 2.0);
  const auto targets = uniform_values(rows * classes, 2, 0.0, 1.0);
  const auto forward = [=](Queue& queue, const auto& in, auto& out) {
    softmax_cross_entropy_forward(queue, rows, classes, in[0].data(), in[1].data(), out[0].data(),
                                  out[1].data());
  };
  const auto definition = [=](const auto& in, auto& out) {
    out[0][0] = reference::softmax_cross_entropy(rows, classes, in[0], in[1]);
    reference::softmax_cross_entropy_gradient(rows, classes, in[0], in[1], out[1]);
  };
  list.kernels.push_back({.name = "softmax_cross_entropy_forward " + shape,
                          .inputs = {logits, targets},
                          .output_sizes = {1, rows * classes},
                          .kernel = forward,
                          .definition = definition,
                          .bytes = 4.0 * 3 * rows * classes,
                          .flops = 30.0 * rows * classes,
                          .full_size = full_size});
  if (full_size) return;
  list.gradients.push_back(
      {.name = "softmax_cross_entropy " + shape,
       .inputs = {logits, targets},
       .output_sizes = {1},
       .differentiable = {0},
       .forward =
           [=](Queue& queue, const auto& in, auto& out) {
             auto d_logits = in[0];
             softmax_cross_entropy_forward(queue, rows, classes, in[0].data(), in[1].data(),
                                           out[0].data(), d_logits.data());
           },
       .backward =
           [=](Queue& queue, const auto& in, const auto& d_out, auto& d_in) {
             auto loss = d_out[0];
             softmax_cross_entropy_forward(queue, rows, classes, in[0].data(), in[1].data(),
                                           loss.data(), d_in[0].data());
             for (auto& d : d_in[0]) d *= d_out[0][0];
           }});
}

void add_binary_cross_entropy(CaseList& list, std::int64_t rows, bool full_size) {
  const std::string shape = std::to_string(rows);
  const auto logits = normal_values(rows, 1, 3.0);
  const auto targets = uniform_values(rows, 2, 0.0, 1.0);
  const auto forward = [=](Queue& queue, const auto& in, auto& out) {
    binary_cross_entropy_forward(queue, rows, in[0].data(), in[1].data(), out[0].data(),
                                 out[1].data());
  };
  const auto definition = [=](const auto& in, auto& out) {
    out[0][0] = reference::binary_cross_entropy(in[0], in[1]);
    reference::binary_cross_entropy_gradient(in[0], in[1], out[1]);
  };
  list.kernels.push_back({.name = "binary_cross_entropy_forward " + shape,
                          .inputs = {logits, targets},
                          .output_sizes = {1, rows},
                          .kernel = forward,
                          .definition = definition,
                          .bytes = 4.0 * 3 * rows,
                          .flops = 52.0 * rows,
                          .full_size = full_size});
  if (full_size) return;
  list.gradients.push_back(
      {.name = "binary_cross_entropy " + shape,
       .inputs = {logits, targets},
       .output_sizes = {1},
       .differentiable = {0},
       .forward =
           [=](Queue& queue, const auto& in, auto& out) {
             auto d_logits = in[0];
             binary_cross_entropy_forward(queue, rows, in[0].data(), in[1].data(), out[0].data(),
                                          d_logits.data());
           },
       .backward =
           [=](Queue& queue, const auto& in, const auto& d_out, auto& d_in) {
             auto loss = d_out[0];
             binary_cross_entropy_forward(queue, rows, in[0].data(), in[1].data(), loss.data(),
                                          d_in[0].data());
             for (auto& d : d_in[0]) d *= d_out[0][0];
           }});
}

}  // namespace

void add_loss_cases(CaseList& list) {
  for (const auto& [rows, classes] : {std::pair{1, 2}, {3, 5}, {1100, 2}}) {
    add_softmax_cross_entropy(list, rows, classes, false);
    add_binary_cross_entropy(list, rows, false);
  }
  add_softmax_cross_entropy(list, 256, 2, true);
  add_binary_cross_entropy(list, 256, true);
}

}  // namespace cantus::testing
