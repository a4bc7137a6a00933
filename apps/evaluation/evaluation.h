#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "models/evaluation/metrics.h"
#include "models/evaluation/overshoot.h"

namespace cantus {

// What a manifest says of a song.
struct SongEntry {
  std::string name;
  std::optional<int> channel{};
  std::string kind{};
  std::string labels{};
  std::string recording{};  // equal for all songs of one recording
};

// A song and the truth about its frames, 1 where there is voice.
struct JudgedSong : SongEntry {
  std::vector<float> truth;
};

struct SongReport : SongEntry {
  FrameCounts counts;
  std::optional<double> auroc;
};

struct GridReport {
  std::optional<double> auroc;
  BestThreshold best;
};

// How well one detector does on some songs.
struct Report {
  std::string detector;
  float threshold = 0.5f;
  FrameCounts pooled;
  Overshoot overshoot;
  // For detectors that give scores and not only decisions:
  std::optional<double> auroc;
  std::optional<BestThreshold> best;  // chosen on these frames: an upper bound
  std::optional<GridReport> grid;     // on the grid of Schlueter's evaluation
  std::vector<SongReport> songs;
};

// The frames of several songs, one song after the other.
struct PooledFrames {
  std::vector<float> scores;
  std::vector<float> truth;

  void add(const std::vector<float>& scores_of_song, const std::vector<float>& truth_of_song);
};

// curves[s] is a detector's curve of song s, as long as its truth. At least one frame is required.
using Curves = std::vector<std::vector<float>>;
PooledFrames pool_frames(const Curves& curves, const std::vector<JudgedSong>& songs);
// The report on decisions: voice is where the curve is above the threshold.
Report report_on(const std::string& detector, float threshold, const Curves& curves,
                 const std::vector<JudgedSong>& songs);
// Adds metrics over all thresholds: AUROC and the best accuracy.
void add_curve_metrics(Report& report, const Curves& curves, const std::vector<JudgedSong>& songs);

// Schema of the document that `cantus evaluate --json` prints.
inline constexpr const char* kEvaluateSchema = "cantus.evaluate/1";

// What the reports are about.
struct Subject {
  std::string title;  // "corpus/manifest.tsv, test"
  std::string model;  // file; "" for label files
  std::string model_sha256;
  std::string data_sha256;  // digest_of the scored songs
  std::string device;
  std::string precision;
  int num_threads = 0;
  std::int64_t median_frames = 1;
  double frames_per_second = 0;
  std::string thresholds_of;        // split that chose them: "valid"; "": given or learned
  std::size_t num_unpredicted = 0;  // true label files without a prediction, not scored
  std::string note;                 // line below the table
};

struct Result {
  Subject subject;
  std::vector<Report> reports;
};

std::string to_table(const Result& result);
nlohmann::ordered_json document_of(const Result& result);
// One line per detector and song.
std::string to_csv(const std::vector<Report>& reports);

}  // namespace cantus
