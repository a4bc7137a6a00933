#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "kernels/core/enum_names.h"
#include "models/evaluation/run_mean.h"

namespace cantus {

// A finished run's scores on the test songs, by name.
using RunScores = std::map<std::string, double>;

// What is scored: a network's decisions in every frame (Hou 2020), or its smoothed predictions and
// its saliency maps in time and in frequency (Schlueter 2016).
enum class Scoring { kFrames, kMaps };

template <>
struct EnumNames<Scoring> {
  static constexpr std::array kNames{"frames", "maps"};
};

// The names of the scores, in the order of a table.
const std::vector<std::string>& score_names(Scoring scoring);

// A score as the head of a column: "F, mean of songs".
std::string score_title(const std::string& score);

// Reads scores from the document of `evaluate`, or of evaluate_maps. A score that the songs do not
// define is left out. Errors: kBadData for any other document; `file` names it.
RunScores scores_of(Scoring scoring, const std::string& file,
                    const nlohmann::ordered_json& document);

// The mean over the runs that have the score; none if no run has it.
std::optional<RunMean> mean_of(const std::vector<RunScores>& runs, const std::string& score);

// "0.9310 ± 0.0190": mean and half of the 95 % interval; "-" for none. Where not all of
// `num_wanted` runs have the score: "0.9310 ± 0.0190 (2 of 3)".
std::string score_cell(const std::optional<RunMean>& score, std::int64_t num_wanted);

// {"mean", "half_width" (null: one run), "runs" (null: a run without it)}; null for none.
nlohmann::ordered_json json_of(const std::vector<RunScores>& runs, const std::string& score);

}  // namespace cantus
