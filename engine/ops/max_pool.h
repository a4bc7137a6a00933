#pragma once

#include <source_location>

#include "engine/graph.h"
#include "kernels/max_pool/max_pool.h"

namespace cantus {

struct MaxPoolOptions {
  std::int64_t window_t = 1;
  std::int64_t window_f = 1;
  std::int64_t stride_t = 1;
  std::int64_t stride_f = 1;
  std::int64_t dilation_t = 1;
};

// Maximum over a window of time and frequency; the first of equal maxima wins. No padding.
//   x [n, t, f, c] -> [n, t', f', c]
Value max_pool(Value x, const MaxPoolOptions& options,
               std::source_location where = std::source_location::current());

class MaxPool final : public Op {
 public:
  explicit MaxPool(const MaxPoolOptions& options) : options_(options) {}
  const MaxPoolOptions& options() const { return options_; }

  std::string name() const override { return "max_pool"; }
  std::vector<TensorSpec> infer(std::span<const Shape> in) const override;
  void run(Queue& queue, const Io& io) const override;
  void differentiate(GradientContext& context) const override;
  bool keeps_storage() const override { return true; }
  bool is_by_column() const override { return options_.window_t == 1 && options_.stride_t == 1; }

 private:
  MaxPoolShape kernel_shape(const Shape& x) const;
  MaxPoolOptions options_;
};

// The gradient of a pool's input, from the winning place of each window and the gradient of the
// pool's output.
class MaxPoolBackward final : public Op {
 public:
  MaxPoolBackward(const MaxPoolShape& shape, ElementType storage)
      : shape_(shape), storage_(storage) {}
  const MaxPoolShape& shape() const { return shape_; }

  std::string name() const override { return "max_pool_backward"; }
  std::vector<TensorSpec> infer(std::span<const Shape>) const override {
    return {{{shape_.n, shape_.t, shape_.f, shape_.c}, storage_}};
  }
  void run(Queue& queue, const Io& io) const override;

 private:
  MaxPoolShape shape_;
  ElementType storage_;
};

}  // namespace cantus
