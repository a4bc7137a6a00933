#include "apps/evaluation/evaluation.h"

#include "kernels/core/error.h"

namespace cantus {

Report report_on(const std::string& detector, float threshold,
                 const std::vector<std::vector<float>>& scores,
                 const std::vector<JudgedSong>& songs, Scores kind, bool with_grid) {
  CANTUS_REQUIRE(scores.size() == songs.size(), "one curve a song");
  Report report;
  report.detector = detector;
  report.threshold = threshold;
  std::vector<float> all_scores;
  std::vector<float> all_truth;
  for (std::size_t s = 0; s < songs.size(); ++s) {
    const JudgedSong& judged = songs[s];
    SongReport song{judged.name,
                    judged.channel,
                    judged.kind,
                    judged.labels,
                    judged.recording,
                    count_frames(scores[s], judged.truth, threshold),
                    {}};
    if (kind == Scores::kCurves) song.auroc = area_under_roc(scores[s], songs[s].truth);
    report.pooled += song.counts;
    report.overshoot += measure_overshoot(scores[s], judged.truth, threshold);
    report.songs.push_back(std::move(song));
    all_scores.insert(all_scores.end(), scores[s].begin(), scores[s].end());
    all_truth.insert(all_truth.end(), songs[s].truth.begin(), songs[s].truth.end());
  }
  if (kind == Scores::kDecisions) return report;
  report.auroc = area_under_roc(all_scores, all_truth);
  report.best = best_threshold(all_scores, all_truth);
  if (with_grid) {
    report.grid = {area_under_roc_on_grid(all_scores, all_truth),
                   best_threshold_on_grid(all_scores, all_truth)};
  }
  return report;
}

}  // namespace cantus
