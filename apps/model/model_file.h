#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "data/checkpoint/checkpoint.h"
#include "data/hdf5/stored_float.h"
#include "engine/parameters.h"
#include "kernels/standardize/band_moments.h"
#include "models/networks/network.h"

namespace cantus {

// The extents of a tensor in a file.
std::vector<std::int64_t> dimensions(const Shape& shape);

// What a model file holds besides its weights.
struct ModelFacts {
  std::string network;          // "glu_cnn"
  NetworkOptions options;       // the network was made with
  std::string front_end;        // preset that makes its features
  std::string positive_label;   // what a high probability means: "sing", "speech"
  std::string training_config;  // result_text of its experiment, or ""
};

// A model file is a checkpoint (safetensors layout): every parameter and batch-norm statistic under
// its own name, the training set's standardization as `input.mean` and `input.inv_std`, and the
// facts as metadata. inv_std is what the features are multiplied by, so that detection repeats
// training to the bit. Training may add tensors named `optimizer.*` and `state.*` and further
// metadata; loading a model ignores them.
Checkpoint model_checkpoint(const ModelFacts& facts, const Parameters& parameters,
                            const Standardization& standardization);

// The parts of a model file. `file` names it in errors. All errors are kBadData: a schema, network,
// option or front end this version does not know (or knows with other numbers), a tensor that is
// missing, left over, or of another shape or type; the message names it.
ModelFacts read_facts(const std::string& file, const Checkpoint& checkpoint);
Standardization read_standardization(const std::string& file, const Checkpoint& checkpoint,
                                     std::int64_t num_bands);
void read_parameters(const std::string& file, const Checkpoint& checkpoint, Parameters& parameters);
// Whether a tensor of this name belongs to a layer: neither the input's standardization nor a
// tensor that only training needs.
bool is_parameter(const std::string& tensor);

struct Model {
  ModelFacts facts;
  Network network;
  Parameters parameters;  // on the queue's device, none frozen
  Standardization standardization;
  std::string sha256;  // of the file
  std::string file;
};

// Reads a model file and checks it. Errors: those above, of model_path and of read_checkpoint.
Model load_model(Queue& queue, const std::filesystem::path& named);

// A frame of digital silence as the network sees it, [num_bands], from features stored as `type`.
std::vector<float> standard_silence(const Model& model, StoredFloat type = StoredFloat::kFloat32);

}  // namespace cantus
