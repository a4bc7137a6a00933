#include "apps/training/song_scorer.h"

#include <algorithm>

namespace cantus {

SongScorer::SongScorer(Queue& queue, const Network& network, Parameters& parameters,
                       const Excerpts& excerpts, Precision precision)
    : excerpts_(excerpts),
      // No padding: no excerpt reaches beyond its song's ends.
      detector_(queue, network, parameters, {.precision = precision}) {}

std::vector<float> SongScorer::score(std::int64_t song,
                                     const std::function<void(std::int64_t)>& after_stretch) {
  const std::int64_t num_excerpts =
      excerpts_.first_excerpts()[song + 1] - excerpts_.first_excerpts()[song];
  if (num_excerpts == 0) return {};
  const FrameSet& set = excerpts_.frames();
  const std::int64_t first = set.first_frames()[song];
  const std::int64_t num_frames = set.first_frames()[song + 1] - first;
  frames_.resize(static_cast<std::size_t>(num_frames * set.num_bands()));
  set.copy_frames(first, num_frames, frames_.data());
  const auto curve = detector_.curve(frames_, after_stretch);
  const auto centre = curve.begin() + excerpts_.num_frames() / 2;
  return {centre, centre + num_excerpts};
}

std::vector<std::int64_t> likeliest_excerpts(Queue& queue, const Network& network,
                                             Parameters& parameters, const Excerpts& excerpts,
                                             Precision precision,
                                             const std::function<void()>& note_song) {
  SongScorer scorer(queue, network, parameters, excerpts, precision);
  std::vector<std::int64_t> chosen;
  for (std::int64_t s = 0; s < excerpts.frames().num_songs(); ++s) {
    const std::int64_t first = excerpts.first_excerpts()[s];
    if (first == excerpts.first_excerpts()[s + 1]) continue;
    note_song();
    const auto scores = scorer.score(s);
    chosen.push_back(first + (std::max_element(scores.begin(), scores.end()) - scores.begin()));
  }
  return chosen;
}

}  // namespace cantus
