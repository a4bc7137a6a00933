#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/evaluation/evaluation.h"
#include "apps/program/document.h"
#include "data/files/json_text.h"
#include "data/labels/csv_fields.h"
#include "models/detection/segments.h"
#include "models/evaluation/metrics_table.h"

namespace cantus {
namespace {

using Json = nlohmann::ordered_json;

std::string cell(const std::optional<double>& value) {
  return value ? fmt::format("{:8.4f}", *value) : fmt::format("{:>8}", "-");
}

std::string or_empty(const std::optional<double>& value) {
  return value ? fmt::format("{:.6f}", *value) : "";
}

Json json_of(const FrameCounts& counts, const std::optional<double>& auroc) {
  Json json;
  for (const Count& count : kCounts) json[count.name] = counts.*count.of;
  for (const Metric& metric : kMetrics) json[metric.name] = or_null(metric.of(counts, auroc));
  return json;
}

// Songs without voice are left out of the means of precision and F (0 at the first false alarm), as
// in sed_eval.
MeanOfSome mean_of_songs(const Report& report, const Metric& metric) {
  std::vector<std::optional<double>> values;
  for (const SongReport& song : report.songs)
    if (!metric.needs_voice || song.counts.with_voice() > 0)
      values.push_back(metric.of(song.counts, song.auroc));
  return mean_of(values);
}

Json json_of(const BestThreshold& best) {
  return {{"accuracy", best.accuracy}, {"threshold", shortest(best.threshold)}, {"oracle", true}};
}

// In seconds, if the frame rate is known.
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
  Json json;
  json["detector"] = report.detector;
  json["threshold"] = shortest(report.threshold);
  json["pooled"] = json_of(report.pooled, report.auroc);
  for (const Metric& metric : kMetrics) {
    const MeanOfSome mean = mean_of_songs(report, metric);
    json["mean_of_songs"][metric.name] = {{"mean", or_null(mean.mean)}, {"songs", mean.count}};
  }
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
    entry["channel"] = or_null(song.channel);
    entry["kind"] = song.kind;
    entry["labels"] = song.labels;
    entry["recording"] = song.recording;
    json["songs"].push_back(entry);
  }
  return json;
}

// A row with what `of` returns for each metric, for AUROC only if there are scores.
template <typename Of>
std::string row(std::size_t width, const std::string& name, bool has_scores, const Of& of) {
  std::string text = fmt::format("{:<{}}", name, width);
  for (const Metric& metric : kMetrics)
    if (metric.of_counts || has_scores) text += fmt::format("{:>8}", of(metric));
  return text;
}

std::string seconds(const std::optional<double>& frames, double frames_per_second) {
  if (!frames) return "-";
  const double hundredths = std::round(100 * *frames / frames_per_second);
  return fmt::format("{:.2f} s", (hundredths + 0.0) / 100);  // makes 0.0 of -0.0
}

// A paragraph with a line per report, or "".
std::string overshoot_lines(const std::vector<Report>& reports, double frames_per_second) {
  std::string lines;
  for (const Report& report : reports) {
    const Overshoot& o = report.overshoot;
    if (frames_per_second == 0 || o.num_ends + o.num_starts + o.num_pauses == 0) continue;
    const std::string pauses = o.num_pauses == 0 ? ""
                                                 : fmt::format("; {} of {} pauses glossed over",
                                                               o.num_glossed_over, o.num_pauses);
    lines +=
        fmt::format("{}: {} behind the ends of voice and {} before its starts, in the mean{}.\n",
                    report.detector, seconds(o.mean_lag(), frames_per_second),
                    seconds(o.mean_lead(), frames_per_second), pauses);
  }
  return lines.empty() ? "" : "\n" + lines;
}

}  // namespace

std::string to_table(const Result& result) {
  const auto& [subject, reports] = result;
  const FrameCounts& counts = reports.front().pooled;
  std::string text = fmt::format(
      "{}: {}, {} frames, {:.1f} % voice\n\n", subject.title,
      counted(reports.front().songs.size(), "song"), counts.total(),
      100 * static_cast<double>(counts.with_voice()) / static_cast<double>(counts.total()));
  const bool has_scores = reports.front().best.has_value();
  std::size_t width = 22;
  for (const Report& report : reports) width = std::max(width, report.detector.size() + 1);
  text += row(width, "", has_scores, [](const Metric& metric) { return metric.title; });
  text += has_scores ? fmt::format("{:>11}\n", "best acc.*") : "\n";
  for (const Report& report : reports) {
    text += row(width, report.detector, has_scores, [&report](const Metric& metric) {
      return cell(metric.of(report.pooled, report.auroc));
    });
    if (has_scores) text += fmt::format("{:11.4f}", report.best->accuracy);
    text += '\n';
    text += row(width, "  mean of songs", has_scores, [&report](const Metric& metric) {
      return cell(mean_of_songs(report, metric).mean);
    });
    text += '\n';
    text += row(width, "    over so many", has_scores,
                [&report](const Metric& metric) { return mean_of_songs(report, metric).count; });
    text += '\n';
    if (report.grid) {
      text += fmt::format("{:<{}}", "  on the compatible grid", width + 40) +
              cell(report.grid->auroc) + fmt::format("{:11.4f}\n", report.grid->best.accuracy);
    }
  }
  // A trivial detector, for comparison.
  const FrameCounts all_voice{counts.with_voice(), counts.total() - counts.with_voice(), 0, 0};
  text += row(width, "every frame voice", /*has_scores=*/false,
              [&all_voice](const Metric& metric) { return cell(metric.of(all_voice, {})); });
  text += '\n';
  if (!subject.note.empty()) text += fmt::format("\n{}\n", subject.note);
  text += overshoot_lines(reports, subject.frames_per_second);
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

Json document_of(const Result& result) {
  const auto& [subject, reports] = result;
  Json json = begin_document(kEvaluateSchema);
  json["subject"] = subject.title;
  if (!subject.model.empty()) {
    json["model"] = {{"file", subject.model}, {"sha256", subject.model_sha256}};
    json["data_sha256"] = subject.data_sha256;
    json["median_frames"] = subject.median_frames;
    json["thresholds_of"] = or_null(subject.thresholds_of);
    json["device"] = subject.device;
    json["precision"] = subject.precision;
    json["threads"] = subject.num_threads;
  } else {
    json["truths_without_prediction"] = subject.num_unpredicted;
  }
  json["detectors"] = Json::array();
  for (const Report& report : reports)
    json["detectors"].push_back(json_of(report, subject.frames_per_second));
  return json;
}

std::string to_csv(const std::vector<Report>& reports) {
  std::string text = "detector,song";
  for (const Count& count : kCounts) text += fmt::format(",{}", count.name);
  for (const Metric& metric : kMetrics) text += fmt::format(",{}", metric.name);
  text += ",channel,kind,labels\n";
  for (const Report& report : reports) {
    for (const SongReport& song : report.songs) {
      text += fmt::format("{},{}", csv_field(report.detector), csv_field(song.name));
      for (const Count& count : kCounts) text += fmt::format(",{}", song.counts.*count.of);
      for (const Metric& metric : kMetrics)
        text += fmt::format(",{}", or_empty(metric.of(song.counts, song.auroc)));
      text += fmt::format(",{},{},{}\n", song.channel ? fmt::format("{}", *song.channel) : "",
                          csv_field(song.kind), csv_field(song.labels));
    }
  }
  return text;
}

}  // namespace cantus
