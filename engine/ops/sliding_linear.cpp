#include "engine/ops/sliding_linear.h"

namespace cantus {
namespace {

struct SlidingLinear final : Op {
  explicit SlidingLinear(const SlidingLinearOptions& o) : options(o) {}
  SlidingLinearOptions options;

  std::int64_t num_rows() const {
    return options.num_excerpts + (options.num_columns - 1) * options.dilation_t;
  }
  // The layer as a convolution of one band; it does not read the rows behind the last excerpt.
  Conv2dShape kernel_shape(const Shape& x, const Shape& weight) const {
    return {.n = 1,
            .t = num_rows(),
            .f = 1,
            .c_in = x[2] * x[3],
            .c_out = weight[0],
            .k_t = options.num_columns,
            .k_f = 1,
            .dilation_t = options.dilation_t,
            .precision = options.precision};
  }

  std::string name() const override { return "sliding_linear"; }
  std::vector<TensorSpec> infer(std::span<const Shape> in) const override {
    require_fit(in[0].rank() == 4 && in[0][0] == 1 && in[0][1] >= num_rows(),
                "input is " + to_string(in[0]) + ", not [1, at least " +
                    std::to_string(num_rows()) + ", f, c]");
    require_fit(in[1].rank() == 2 && in[1][1] == options.num_columns * in[0][2] * in[0][3],
                "weight is " + to_string(in[1]) + ", for " + std::to_string(options.num_columns) +
                    " columns of " + to_string(in[0]));
    return {{{options.num_excerpts, in[1][0]}}};
  }
  std::size_t scratch_bytes(Queue& queue, std::span<const Shape> in) const override {
    return conv2d_forward_scratch_bytes(queue, kernel_shape(in[0], in[1]));
  }
  void run(Queue& queue, const Io& io) const override {
    conv2d_forward(queue, kernel_shape(io.in_shape(0), io.in_shape(1)), io.in(0), io.in(1), nullptr,
                   1.0f, io.out(0));
  }
  std::optional<OpAtPrecision> at_precision(Precision precision,
                                            std::span<const TensorSpec>) const override {
    // cuDNN has no bfloat16 engine on tensor cores for as many rows as a long stretch has: all is
    // stored in floats.
    SlidingLinearOptions o = options;
    o.precision = precision == Precision::kBfloat16 ? Precision::kTf32 : precision;
    return OpAtPrecision{std::make_shared<SlidingLinear>(o),
                         {ElementType::kFloat32, ElementType::kFloat32}};
  }
};

}  // namespace

Value sliding_linear(Value x, Value weight, const SlidingLinearOptions& options,
                     std::source_location where) {
  return x.graph().add(std::make_shared<SlidingLinear>(options), {x, weight}, where)[0];
}

}  // namespace cantus
