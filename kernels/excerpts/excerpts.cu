#include "kernels/excerpts/excerpts.h"

#include "kernels/core/launch.h"
#include "kernels/excerpts/excerpts_body.h"

namespace cantus {

template <typename T>
void centred_excerpts(Queue& queue, std::int64_t song_frames, std::int64_t num_bands,
                      std::int64_t num_frames, std::int64_t first, std::int64_t num_excerpts,
                      const T* song, const T* silence, T* out) {
  for_each(queue, num_excerpts * num_frames, num_bands,
           CentredExcerpts<T>{ExcerptRows(num_excerpts, num_frames), song_frames, num_bands,
                              num_frames, first, song, silence, out});
}

template void centred_excerpts(Queue&, std::int64_t, std::int64_t, std::int64_t, std::int64_t,
                               std::int64_t, const float*, const float*, float*);
template void centred_excerpts(Queue&, std::int64_t, std::int64_t, std::int64_t, std::int64_t,
                               std::int64_t, const double*, const double*, double*);

}  // namespace cantus
