#include "kernels/gather/gather_excerpts.h"

#include "kernels/core/launch.h"
#include "kernels/gather/gather_excerpts_body.h"

namespace cantus {

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
