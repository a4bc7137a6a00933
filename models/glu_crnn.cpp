#include "models/glu_crnn.h"

#include "engine/ops/gru.h"
#include "engine/ops/reshape.h"
#include "models/glu_blocks.h"

namespace cantus {

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
  network.build = [settings](Builder& builder, Value x) {
    x = glu_blocks(builder, x, settings);
    const Shape maps = x.shape();
    x = reshape(x, {maps[0], maps[1], maps[2] * maps[3]});
    x = last_states(gru_layer(builder, "gru", x, settings.num_units, settings.reset));
    return two_class_head(builder, x, settings);
  };
  return network;
}

}  // namespace cantus
