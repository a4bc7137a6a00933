#pragma once

#include <filesystem>
#include <string>

#include <nlohmann/json.hpp>

#include "apps/self_improvement/round_targets.h"

namespace cantus {

// Logs what there is to see in a round's targets before one trains on them: how many, their mean,
// their histogram. Warns where they tell frames apart no better than labels of songs do. Returns
// the same for rounds.json, with the file's name and digest. Errors: kBadData, naming the file,
// when no frame is left with a target over 0.
nlohmann::ordered_json report_targets(const std::string& round, TargetKind kind,
                                      const SelfImprovement& settings, const FrameTargets& targets,
                                      const std::filesystem::path& file);

}  // namespace cantus
