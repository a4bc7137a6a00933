#pragma once

#include "models/networks/network.h"

namespace cantus {

// The source network of Hou 2020: speech activity in speech + music. Three gated convolutions, a
// dense layer over the flattened excerpt, two classes.
Network make_glu_cnn(const NetworkOptions& chosen);

// The target network of Hou 2020: the gated convolutions of glu_cnn, then a bidirectional GRU whose
// two last states meet in a dense layer. 207,298 parameters (Table 1: "20.72", in units of 10^4).
Network make_glu_crnn(const NetworkOptions& chosen);

// Hou 2020's baseline: the network of Schlueter & Grill 2015 on 115 frames x 80 mel bands as Lee et
// al. 2018 read it, without batch norms; 1,408,225 parameters. Lee's program leaves out the
// rectifiers behind its dense layers, which makes the three of them one; here they are. Its labels
// lie one frame late in one of its corpora, and the last 57 frames of a song repeat an edge value;
// here every frame of a song is scored from its own excerpt. Trained by Adam as the networks that
// it is compared with, not by Nesterov's descent from 1e-4 for 50 epochs.
Network make_mel_cnn(const NetworkOptions& chosen);

// The network of Schlueter 2016, section 3.1: five convolutions and three dense layers over 115
// frames x 372 linear bins; 3,989,569 parameters. The fifth convolution leaves four frequency
// offsets, and the pool behind it takes the best: singing may be shifted in pitch.
Network make_spectrogram_cnn(const NetworkOptions& chosen);

}  // namespace cantus
