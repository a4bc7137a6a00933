#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/evaluation/evaluation.h"
#include "apps/program/document.h"
#include "data/files/json_text.h"
#include "data/labels/csv_fields.h"
#include "models/detection/segments.h"

namespace cantus {
namespace {

using Json = nlohmann::ordered_json;

std::string cell(const std::optional<double>& value) {
  return value ? fmt::format("{:8.4f}", *value) : fmt::format("{:>8}", "-");
}

Json or_null(const std::optional<double>& value) { return value ? Json(*value) : Json(nullptr); }

std::string or_empty(const std::optional<double>& value) {
  return value ? fmt::format("{:.6f}", *value) : "";
}

Json json_of(const FrameCounts& counts, const std::optional<double>& auroc) {
  return {
      {"true_positive", counts.true_positive},    {"false_positive", counts.false_positive},
      {"true_negative", counts.true_negative},    {"false_negative", counts.false_negative},
      {"precision", or_null(counts.precision())}, {"recall", or_null(counts.recall())},
      {"f", or_null(counts.f_measure())},         {"specificity", or_null(counts.specificity())},
      {"accuracy", or_null(counts.accuracy())},   {"auroc", or_null(auroc)}};
}

Json json_of(const MeanOfSome& mean) {
  return {{"mean", or_null(mean.mean)}, {"songs", mean.count}};
}

// Nothing for a song without voice, whose precision and F would be 0 for a single false alarm.
std::optional<double> if_voice(const SongReport& song, const std::optional<double>& value) {
  return has_voice(song) ? value : std::nullopt;
}

struct Means {
  explicit Means(const Report& r)
      : precision(
            mean_over_songs(r, [](const auto& s) { return if_voice(s, s.counts.precision()); })),
        recall(mean_over_songs(r, [](const auto& s) { return s.counts.recall(); })),
        f(mean_over_songs(r, [](const auto& s) { return if_voice(s, s.counts.f_measure()); })),
        specificity(mean_over_songs(r, [](const auto& s) { return s.counts.specificity(); })),
        accuracy(mean_over_songs(r, [](const auto& s) { return s.counts.accuracy(); })),
        auroc(mean_over_songs(r, [](const auto& s) { return s.auroc; })) {}
  MeanOfSome precision, recall, f, specificity, accuracy, auroc;
};

Json json_of(const BestThreshold& best) {
  return {{"accuracy", best.accuracy}, {"threshold", best.threshold}, {"oracle", true}};
}

// In seconds, where it is known how long a frame is.
Json json_of(const Overshoot& overshoot, double frames_per_second) {
  const auto seconds = [&](const std::optional<double>& frames) {
    return frames && frames_per_second > 0 ? Json(*frames / frames_per_second) : Json(nullptr);
  };
  return {{"lag_s", seconds(overshoot.mean_lag())},
          {"lead_s", seconds(overshoot.mean_lead())},
          {"ends", overshoot.num_ends},
          {"starts", overshoot.num_starts},
          {"pauses", overshoot.num_pauses},
          {"glossed_over", overshoot.num_glossed_over}};
}

Json json_of(const Report& report, double frames_per_second) {
  const Means means(report);
  Json json;
  json["detector"] = report.detector;
  json["threshold"] = report.threshold;
  json["pooled"] = json_of(report.pooled, report.auroc);
  json["mean_of_songs"] = {{"precision", json_of(means.precision)},
                           {"recall", json_of(means.recall)},
                           {"f", json_of(means.f)},
                           {"specificity", json_of(means.specificity)},
                           {"accuracy", json_of(means.accuracy)},
                           {"auroc", json_of(means.auroc)}};
  json["overshoot"] = json_of(report.overshoot, frames_per_second);
  if (report.best) json["best_accuracy"] = json_of(*report.best);
  if (report.grid) {
    json["compatible_grid"] = {{"auroc", or_null(report.grid->auroc)},
                               {"best_accuracy", json_of(report.grid->best)}};
  }
  json["songs"] = Json::array();
  for (const SongReport& song : report.songs) {
    Json entry = json_of(song.counts, song.auroc);
    entry["song"] = song.name;
    entry["channel"] = song.channel ? Json(*song.channel) : Json(nullptr);
    entry["kind"] = song.kind;
    entry["labels"] = song.labels;
    entry["recording"] = song.recording;
    json["songs"].push_back(entry);
  }
  return json;
}

std::string row(const std::string& name, const FrameCounts& c) {
  return fmt::format("{:<22}", name) + cell(c.precision()) + cell(c.recall()) +
         cell(c.f_measure()) + cell(c.specificity()) + cell(c.accuracy());
}

std::string row(const std::string& name, const Means& m) {
  return fmt::format("{:<22}", name) + cell(m.precision.mean) + cell(m.recall.mean) +
         cell(m.f.mean) + cell(m.specificity.mean) + cell(m.accuracy.mean);
}

// Over how many songs each mean runs.
std::string count_row(const Means& m, bool has_scores) {
  std::string text = fmt::format("{:<22}", "    over so many");
  for (const MeanOfSome* mean : {&m.precision, &m.recall, &m.f, &m.specificity, &m.accuracy})
    text += fmt::format("{:>8}", mean->count);
  return has_scores ? text + fmt::format("{:>8}", m.auroc.count) : text;
}

}  // namespace

std::string to_table(const Subject& subject, const std::vector<Report>& reports) {
  const FrameCounts& counts = reports.front().pooled;
  const auto num_voice = counts.true_positive + counts.false_negative;
  std::string text = fmt::format(
      "{}: {} song{}, {} frames, {:.1f} % voice\n\n", subject.title, reports.front().songs.size(),
      reports.front().songs.size() == 1 ? "" : "s", counts.total(),
      100 * static_cast<double>(num_voice) / static_cast<double>(counts.total()));
  const bool has_scores = reports.front().best.has_value();
  text += fmt::format("{:<22}{:>8}{:>8}{:>8}{:>8}{:>8}", "", "P", "R", "F", "spec.", "acc.");
  text += has_scores ? fmt::format("{:>8}{:>11}\n", "AUROC", "best acc.*") : "\n";
  for (const Report& report : reports) {
    const Means means(report);
    text += row(report.detector, report.pooled);
    if (has_scores) text += cell(report.auroc) + fmt::format("{:11.4f}", report.best->accuracy);
    text += fmt::format("\n{}", row("  mean of songs", means));
    if (has_scores) text += cell(means.auroc.mean);
    text += fmt::format("\n{}\n", count_row(means, has_scores));
    if (report.grid) {
      text += fmt::format("{:<62}", "  on the compatible grid") + cell(report.grid->auroc) +
              fmt::format("{:11.4f}\n", report.grid->best.accuracy);
    }
  }
  // What says nothing, to read the others beside.
  text += row("every frame voice", FrameCounts{num_voice, counts.total() - num_voice, 0, 0}) + "\n";
  if (!subject.note.empty()) text += fmt::format("\n{}\n", subject.note);
  if (!has_scores) return text;
  text += "\nDecisions: score > threshold";
  for (const Report& report : reports)
    text += fmt::format("; {} {:.4g}", report.detector, report.threshold);
  text += subject.thresholds_of.empty()
              ? "."
              : fmt::format(": right most often on split {}.", subject.thresholds_of);
  const SegmentSettings detect;
  text += fmt::format(
      "\nFrames of {} (--median); `detect` by default takes a median of {} frames, closes gaps "
      "under {:g} s\nand drops voice under {:g} s.",
      subject.median_frames > 1 ? fmt::format("the median of {}", subject.median_frames)
                                : "the curve as it is",
      detect.median_frames, detect.min_gap_s, detect.min_voice_s);
  text += "\n* at the threshold that is best on these very frames: an oracle's.\n";
  return text;
}

std::string to_json(const Subject& subject, const std::vector<Report>& reports) {
  Json json = begin_document(kEvaluateSchema);
  json["subject"] = subject.title;
  if (!subject.model.empty()) {
    json["model"] = {{"file", subject.model}, {"sha256", subject.model_sha256}};
    json["data_sha256"] = subject.data_sha256;
    json["median_frames"] = subject.median_frames;
    json["thresholds_of"] =
        subject.thresholds_of.empty() ? Json(nullptr) : Json(subject.thresholds_of);
    json["device"] = subject.device;
    json["precision"] = subject.precision;
    json["threads"] = subject.num_threads;
  }
  json["detectors"] = Json::array();
  for (const Report& report : reports)
    json["detectors"].push_back(json_of(report, subject.frames_per_second));
  return json_text(json);
}

std::string to_csv(const std::vector<Report>& reports) {
  std::string text =
      "detector,song,true_positive,false_positive,true_negative,false_negative,precision,recall,f,"
      "specificity,accuracy,auroc,channel,kind,labels\n";
  for (const Report& report : reports) {
    for (const SongReport& song : report.songs) {
      const FrameCounts& c = song.counts;
      text +=
          fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}\n", csv_field(report.detector),
                      csv_field(song.name), c.true_positive, c.false_positive, c.true_negative,
                      c.false_negative, or_empty(c.precision()), or_empty(c.recall()),
                      or_empty(c.f_measure()), or_empty(c.specificity()), or_empty(c.accuracy()),
                      or_empty(song.auroc), song.channel ? fmt::format("{}", *song.channel) : "",
                      csv_field(song.kind), csv_field(song.labels));
    }
  }
  return text;
}

}  // namespace cantus
