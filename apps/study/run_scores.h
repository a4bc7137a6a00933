#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "kernels/core/enum_names.h"
#include "models/evaluation/run_mean.h"

namespace cantus {

// What a finished run scored on the test songs, by name.
using RunScores = std::map<std::string, double>;

// What is scored: a network's decisions in every frame (Hou 2020), or its smoothed predictions and
// its saliency maps in time and in frequency (Schlueter 2016).
enum class Scoring { kFrames, kMaps };

template <>
struct EnumNames<Scoring> {
  static constexpr std::array kNames{"frames", "maps"};
};

// In the order of a table.
const std::vector<std::string>& score_names(Scoring scoring);

// "F, mean of songs": a score as the head of a column.
std::string score_title(const std::string& score);

// Reads them from the document of `evaluate`, or of evaluate_maps. A score that the songs do not
// define is left out. Errors: kBadData when it is none; `file` names it.
RunScores scores_of(Scoring scoring, const std::string& file,
                    const nlohmann::ordered_json& document);

// The mean of the runs that have the score; none where no run has.
std::optional<RunMean> mean_of(const std::vector<RunScores>& runs, const std::string& score);

// "0.9310 ± 0.0190": mean and half of the 95 % interval; "-" for none. Where not all of
// `num_wanted` runs have the score: "0.9310 ± 0.0190 (2 of 3)".
std::string score_cell(const std::optional<RunMean>& score, std::int64_t num_wanted);

// {"mean", "half_width" (null: one run), "runs" (null: a run without it)}; null for none.
nlohmann::ordered_json json_of(const std::vector<RunScores>& runs, const std::string& score);

}  // namespace cantus
