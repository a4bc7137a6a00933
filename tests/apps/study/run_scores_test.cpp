#include "apps/study/run_scores.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "apps/evaluation/evaluate_maps.h"
#include "tests/support/expect_error.h"

namespace cantus {
namespace {

// Scores of songs a, with voice in its first half, and b, without voice.
TEST(RunScores, OfMapsAreReadByTheirNames) {
  const std::vector<JudgedSong> songs{{{"a"}, {1, 1, 0, 0}}, {{"b"}, {0, 0}}};
  const auto report_of = [&songs](const std::string& name, const Curves& curves) {
    Report report = report_on(name, 0.5f, curves, songs);
    add_curve_metrics(report, curves, songs);
    return report;
  };
  MapResult result;
  result.in_time.subject.frames_per_second = 70;
  result.in_time.reports = {report_of("predictions", {{0.9f, 0.8f, 0.7f, 0.1f}, {0.3f, 0.7f}}),
                            report_of("saliency", {{0.9f, 0.8f, 0.2f, 0.1f}, {0.3f, 0.1f}})};
  result.in_frequency.songs = {{"a", {1, 0.5, 2.0 / 3}}, {"b", {0.25, 1, 0.4}}};
  const RunScores scores = scores_of(Scoring::kMaps, "maps", document_of(result));
  EXPECT_EQ(scores.at("saliency_auroc"), 1);
  EXPECT_EQ(scores.at("saliency_lag_s"), 0);
  EXPECT_EQ(scores.at("prediction_auroc"), 1);
  EXPECT_DOUBLE_EQ(scores.at("prediction_accuracy"), 4.0 / 6);
  EXPECT_DOUBLE_EQ(scores.at("prediction_accuracy_mean_of_songs"), (3.0 / 4 + 1.0 / 2) / 2);
  EXPECT_DOUBLE_EQ(scores.at("prediction_lag_s"), 1.0 / 70);
  EXPECT_FALSE(scores.contains("prediction_lead_s")) << "the voice begins with the song";
  // Not the F of mean precision and mean recall, which is 0.68.
  EXPECT_DOUBLE_EQ(scores.at("spectral_f"), (2.0 / 3 + 0.4) / 2);
  EXPECT_DOUBLE_EQ(scores.at("spectral_precision"), 0.625);
  EXPECT_DOUBLE_EQ(scores.at("spectral_recall"), 0.75);
  result.in_time.reports = {};
  EXPECT_EQ(scores_of(Scoring::kMaps, "maps", document_of(result)).size(), 3u);
  result.in_frequency.songs = {};
  expect_error(Exit::kBadData, "no scores of a model",
               [&] { scores_of(Scoring::kMaps, "maps", document_of(result)); });
}

TEST(RunScores, OfFramesAreReadByTheirNames) {
  const std::vector<JudgedSong> songs{{{"a"}, {1, 1, 1, 0}}, {{"b"}, {1, 0, 0}}};
  const Curves curves{{0.9f, 0.2f, 0.2f, 0.7f}, {0.3f, 0.1f, 0.1f}};
  Report report = report_on("a network", 0.5f, curves, songs);
  add_curve_metrics(report, curves, songs);
  const RunScores scores = scores_of(Scoring::kFrames, "scores", document_of(Result{{}, {report}}));
  EXPECT_DOUBLE_EQ(scores.at("precision"), 1.0 / 2);
  EXPECT_DOUBLE_EQ(scores.at("recall"), 1.0 / 4);
  EXPECT_DOUBLE_EQ(scores.at("f"), 1.0 / 3);
  EXPECT_DOUBLE_EQ(scores.at("f_mean_of_songs"), 0.4 / 2);
  EXPECT_DOUBLE_EQ(scores.at("specificity"), 2.0 / 3);
  EXPECT_DOUBLE_EQ(scores.at("auroc"), *report.auroc);
  auto later = document_of(Result{{}, {report}});
  later["schema"] = "cantus.evaluate/2";
  expect_error(Exit::kBadData, "no scores of a model",
               [&] { scores_of(Scoring::kFrames, "scores", later); });
}

}  // namespace
}  // namespace cantus
