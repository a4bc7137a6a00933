#include "engine/passes/differentiate.h"

#include "engine/gradient_context.h"
#include "engine/ops/add.h"
#include "engine/ops/cast.h"
#include "engine/ops/constant.h"

namespace cantus {

class Differentiation {
 public:
  Differentiation(Graph& graph, RectifierRule rule) : graph_(graph), rule_(rule) {}

  std::vector<Value> run(Value of, const std::vector<Value>& with_respect_to) {
    const std::ptrdiff_t num_forward_nodes = std::ssize(graph_.nodes());
    std::vector<TensorId> sources;
    for (const Value& value : with_respect_to) sources.push_back(value.id());
    depends_ = dependents(graph_, sources);
    gradients_.assign(graph_.tensors().size(), Value());
    root_ = of.id();
    gradients_[of.id()] = constant(graph_, of.shape(), 1.0f);
    for (std::ptrdiff_t n = num_forward_nodes; n-- > 0;) visit(n);
    std::vector<Value> out;
    for (const Value& value : with_respect_to) out.push_back(gradients_[value.id()]);
    return out;
  }

 private:
  void visit(std::ptrdiff_t n) {
    GradientContext context;
    context.graph_ = &graph_;
    context.rule_ = rule_;
    context.node_ = graph_.nodes()[n];  // a copy: recording gradients grows the list
    bool reached = false;
    for (const TensorId id : context.node_.outputs) {
      context.d_outputs_.push_back(gradients_[id]);
      reached = reached || static_cast<bool>(gradients_[id]);
      Value& d_output = context.d_outputs_.back();
      if (d_output && !context.node_.op->takes_gradients_in_any_storage())
        d_output = cast(d_output, graph_.tensors()[id].spec.type, context.node_.where);
    }
    if (!reached) return;
    context.is_root_ = context.node_.outputs[0] == root_;
    bool any_wanted = false;
    for (const TensorId id : context.node_.inputs) {
      context.wanted_.push_back(depends_[id]);
      any_wanted = any_wanted || depends_[id];
    }
    if (!any_wanted) return;
    context.d_inputs_.resize(context.node_.inputs.size());
    context.node_.op->differentiate(context);
    for (std::size_t i = 0; i < context.node_.inputs.size(); ++i) {
      if (!context.wanted_[i] || !context.d_inputs_[i]) continue;
      Value& total = gradients_[context.node_.inputs[i]];
      total = total ? sum(total, context.d_inputs_[i], context.node_.where) : context.d_inputs_[i];
    }
  }

  static Value sum(Value a, Value b, std::source_location where) {
    return add(cast(a, ElementType::kFloat32, where), cast(b, ElementType::kFloat32, where), where);
  }

  Graph& graph_;
  RectifierRule rule_;
  TensorId root_ = 0;
  std::vector<bool> depends_;
  std::vector<Value> gradients_;
};

std::vector<Value> differentiate(Value of, const std::vector<Value>& with_respect_to,
                                 RectifierRule rule) {
  return Differentiation(of.graph(), rule).run(of, with_respect_to);
}

std::vector<std::pair<std::size_t, TensorId>> differentiate_parameters(Value loss) {
  Graph& graph = loss.graph();
  std::vector<std::size_t> trainable;
  std::vector<Value> weights;
  for (std::size_t p = 0; p < graph.parameters().size(); ++p) {
    if (graph.parameters()[p].role != ParameterRole::kTrainable) continue;
    trainable.push_back(p);
    weights.emplace_back(graph, graph.parameter_tensor(p));
  }
  const auto gradients = differentiate(loss, weights);
  std::vector<std::pair<std::size_t, TensorId>> of_parameters;
  for (std::size_t i = 0; i < trainable.size(); ++i)
    of_parameters.emplace_back(trainable[i], gradients[i].id());
  return of_parameters;
}

}  // namespace cantus
