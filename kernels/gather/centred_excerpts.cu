#include "kernels/gather/centred_excerpts.h"

#include <cstdint>

#include "kernels/core/body.h"
#include "kernels/core/error.h"
#include "kernels/core/excerpt_rows.h"
#include "kernels/core/launch.h"

namespace cantus {

// Over rows: a frame of an excerpt each.
struct CentredExcerpts {
  ExcerptRows rows;
  std::int64_t song_frames, num_bands, num_frames, first;
  const float* song;
  const float* silence;  // or null
  float* out;

  struct Place {
    std::int64_t from, to;  // where the row begins in the song and in out
    bool is_silent;
  };
  CANTUS_BODY Place place(std::int64_t row) const {
    const ExcerptRows::Place at = rows(row);
    const std::int64_t wanted = first + at.excerpt - num_frames / 2 + at.frame;
    const std::int64_t beyond = wanted < song_frames ? wanted : song_frames - 1;
    const std::int64_t frame = beyond > 0 ? beyond : 0;
    return {frame * num_bands, row * num_bands, silence != nullptr && frame != wanted};
  }

  CANTUS_BODY void operator()(const Place& at, std::int64_t band) const {
    out[at.to + band] = at.is_silent ? silence[band] : song[at.from + band];
  }
};

void centred_excerpts(Queue& queue, std::int64_t song_frames, std::int64_t num_bands,
                      std::int64_t num_frames, std::int64_t first, std::int64_t num_excerpts,
                      const float* song, const float* silence, float* out) {
  CANTUS_REQUIRE(song_frames > 0, "excerpts of a song without frames");
  for_each(queue, num_excerpts * num_frames, num_bands,
           CentredExcerpts{ExcerptRows(num_excerpts, num_frames), song_frames, num_bands,
                           num_frames, first, song, silence, out});
}

}  // namespace cantus
