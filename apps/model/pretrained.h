#pragma once

#include <filesystem>

namespace cantus {

// `model` or, where it is empty, the model that comes with the program (pretrained/README.md):
// ../share/cantus/voice.safetensors relative to the program, installed or in its build folder.
// Throws Error(kUnavailable) where that file is missing.
std::filesystem::path named_or_pretrained(const std::filesystem::path& model);

}  // namespace cantus
