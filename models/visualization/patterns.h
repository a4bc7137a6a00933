#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/replay.h"
#include "models/networks/network.h"

namespace cantus {

// How patterns are sought. Hou 2020 (section 2.3, eq. 2) gives no numbers; its words are those of
// Chollet (Deep Learning with Python, 2017, section 5.4.2), whose recipe this is: a blank input
// with a little noise, without which every frame would stay like its neighbours, the mean of the
// filter's map as its response, and steps of one length. Inputs are standardized features, so that
// the unit is a band's deviation.
struct PatternSearch {
  int num_steps = 100;
  double step = 0.1;   // root mean square of the change
  double noise = 0.1;  // deviation of the blank input
  std::uint64_t seed = 1;
};

// The input that excites a filter most, and the filter's response to it and to the blank input.
struct FilterPattern {
  std::vector<float> input;  // [num_frames, num_bands]
  double response = 0;
  double blank_response = 0;
};

// Throws if `layer` is not a gated layer of the network. Errors: kUsage.
void require_gated_layer(const Network& network, const std::string& layer);

// The gated maps of one layer of a trained network, ready to be asked for their patterns.
// `parameters` must not change while it lives.
class LayerPatterns {
 public:
  // layer: "L1" is the first gated layer, "L2" the second and so on. Errors: those of
  // require_gated_layer and fitting_plan.
  LayerPatterns(Queue& queue, const Network& network, Parameters& parameters,
                const std::string& layer);

  int num_filters() const { return num_filters_; }

  // Gradient ascent on the input by `differentiate`. The same seed gives every filter the same
  // start. `on_step` is called before every step; what it throws ends the search.
  FilterPattern find(int filter, const PatternSearch& search,
                     const std::function<void()>& on_step = {});

  // The mean over time and bands of filter's map for an input [num_frames, num_bands].
  double response(int filter, const std::vector<float>& input);

 private:
  void run(int filter, const std::vector<float>& input);
  double last_response() const;

  int num_filters_ = 0;
  std::int64_t map_size_ = 0;  // elements of one map
  std::unique_ptr<Replay> replay_;
};

// Pearson's correlation of two patterns, -1 to 1; 0 where one is constant.
double correlation(const std::vector<float>& a, const std::vector<float>& b);

}  // namespace cantus
