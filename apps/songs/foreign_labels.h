#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "data/labels/segment.h"

namespace cantus {

// Warns of labels that are neither one of kVoiceWords, nor `also`, nor "no" and something: a
// picture of them shows no voice there. Errors: kBadData where there are such and none of a voice.
void check_foreign_labels(const std::filesystem::path& file, const std::vector<Segment>& segments,
                          const std::string& also = "sing");

// Warns of segments of these labels that have no length, as Audacity makes them of a mere place in
// a song: they say where a voice is, and count as no voice.
void warn_of_points(const std::filesystem::path& file, const std::vector<Segment>& segments,
                    const std::set<std::string>& positive);

}  // namespace cantus
