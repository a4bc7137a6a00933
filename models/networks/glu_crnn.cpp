#include "models/networks/networks.h"

#include "engine/ops/frame_mean.h"
#include "engine/ops/reshape.h"
#include "models/networks/glu_blocks.h"

namespace cantus {
namespace {

// x [n, t, 2 units] -> [n, 2 units], or in training with a head per frame [n * t, 2 units].
Value collapse_time(const Builder& builder, Value x, TimeHead head) {
  const Shape states = x.shape();
  const std::int64_t t = states[1];
  if (head == TimeHead::kLastState) return last_states(x);
  if (head == TimeHead::kMean) return frame_mean(x, {0, t}, {0, t});
  if (head == TimeHead::kPerFrame && builder.mode() == Mode::kTraining)
    return reshape(x, {states[0] * t, states[2]});
  const FrameRange centre{t / 2, t / 2 + 1};
  return frame_mean(x, centre, centre);
}

}  // namespace

Network make_glu_crnn(const NetworkOptions& chosen) {
  NetworkOptions options = glu_options(chosen);
  options.reset = chosen.reset;
  options.head = chosen.head;
  Network network = unbuilt_network("glu_crnn", "hou2020", options);
  network.layers = {"L1", "L2", "L3", "gru", "dense", "output"};
  network.learns_every_frame = options.head == TimeHead::kPerFrame;
  network.build = [options](Builder& builder, Value x) {
    x = glu_blocks(builder, x, options);
    const Shape maps = x.shape();
    x = reshape(x, {maps[0], maps[1], maps[2] * maps[3]});
    x = gru_layer(builder, "gru", x, kNumUnits, options.reset);
    x = collapse_time(builder, x, options.head);
    return two_class_head(builder, x, options);
  };
  return network;
}

}  // namespace cantus
