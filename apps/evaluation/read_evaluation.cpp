#include "apps/evaluation/read_evaluation.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/evaluation/evaluation.h"
#include "data/files/input_file.h"
#include "data/files/json_text.h"
#include "kernels/core/error.h"
#include "models/evaluation/metrics_table.h"

namespace cantus {
namespace {

using Json = nlohmann::json;

constexpr std::uint64_t kMaxBytes = std::uint64_t{256} << 20;
constexpr int kDepth = 5;  // nesting of a song's counts: detectors, detector, songs, song

SongScores song_scores_of(const Json& song, const std::string& file) {
  const auto refuse = [&](const char* key, const char* expected) {
    throw Error(Exit::kBadData, file,
                fmt::format("{} of {} is {}", key, song.at("song").get<std::string>(),
                            json_line(song.at(key))),
                expected, "evaluate anew");
  };
  SongScores scores;
  for (const Count& count : kCounts) {
    constexpr std::uint64_t kMost = 1000000000;
    const Json& value = song.at(count.name);
    if (!value.is_number_unsigned() || value.get<std::uint64_t>() > kMost)
      refuse(count.name, "a number of frames");
    scores.counts.*count.of = value.get<std::int64_t>();
  }
  if (const Json& auroc = song.at("auroc"); !auroc.is_null()) {
    auroc.get_to(scores.auroc_sum);
    if (!(scores.auroc_sum >= 0 && scores.auroc_sum <= 1)) refuse("auroc", "0 to 1");
    scores.num_aurocs = 1;
  }
  return scores;
}

const Json& detector_of(const Json& detectors, const std::string& file, const std::string& name) {
  if (name.empty()) return detectors.at(0);
  std::vector<std::string> known;
  for (const Json& detector : detectors) {
    known.push_back(detector.at("detector").get<std::string>());
    if (known.back() == name) return detector;
  }
  throw Error(Exit::kUsage, "--detector", fmt::format("{} has no {}", file, name),
              fmt::format("{}", fmt::join(known, "; ")));
}

// Requires that all recordings of `a` are in `b`.
void require_all_of(const ScoredRecordings& a, const ScoredRecordings& b) {
  for (const auto& [key, recording] : a.by_key) {
    if (b.by_key.contains(key)) continue;
    throw Error(Exit::kBadData, b.file, "does not have " + recording.name, "the same songs in both",
                "evaluate both on one manifest");
  }
}

}  // namespace

void SongScores::add(const SongScores& other, std::int64_t times) {
  counts.add(other.counts, times);
  auroc_sum += static_cast<double>(times) * other.auroc_sum;
  num_aurocs += times * other.num_aurocs;
}

ScoredRecordings read_evaluation(const std::filesystem::path& file, const std::string& detector) {
  const std::string text = InputFile(file, kMaxBytes).read_all();
  const Error no_evaluation(Exit::kBadData, file.string(), "no evaluation that tells recordings",
                            "what `cantus evaluate --json` prints", "evaluate anew");
  ScoredRecordings scored;
  scored.file = file.string();
  try {
    const Json json = parse_json(text, kDepth);
    if (json.at("schema") != kEvaluateSchema) throw no_evaluation;
    const Json& found = detector_of(json.at("detectors"), scored.file, detector);
    scored.detector = found.at("detector").get<std::string>();
    found.at("threshold").get_to(scored.threshold);
    if (json.contains("median_frames")) scored.median_frames = json["median_frames"];
    for (const Json& song : found.at("songs")) {
      ScoredRecording& recording = scored.by_key[song.at("recording").get<std::string>()];
      if (recording.name.empty()) recording.name = song.at("song").get<std::string>();
      recording.scores.add(song_scores_of(song, scored.file), 1);
    }
  } catch (const Json::parse_error&) {
    throw Error(Exit::kBadData, file.string(), "is no JSON, or cut off",
                "what `cantus evaluate --json` prints", "evaluate anew");
  } catch (const Json::exception&) {
    throw no_evaluation;
  }
  if (scored.by_key.empty()) throw Error(Exit::kBadData, scored.file, "no song", "one or more");
  for (const auto& [key, recording] : scored.by_key) scored.scores.push_back(recording.scores);
  return scored;
}

void require_same_recordings(const ScoredRecordings& a, const ScoredRecordings& b) {
  require_all_of(a, b);
  require_all_of(b, a);
  for (const auto& [key, in_a] : a.by_key) {
    const ScoredRecording& in_b = b.by_key.at(key);
    const FrameCounts &of_a = in_a.scores.counts, &of_b = in_b.scores.counts;
    if (of_a.total() != of_b.total())
      throw Error(Exit::kBadData, b.file, fmt::format("{} has {} frames", in_b.name, of_b.total()),
                  fmt::format("{} as in {}", of_a.total(), a.file),
                  "compare networks of one front end, or the segments that `detect` wrote of each, "
                  "evaluated with --predicted and truths that say how long a song is (.lab, JAMS, "
                  "TextGrid)");
    if (of_a.with_voice() != of_b.with_voice())
      throw Error(Exit::kBadData, b.file,
                  fmt::format("{} has {} frames with voice", in_b.name, of_b.with_voice()),
                  fmt::format("{} as in {}", of_a.with_voice(), a.file),
                  "evaluate both by the same labels and --positive");
  }
}

}  // namespace cantus
