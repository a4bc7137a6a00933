#pragma once

#include <filesystem>
#include <string>

#include <nlohmann/json.hpp>

#include "apps/self_improvement/round_targets.h"

namespace cantus {

// Logs a round's targets before a network trains on them: their number, mean and histogram. Warns
// where they tell frames apart no better than labels of songs do. Returns the same for rounds.json,
// with the file's name and digest. Errors: kBadData, naming the file, when no frame is left with a
// target over 0.
nlohmann::ordered_json report_targets(const std::string& round, TargetKind kind,
                                      const SelfImprovement& settings, const FrameTargets& targets,
                                      const std::filesystem::path& file);

}  // namespace cantus
