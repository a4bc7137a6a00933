#include "engine/passes/restrict_to_cone.h"

#include <algorithm>
#include <map>

#include "engine/ops/conv2d.h"
#include "engine/ops/function_op.h"
#include "engine/ops/leaky_relu.h"
#include "engine/ops/linear.h"
#include "engine/ops/max_pool.h"
#include "engine/passes/unroll_in_time.h"
#include "kernels/cone/cone.h"

namespace cantus {
namespace {

// Rows of a gradient, by their number in the excerpt.
struct Rows {
  std::int64_t first, last;
  std::int64_t count() const { return last - first + 1; }
};

// The rows of d_y from which a convolution without padding or dilation computes rows `x` of d_x;
// none for other convolutions, and where those rows reach beyond the excerpt's ends.
std::optional<Rows> rows_behind(const Conv2dShape& s, const Rows& x) {
  if (s.padding != Padding::kValid || s.dilation_t != 1) return std::nullopt;
  const Rows y{x.first - (s.k_t - 1), x.last};
  if (y.first < 0 || y.last >= s.out_t()) return std::nullopt;
  return y;
}

// The rows of d_y whose windows hold rows `x` of d_x; none for dilated or overlapping windows.
std::optional<Rows> rows_behind(const MaxPoolShape& s, const Rows& x) {
  if (s.window_t > s.stride_t || s.window_f > s.stride_f || s.dilation_t != 1) return std::nullopt;
  const Rows y{x.first / s.stride_t, std::min(x.last / s.stride_t, s.out_t() - 1)};
  if (y.first > y.last) return std::nullopt;
  return y;
}

class ConePass {
 public:
  ConePass(const Graph& graph, const std::string& input)
      : graph_(graph), unrolling_(graph, input) {}

  std::optional<Graph> run(TensorId gradient, std::int64_t frame) {
    wanted_[gradient] = {frame, frame};
    const auto& nodes = graph_.nodes();
    if (!std::all_of(nodes.rbegin(), nodes.rend(), [&](const Node& node) { return want(node); }) ||
        !std::all_of(nodes.begin(), nodes.end(), [&](const Node& node) { return record(node); }))
      return std::nullopt;
    return unrolling_.finish();
  }

 private:
  bool is_in_cone(const Node& node) const {
    return !node.outputs.empty() && wanted_.contains(node.outputs[0]);
  }

  // Marks the rows that a node of the cone needs of the gradient it reads, for the rows wanted of
  // its own. Each node reads one gradient, so that a cone is a chain. False where that cannot be.
  bool want(const Node& node) {
    if (!is_in_cone(node)) return true;
    // Another reader would find only the cone's rows.
    if (unrolling_.rewrite().num_readers(node.outputs[0]) != 1) return false;
    const Rows rows = wanted_.at(node.outputs[0]);
    if (const auto* conv = as<Conv2dBackwardData>(node))
      return want(node.inputs[1], rows_behind(conv->shape(), rows));
    if (const auto* pool = as<MaxPoolBackward>(node))
      return want(node.inputs[1], rows_behind(pool->shape(), rows));
    if (as<LeakyReluBackward>(node) != nullptr) return want(node.inputs[0], rows);
    return as<LinearBackwardData>(node) != nullptr;
  }

  bool want(TensorId id, const std::optional<Rows>& rows) {
    if (rows) wanted_[id] = *rows;
    return rows.has_value();
  }

  bool record(const Node& node) {
    if (!is_in_cone(node)) return unrolling_.record(node);
    const Value restricted = restrict(node);
    if (restricted) unrolling_.rewrite().replace(node.outputs[0], restricted);
    return static_cast<bool>(restricted);
  }

  Value restrict(const Node& node) {
    if (const auto* conv = as<Conv2dBackwardData>(node)) return restrict(node, *conv);
    if (const auto* pool = as<MaxPoolBackward>(node)) return restrict(node, *pool);
    if (const auto* rectifier = as<LeakyReluBackward>(node)) return restrict(node, *rectifier);
    return restrict(node, dynamic_cast<const LinearBackwardData&>(*node.op));
  }

  // The rows of d_y are all those whose windows meet a wanted row: over the wanted rows alone, d_y
  // is the output of a convolution with zeros around them in time.
  Value restrict(const Node& node, const Conv2dBackwardData& conv) {
    Conv2dShape shape = conv.shape();
    shape.t = wanted_.at(node.outputs[0]).count();
    shape.padding = Padding::kFullFrames;
    return conv2d_backward_data(moved(node.inputs[0]), moved(node.inputs[1]), shape, node.where);
  }

  Value restrict(const Node& node, const MaxPoolBackward& pool) {
    const std::int64_t dilation = unrolling_.dilation_of(node.inputs[0]);
    if (dilation == 0) return {};
    const MaxPoolShape& s = pool.shape();
    const ConePool cone{cone_of(node.outputs[0], 1),
                        cone_of(node.inputs[1], dilation),
                        s.f,
                        s.out_f(),
                        s.c,
                        s.window_t,
                        s.window_f,
                        s.stride_t,
                        s.stride_f};
    const auto op =
        function_op("max_pool_cone_backward", {{{s.n, cone.x.num_rows, s.f, s.c}}},
                    [cone](Queue& queue, const Io& io) {
                      max_pool_cone_backward(queue, cone, io.in_bytes(0), io.in(1), io.out(0));
                    });
    return add(op, node);
  }

  Value restrict(const Node& node, const LeakyReluBackward& rectifier) {
    const std::int64_t dilation = unrolling_.dilation_of(node.inputs[1]);
    if (dilation == 0) return {};
    const ConeRows rows = cone_of(node.outputs[0], dilation);
    const auto op = function_op(
        "leaky_relu_cone_backward", {{moved(node.inputs[0]).shape()}},
        [rows, slope = rectifier.slope(), rule = rectifier.rule()](Queue& queue, const Io& io) {
          const std::int64_t size = io.in_shape(0).num_elements();
          leaky_relu_cone_backward(queue, rows, size / (rows.num_excerpts * rows.num_rows), slope,
                                   rule, io.in(1), io.in(0), io.out(0));
        },
        {}, Aliasing::kMayOverwrite);
    return add(op, node);
  }

  Value restrict(const Node& node, const LinearBackwardData& linear) {
    const Shape& x = linear.x();
    if (x.rank() != 4 || linear.first() != 0) return {};
    const Rows rows = wanted_.at(node.outputs[0]);
    const Shape restricted{x[0], rows.count(), x[2], x[3]};
    const auto op = std::make_shared<LinearBackwardData>(restricted, rows.first * x[2] * x[3],
                                                         linear.precision());
    return add(op, node);
  }

  ConeRows cone_of(TensorId gradient, std::int64_t dilation) const {
    const Rows rows = wanted_.at(gradient);
    return {unrolling_.num_excerpts(), rows.count(), rows.first, dilation};
  }

  Value moved(TensorId id) { return unrolling_.rewrite().moved(id); }
  Value add(std::shared_ptr<const Op> op, const Node& node) {
    Rewrite& rewrite = unrolling_.rewrite();
    return rewrite.to().add(std::move(op), rewrite.moved(node.inputs), node.where)[0];
  }

  const Graph& graph_;
  Unrolling unrolling_;
  std::map<TensorId, Rows> wanted_;
};

}  // namespace

std::optional<Graph> restrict_to_cone(const Graph& graph, const std::string& input,
                                      const std::string& gradient, std::int64_t frame) {
  return ConePass(graph, input).run(graph.outputs().at(gradient), frame);
}

}  // namespace cantus
