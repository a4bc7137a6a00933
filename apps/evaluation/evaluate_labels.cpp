#include "apps/evaluation/evaluate_labels.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "apps/evaluation/label_pairs.h"
#include "apps/program/log.h"
#include "apps/songs/label_checks.h"
#include "data/labels/read_labels.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

constexpr int kFramesPerSecond = 100;
constexpr double kUnnoticedS = 0.1;  // labels have steps, and sound ends in padding

// The centres of frames 0 to num_frames - 1.
std::vector<double> centres_s(std::size_t num_frames) {
  std::vector<double> centres;
  for (std::size_t k = 0; k < num_frames; ++k)
    centres.push_back((static_cast<double>(k) + 0.5) / kFramesPerSecond);
  return centres;
}

struct LabelFile {
  std::string path;
  std::vector<Segment> segments;
  std::optional<double> song_s;  // the song's length, if the file states it
};

LabelFile read_label_file(const std::filesystem::path& path) {
  LabelFile file{path.string(), read_segments(path), {}};
  file.song_s = stated_duration(path, file.segments);
  return file;
}

double judged_end(const LabelFile& predicted, const LabelFile& truth) {
  if (!truth.song_s)
    return std::max(predicted.song_s.value_or(end_of(predicted.segments)), end_of(truth.segments));
  const double predicted_s = predicted.song_s.value_or(end_of(predicted.segments));
  const double truth_s = *truth.song_s;
  const bool is_longer = predicted_s > truth_s + kUnnoticedS;
  const bool is_shorter = predicted.song_s && predicted_s < truth_s - kUnnoticedS;
  if (is_longer || is_shorter) {
    log_warning(fmt::format("{} ends at {:.3f} s, its truth {} at {:.3f} s: {}", predicted.path,
                            predicted_s, truth.path, truth_s,
                            is_longer ? "what comes after the truth's end is left out"
                                      : "what is missing counts as no voice"));
  }
  return truth_s;
}

std::set<std::string> names_in(const std::vector<LabelFile>& files) {
  std::set<std::string> names;
  for (const LabelFile& file : files) names.merge(names_in(file.segments));
  return names;
}

// Some of the labels may mean voice by another word.
void warn_of_others(const char* whose, const LabelNames& judged) {
  if (!judged.foreign.empty())
    log_warning(fmt::format("labels of the {} that count as no voice: {} (--positive)", whose,
                            fmt::join(judged.foreign, ", ")));
}

void check_labels(const std::vector<LabelFile>& predictions, const std::vector<LabelFile>& truths,
                  const std::set<std::string>& positive) {
  const auto listed = [](const std::set<std::string>& names) {
    return join({names.begin(), names.end()});
  };
  const auto of_truths = names_in(truths), of_predictions = names_in(predictions);
  const LabelNames truth = judged_names(of_truths, positive);
  const LabelNames predicted = judged_names(of_predictions, positive);
  if (!of_truths.empty() && !truth.mentions_voice)
    refuse_labels(truths.front().path, "truth", listed(positive), listed(of_truths));
  if (!of_predictions.empty() && !predicted.mentions_voice)
    log_warning(no_such_label("prediction", listed(positive), listed(of_predictions)) +
                " (--positive)");
  else
    warn_of_others("predictions", predicted);
  warn_of_others("truths", truth);
}

// So that one truth is one recording, however its folder is named.
std::string absolute_name(const std::string& path) {
  return std::filesystem::absolute(path).lexically_normal().string();
}

}  // namespace

Result evaluate_labels(const LabelTrial& trial) {
  const auto [pairs, num_unpredicted] = pair_labels(trial.predicted, trial.truth);
  std::set<std::string> positive(trial.positive.begin(), trial.positive.end());
  if (positive.empty()) positive = {"sing"};
  std::vector<LabelFile> predictions, truths;
  std::vector<JudgedSong> judged;
  Curves decisions;
  std::size_t total = 0, num_endless = 0;
  for (const LabelPair& pair : pairs) {
    const auto& predicted = predictions.emplace_back(read_label_file(pair.predicted));
    const auto& truth = truths.emplace_back(read_label_file(pair.truth));
    for (const LabelFile* file : {&predicted, &truth})
      warn_of_points(file->path, file->segments, positive);
    const auto num_frames =
        static_cast<std::size_t>(std::lround(judged_end(predicted, truth) * kFramesPerSecond));
    const std::vector<double> times_s = centres_s(num_frames);
    decisions.push_back(frame_labels(predicted.segments, positive, times_s));
    judged.push_back({{predicted.path, {}, "", truth.path, absolute_name(truth.path)},
                      frame_labels(truth.segments, positive, times_s)});
    total += num_frames;
    num_endless += !predicted.song_s && !truth.song_s;
  }
  if (total == 0) throw Error(Exit::kBadData, truths.front().path, "no segments to compare");
  check_labels(predictions, truths, positive);
  if (num_endless > 0)
    log_warning(
        fmt::format("{} whose length no label file states: what comes after the last label "
                    "is not judged (.lab without gaps, JAMS and TextGrid state it)",
                    counted(num_endless, "song")));
  Result result;
  result.subject.title = "label files";
  result.subject.frames_per_second = kFramesPerSecond;
  result.subject.num_unpredicted = num_unpredicted;
  result.subject.note = fmt::format("Frames of 10 ms; voice: {}.", fmt::join(positive, ", "));
  result.reports = {report_on("labels", 0.5f, decisions, judged)};
  return result;
}

}  // namespace cantus
