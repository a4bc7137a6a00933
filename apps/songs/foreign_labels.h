#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "data/labels/segment.h"

namespace cantus {

// Warns of labels that are neither one of kVoiceWords, nor `also`, nor "no" and something: a
// picture of them shows no voice there.
void warn_of_foreign_labels(const std::filesystem::path& file, const std::vector<Segment>& segments,
                            const std::string& also = "sing");

}  // namespace cantus
