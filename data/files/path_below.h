#pragma once

#include <filesystem>
#include <string_view>

#include "data/files/text_lines.h"

namespace cantus {

// Whether an untrusted path leads below the folder it is relative to: it is not empty, not
// absolute, does not climb (..), and does not begin with '-' as the flags of programs do.
bool leads_below(const std::filesystem::path& relative);

// A field of a manifest as a path below its folder. Errors: kBadData at the current line.
std::filesystem::path path_below(const TextLines& lines, const std::filesystem::path& folder,
                                 std::string_view field);

}  // namespace cantus
