#include "kernels/excerpts/excerpts.h"

#include "kernels/core/launch.h"
#include "kernels/excerpts/excerpts_body.h"

namespace cantus {

void centred_excerpts(Queue& queue, std::int64_t song_frames, std::int64_t num_bands,
                      std::int64_t num_frames, std::int64_t first, std::int64_t num_excerpts,
                      const float* song, const float* silence, float* out) {
  for_each(queue, num_excerpts * num_frames, num_bands,
           CentredExcerpts{ExcerptRows(num_excerpts, num_frames), song_frames, num_bands,
                           num_frames, first, song, silence, out});
}

}  // namespace cantus
