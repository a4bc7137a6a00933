#include "models/networks/glu_crnn.h"

#include "engine/ops/frame_mean.h"
#include "engine/ops/gru.h"
#include "engine/ops/reshape.h"
#include "models/networks/glu_blocks.h"

namespace cantus {
namespace {

// x [n, t, 2 units] -> [n, 2 units]; in training with a head for every frame [n * t, 2 units].
Value collapse_time(const Builder& builder, Value x, TimeHead head) {
  const Shape states = x.shape();
  const std::int64_t t = states[1];
  if (head == TimeHead::kLastState) return last_states(x);
  if (head == TimeHead::kMean) return frame_mean(x, 0, t);
  if (head == TimeHead::kPerFrame && builder.mode() == Mode::kTraining)
    return reshape(x, {states[0] * t, states[2]});
  return frame_mean(x, t / 2, t / 2 + 1);
}

}  // namespace

Network make_glu_crnn(const NetworkOptions& options) {
  const GluSettings settings = glu_settings(options);
  Network network;
  network.name = "glu_crnn";
  network.front_end = "hou2020";
  network.num_frames = settings.num_frames;
  network.num_bands = settings.num_bands;
  network.head = Head::kSoftmax;
  network.layers = {"L1", "L2", "L3", "gru", "dense", "output"};
  network.options = written_out(settings);
  network.options.head = options.head;
  network.learns_every_frame = options.head == TimeHead::kPerFrame;
  network.build = [settings, head = options.head](Builder& builder, Value x) {
    x = glu_blocks(builder, x, settings);
    const Shape maps = x.shape();
    x = reshape(x, {maps[0], maps[1], maps[2] * maps[3]});
    x = gru_layer(builder, "gru", x, settings.num_units, settings.reset);
    x = collapse_time(builder, x, head);
    return two_class_head(builder, x, settings);
  };
  return network;
}

}  // namespace cantus
