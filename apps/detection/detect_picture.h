#pragma once

#include "apps/detection/detect_files.h"

namespace cantus {

// Spectrogram, truth where known, what was found and the curve, on one time axis, as a PNG.
void draw_detection(const std::filesystem::path& path, const std::string& title,
                    const Detection& detection, const DetectContext& context);

}  // namespace cantus
