#include "engine/passes/fold_batch_norm.h"

#include <algorithm>

#include "engine/ops/batch_norm.h"
#include "engine/ops/bias.h"
#include "engine/ops/conv2d.h"
#include "engine/ops/function_op.h"
#include "engine/ops/leaky_relu.h"
#include "engine/ops/linear.h"
#include "kernels/fold_batch_norm/fold_batch_norm.h"

namespace cantus {
namespace {

class Folding {
 public:
  explicit Folding(const Graph& from) : from_(from), moved_(from.tensors().size()) {}

  Graph run() {
    for (std::size_t id = 0; id < from_.tensors().size(); ++id) {
      const TensorInfo& info = from_.tensors()[id];
      if (info.kind == TensorKind::kInput) moved_[id] = to_.input(info.name, info.spec.shape);
    }
    for (std::size_t p = 0; p < from_.parameters().size(); ++p)
      moved_[from_.parameter_tensor(p)] = to_.parameter(from_.parameters()[p]);
    find_foldable();
    for (std::size_t n = 0; n < from_.nodes().size(); ++n) {
      const Node& node = from_.nodes()[n];
      if (folds_into_[n] >= 0)
        fold(node, from_.nodes()[folds_into_[n]]);
      else if (!folded_away_[n])
        copy(node);
    }
    for (const auto& [name, id] : from_.outputs()) to_.mark_output(name, moved_[id]);
    return std::move(to_);
  }

 private:
  // Batch norms whose input is a layer without bias or rectifier and is read by nobody else.
  void find_foldable() {
    std::vector<int> num_readers(from_.tensors().size(), 0);
    std::vector<std::ptrdiff_t> producer(from_.tensors().size(), -1);
    for (std::size_t n = 0; n < from_.nodes().size(); ++n) {
      for (const TensorId id : from_.nodes()[n].inputs) ++num_readers[id];
      for (const TensorId id : from_.nodes()[n].outputs) producer[id] = n;
    }
    for (const auto& [name, id] : from_.outputs()) ++num_readers[id];
    folds_into_.assign(from_.nodes().size(), -1);
    folded_away_.assign(from_.nodes().size(), false);
    for (std::size_t n = 0; n < from_.nodes().size(); ++n) {
      const Node& node = from_.nodes()[n];
      if (dynamic_cast<const BatchNormInference*>(node.op.get()) == nullptr) continue;
      const TensorId x = node.inputs[0];
      if (producer[x] < 0 || num_readers[x] != 1) continue;
      const Node& layer = from_.nodes()[producer[x]];
      const auto* conv = dynamic_cast<const Conv2d*>(layer.op.get());
      const bool plain_conv =
          conv != nullptr && conv->options().slope == 1 && layer.inputs.size() == 2;
      if (!plain_conv && dynamic_cast<const Linear*>(layer.op.get()) == nullptr) continue;
      folds_into_[n] = producer[x];
      folded_away_[producer[x]] = true;
    }
  }

  void copy(const Node& node) {
    std::vector<Value> inputs;
    for (const TensorId id : node.inputs) inputs.push_back(moved_[id]);
    const auto outputs = to_.add(node.op, inputs, node.where);
    for (std::size_t o = 0; o < outputs.size(); ++o) moved_[node.outputs[o]] = outputs[o];
  }

  void fold(const Node& norm, const Node& layer) {
    const auto& settings = static_cast<const BatchNormInference&>(*norm.op).settings();
    const Value weight = moved_[layer.inputs[1]];
    const Shape shape = weight.shape();
    const auto op = function_op(
        "fold_batch_norm", {{shape}, {Shape{shape[0]}}}, [settings](Queue& queue, const Io& io) {
          const Shape& w = io.in_shape(0);
          fold_batch_norm(queue, w[0], w.row_elements(), settings, io.in(0), io.in(1), io.in(2),
                          io.in(3), io.in(4), io.out(0), io.out(1));
        });
    std::vector<Value> inputs = {weight};
    for (int i = 1; i < 5; ++i) inputs.push_back(moved_[norm.inputs[i]]);
    const auto folded = to_.add(op, inputs, norm.where);

    const Value x = moved_[layer.inputs[0]];
    Value y;
    if (const auto* conv = dynamic_cast<const Conv2d*>(layer.op.get())) {
      Conv2dOptions options = conv->options();
      options.slope = settings.slope;
      y = conv2d(x, folded[0], folded[1], options, layer.where);
    } else {
      y = bias(linear(x, folded[0], layer.where), folded[1], layer.where);
      if (settings.slope != 1) y = leaky_relu(y, settings.slope, norm.where);
    }
    moved_[norm.outputs[0]] = y;
  }

  const Graph& from_;
  Graph to_;
  std::vector<Value> moved_;
  std::vector<std::ptrdiff_t> folds_into_;
  std::vector<bool> folded_away_;
};

}  // namespace

Graph fold_batch_norm(const Graph& graph) { return Folding(graph).run(); }

}  // namespace cantus
