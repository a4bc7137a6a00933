#include "apps/scored_recordings.h"

#include <map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "data/files/input_file.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

using Json = nlohmann::json;

FrameCounts counts_of(const Json& song) {
  FrameCounts counts;
  song.at("true_positive").get_to(counts.true_positive);
  song.at("false_positive").get_to(counts.false_positive);
  song.at("true_negative").get_to(counts.true_negative);
  song.at("false_negative").get_to(counts.false_negative);
  return counts;
}

const Json& detector_of(const Json& detectors, const std::string& file, const std::string& name) {
  if (name.empty()) return detectors.at(0);
  std::vector<std::string> known;
  for (const Json& detector : detectors) {
    known.push_back(detector.at("detector").get<std::string>());
    if (known.back() == name) return detector;
  }
  throw Error(Exit::kUsage, "--detector", fmt::format("{} has no {}", file, name),
              fmt::format("{}", fmt::join(known, ", ")));
}

}  // namespace

ScoredRecordings read_scored_recordings(const std::filesystem::path& file,
                                        const std::string& detector) {
  const std::string text = InputFile(file).read_all();
  const Error no_evaluation(Exit::kBadData, file.string(), "no evaluation",
                            "what `cantus evaluate --json` prints");
  ScoredRecordings scored;
  scored.file = file.string();
  try {
    const Json json = Json::parse(text);
    if (json.at("schema") != "cantus.evaluate/1") throw no_evaluation;
    const Json& found = detector_of(json.at("detectors"), scored.file, detector);
    scored.detector = found.at("detector").get<std::string>();
    std::map<std::string, FrameCounts> recordings;
    for (const Json& song : found.at("songs"))
      recordings[song.at("song").get<std::string>()] += counts_of(song);
    for (const auto& [name, counts] : recordings) {
      scored.names.push_back(name);
      scored.counts.push_back(counts);
    }
  } catch (const Json::exception&) {
    throw no_evaluation;
  }
  if (scored.names.empty()) throw Error(Exit::kBadData, scored.file, "no song", "one or more");
  return scored;
}

void require_same_recordings(const ScoredRecordings& a, const ScoredRecordings& b) {
  for (std::size_t i = 0; i < std::max(a.names.size(), b.names.size()); ++i) {
    const bool only_a = i >= b.names.size() || (i < a.names.size() && a.names[i] < b.names[i]);
    const bool only_b = i >= a.names.size() || (i < b.names.size() && b.names[i] < a.names[i]);
    if (only_a || only_b) {
      throw Error(Exit::kBadData, only_a ? b.file : a.file,
                  "does not have " + (only_a ? a.names[i] : b.names[i]), "the same songs in both",
                  "evaluate both on one manifest");
    }
    if (a.counts[i].total() == b.counts[i].total()) continue;
    throw Error(Exit::kBadData, b.file,
                fmt::format("{} has {} frames", b.names[i], b.counts[i].total()),
                fmt::format("{} as in {}", a.counts[i].total(), a.file),
                "compare networks of one front end");
  }
}

}  // namespace cantus
