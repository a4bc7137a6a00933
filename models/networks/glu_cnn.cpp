#include "models/networks/glu_cnn.h"

#include "models/networks/glu_blocks.h"

namespace cantus {

Network make_glu_cnn(const NetworkOptions& options) {
  const GluSettings settings = glu_settings(options);
  Network network;
  network.name = "glu_cnn";
  network.front_end = "hou2020";
  network.num_frames = settings.num_frames;
  network.num_bands = settings.num_bands;
  network.head = Head::kSoftmax;
  network.layers = {"L1", "L2", "L3", "dense", "output"};
  network.options = written_out(settings);
  network.build = [settings](Builder& builder, Value x) {
    return two_class_head(builder, glu_blocks(builder, x, settings), settings);
  };
  return network;
}

}  // namespace cantus
