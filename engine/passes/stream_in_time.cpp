#include "engine/passes/stream_in_time.h"

#include <set>

#include "engine/ops/conv2d.h"
#include "engine/ops/gru.h"
#include "engine/ops/reshape.h"
#include "engine/ops/shared_columns.h"
#include "engine/passes/excerpts.h"
#include "engine/passes/rewrite.h"

namespace cantus {
namespace {

class StreamingPass {
 public:
  StreamingPass(const Graph& graph, const std::string& input)
      : graph_(graph),
        frames_(excerpts_columns(graph, input)),
        rewrite_(graph, {{input, on_stretch(graph, graph.inputs().at(input), frames_)}}) {
    streamed_.insert(graph.inputs().at(input));
  }

  Graph run() {
    for (const Node& node : graph_.nodes()) visit(node);
    for (const auto& [name, id] : graph_.outputs()) restore_excerpts(id, rewrite_.where(id));
    return rewrite_.finish();
  }

 private:
  // The shape [n, t, ...] of a tensor of the old graph, over the stretch: [1, frames, ...].
  static Shape on_stretch(const Graph& graph, TensorId id, const SharedColumns& frames) {
    const Shape& x = graph.tensors()[id].spec.shape;
    return x.rank() == 3 ? Shape{1, frames.num_rows(), x[2]}
                         : Shape{1, frames.num_rows(), x[2], x[3]};
  }

  void visit(const Node& node) {
    const bool is_streamed = !node.inputs.empty() && streamed_.contains(node.inputs[0]);
    if (is_streamed && as<Reshape>(node) != nullptr && keeps_frames(node)) {
      const TensorId id = node.outputs[0];
      rewrite_.replace(
          id, reshape(rewrite_.moved(node.inputs[0]), on_stretch(graph_, id, frames_), node.where));
    } else if (is_streamed && runs_on(node)) {
      rewrite_.copy(node);
    } else {
      for (const TensorId id : node.inputs) restore_excerpts(id, node.where);
      return rewrite_.copy(node);
    }
    streamed_.insert(node.outputs[0]);
  }

  bool keeps_frames(const Node& node) const {
    const Shape& y = graph_.tensors()[node.outputs[0]].spec.shape;
    return y.rank() > 2 && y[0] == frames_.num_excerpts && y[1] == frames_.num_frames;
  }

  static bool runs_on(const Node& node) {
    const auto* convolution = as<Conv2d>(node);
    return (convolution != nullptr && convolution->options().padding == Padding::kSame) ||
           as<Gru>(node) != nullptr || node.op->is_by_column();
  }

  // Makes a tensor [n, t, ...] again, for all its readers from here on.
  void restore_excerpts(TensorId id, std::source_location where) {
    if (streamed_.erase(id) == 0) return;
    const Shape& shape = graph_.tensors()[id].spec.shape;
    const std::int64_t size = shape.num_elements() / shape[0] / shape[1];
    const Value rows = reshape(rewrite_.moved(id), {frames_.num_rows(), 1, 1, size}, where);
    rewrite_.replace(id, separate_excerpts(rows, frames_, shape, where));
  }

  const Graph& graph_;
  SharedColumns frames_;
  Rewrite rewrite_;
  std::set<TensorId> streamed_;  // tensors that hold the columns of the stretch
};

}  // namespace

Graph stream_in_time(const Graph& graph, const std::string& input) {
  return StreamingPass(graph, input).run();
}

}  // namespace cantus
