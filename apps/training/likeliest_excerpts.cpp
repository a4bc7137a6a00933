#include "apps/training/likeliest_excerpts.h"

#include <algorithm>

#include "apps/training/song_scorer.h"

namespace cantus {

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
