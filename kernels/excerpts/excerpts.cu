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

template decltype(centred_excerpts<float>) centred_excerpts<float>;
template decltype(centred_excerpts<double>) centred_excerpts<double>;

}  // namespace cantus
