#include "apps/evaluation/evaluation.h"

#include "kernels/core/error.h"

namespace cantus {

void PooledFrames::add(const std::vector<float>& scores_of_song,
                       const std::vector<float>& truth_of_song) {
  scores.insert(scores.end(), scores_of_song.begin(), scores_of_song.end());
  truth.insert(truth.end(), truth_of_song.begin(), truth_of_song.end());
}

Report report_on(const std::string& detector, float threshold,
                 const std::vector<std::vector<float>>& scores,
                 const std::vector<JudgedSong>& songs, Scores kind, bool with_grid) {
  CANTUS_REQUIRE(scores.size() == songs.size(), "one curve a song");
  Report report;
  report.detector = detector;
  report.threshold = threshold;
  PooledFrames all;
  for (std::size_t s = 0; s < songs.size(); ++s) {
    const JudgedSong& judged = songs[s];
    SongReport song{judged, count_frames(scores[s], judged.truth, threshold), {}};
    if (kind == Scores::kCurves) song.auroc = area_under_roc(scores[s], judged.truth);
    report.pooled += song.counts;
    report.overshoot += measure_overshoot(scores[s], judged.truth, threshold);
    report.songs.push_back(std::move(song));
    all.add(scores[s], judged.truth);
  }
  if (kind == Scores::kDecisions) return report;
  report.auroc = area_under_roc(all.scores, all.truth);
  report.best = best_threshold(all.scores, all.truth);
  if (with_grid) {
    report.grid = {area_under_roc_on_grid(all.scores, all.truth),
                   best_threshold_on_grid(all.scores, all.truth)};
  }
  return report;
}

}  // namespace cantus
