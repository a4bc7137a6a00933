#pragma once

#include <filesystem>

namespace cantus {

// `model` or, where none is named, the one that comes with the program (pretrained/README.md):
// ../share/cantus/voice.safetensors as seen from the program, installed or in its build folder.
// Throws Error(kUnavailable) where that is not there.
std::filesystem::path named_or_pretrained(const std::filesystem::path& model);

}  // namespace cantus
