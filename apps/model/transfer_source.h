#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "engine/parameters.h"

namespace cantus {

// Copies to layers of a network the weights and batch-norm statistics of the layers of the same
// names in a trained model, bit for bit (Hou 2020, section 2.2). The two networks may differ in
// everything else. Errors: those of read_checkpoint and read_facts; kBadData when the model was
// trained on another front end's features, lacks such a layer, or has one of other shapes.
void copy_layers(const std::filesystem::path& model, const std::string& front_end,
                 const std::vector<std::string>& layers, Parameters& to);

}  // namespace cantus
