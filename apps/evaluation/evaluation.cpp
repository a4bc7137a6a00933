#include "apps/evaluation/evaluation.h"

#include "kernels/core/error.h"

namespace cantus {

void PooledFrames::add(const std::vector<float>& scores_of_song,
                       const std::vector<float>& truth_of_song) {
  scores.insert(scores.end(), scores_of_song.begin(), scores_of_song.end());
  truth.insert(truth.end(), truth_of_song.begin(), truth_of_song.end());
}

PooledFrames pool_frames(const Curves& curves, const std::vector<JudgedSong>& songs) {
  PooledFrames all;
  for (std::size_t s = 0; s < songs.size(); ++s) all.add(curves[s], songs[s].truth);
  return all;
}

Report report_on(const std::string& detector, float threshold, const Curves& curves,
                 const std::vector<JudgedSong>& songs) {
  CANTUS_REQUIRE(curves.size() == songs.size(), "one curve a song");
  Report report;
  report.detector = detector;
  report.threshold = threshold;
  for (std::size_t s = 0; s < songs.size(); ++s) {
    const JudgedSong& judged = songs[s];
    SongReport song{judged, count_frames(curves[s], judged.truth, threshold), {}};
    report.pooled += song.counts;
    report.overshoot += measure_overshoot(curves[s], judged.truth, threshold);
    report.songs.push_back(std::move(song));
  }
  return report;
}

void add_curve_metrics(Report& report, const Curves& curves, const std::vector<JudgedSong>& songs) {
  for (std::size_t s = 0; s < songs.size(); ++s)
    report.songs[s].auroc = area_under_roc(curves[s], songs[s].truth);
  const PooledFrames all = pool_frames(curves, songs);
  report.auroc = area_under_roc(all.scores, all.truth);
  report.best = best_threshold(all.scores, all.truth);
}

}  // namespace cantus
