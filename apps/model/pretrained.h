#pragma once

#include <filesystem>

namespace cantus {

// The model that comes with the program (pretrained/README.md): ../share/cantus/voice.safetensors
// as seen from the program, installed or in its build folder. Throws Error(kUnavailable) where it
// is not there.
std::filesystem::path pretrained_model();
// It where no other is named.
std::filesystem::path named_or_pretrained(const std::filesystem::path& model);

}  // namespace cantus
