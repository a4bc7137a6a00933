#pragma once

#include <filesystem>
#include <optional>

namespace cantus {

// The length of a sound file [s] as its header states it, for estimates before any decoding: not to
// be believed, none when it is not stated (MP4, some streams). Errors: those of InputFile; kBadData
// for what is no sound file, or cut off.
std::optional<double> stated_duration_s(const std::filesystem::path& path);

}  // namespace cantus
