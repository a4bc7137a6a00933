#pragma once

#include <map>
#include <optional>
#include <string>

#include "engine/graph.h"
#include "engine/passes/rewrite.h"

namespace cantus {

// Takes an inference graph that reads overlapping excerpts, input [n, t, f, c] whose excerpt e
// begins at frame e of a stretch, and returns one that reads the stretch, [1, n + t - 1, f, c], and
// gives the same outputs: every layer that pads nothing in time runs once over the stretch. A pool
// over time moves by one row instead of by its window, and what stands behind it takes its rows as
// far apart as the excerpt's pool would have set them (dilation); the first dense layer slides. In
// Schlueter 2016's network that is 48 times less arithmetic, and nothing is approximated: a window
// of an excerpt is a window of the stretch. (The whole-song form of his programs; see also
// Sermanet et al. 2014, OverFeat.)
//
// None where a layer has no such form: convolutions that put zeros around the excerpt.
std::optional<Graph> unroll_in_time(const Graph& graph, const std::string& input);

// The same rewrite node by node, for passes that build on it.
class Unrolling {
 public:
  Unrolling(const Graph& graph, const std::string& input);

  // Records a node, in its whole-song form if it reads excerpts. False if it has no such form.
  bool record(const Node& node);
  // None where an output is an excerpt's columns: the stretch has only one set, for all excerpts.
  std::optional<Graph> finish();
  Rewrite& rewrite() { return rewrite_; }
  std::int64_t num_excerpts() const { return num_excerpts_; }
  // How many rows of the stretch lie between two columns of an excerpt of this tensor; 0 if the
  // tensor does not hold columns of excerpts.
  std::int64_t dilation_of(TensorId id) const;

 private:
  bool record_on_stretch(const Node& node, std::int64_t dilation);

  const Graph& graph_;
  std::int64_t num_excerpts_;
  Rewrite rewrite_;
  std::map<TensorId, std::int64_t> dilations_;
};

}  // namespace cantus
