#pragma once

#include "models/networks/network.h"

namespace cantus {

// Hou 2020's baseline: the network of Schlueter & Grill 2015 on 115 frames x 80 mel bands as Lee et
// al. 2018 read it, without batch norms; 1,408,225 parameters. Lee's program leaves out the
// rectifiers behind its dense layers, which makes the three of them one; here they are. Its labels
// lie one frame late in one of its corpora, and the last 57 frames of a song repeat an edge value;
// here every frame of a song is scored from its own excerpt. Trained by Adam as the networks that
// it is compared with, not by plain descent at 1e-4 for 50 epochs.
Network make_mel_cnn(const NetworkOptions& chosen);

}  // namespace cantus
