#include "kernels/gather/gather_excerpts.h"

#include "kernels/core/body.h"
#include "kernels/core/excerpt_rows.h"
#include "kernels/core/half.h"
#include "kernels/core/launch.h"

namespace cantus {

// One row a frame of an excerpt.
template <typename Stored>
struct GatherExcerpts {
  ExcerptRows rows;
  std::int64_t num_bands;
  const Stored* frames;
  const std::int64_t* first_frames;
  float* out;

  struct Place {
    const Stored* from;
    float* to;
  };
  CANTUS_BODY Place place(std::int64_t row) const {
    const ExcerptRows::Place at = rows(row);
    return {frames + (first_frames[at.excerpt] + at.frame) * num_bands, out + row * num_bands};
  }

  CANTUS_BODY void operator()(const Place& at, std::int64_t band) const {
    at.to[band] = to_float(at.from[band]);
  }
};

template <typename Stored>
void gather_excerpts(Queue& queue, std::int64_t batch_size, std::int64_t num_frames,
                     std::int64_t num_bands, const Stored* frames, const std::int64_t* first_frames,
                     float* out) {
  for_each(queue, batch_size * num_frames, num_bands,
           GatherExcerpts<Stored>{ExcerptRows(batch_size, num_frames), num_bands, frames,
                                  first_frames, out});
}

template void gather_excerpts(Queue&, std::int64_t, std::int64_t, std::int64_t, const float*,
                              const std::int64_t*, float*);
template void gather_excerpts(Queue&, std::int64_t, std::int64_t, std::int64_t,
                              const std::uint16_t*, const std::int64_t*, float*);

}  // namespace cantus
