#include "models/networks/networks.h"

#include "models/networks/glu_blocks.h"

namespace cantus {

Network make_glu_cnn(const NetworkOptions& chosen) {
  const NetworkOptions options = glu_options(chosen);
  Network network = unbuilt_network("glu_cnn", "hou2020", options);
  network.layers = {"L1", "L2", "L3", "dense", "output"};
  network.build = [options](Builder& builder, Value x) {
    return two_class_head(builder, glu_blocks(builder, x, options), options);
  };
  return network;
}

}  // namespace cantus
