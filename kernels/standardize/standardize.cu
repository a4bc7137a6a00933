#include "kernels/standardize/standardize.h"

#include "kernels/core/launch.h"
#include "kernels/standardize/standardize_body.h"

namespace cantus {

template <typename T>
void standardize(Queue& queue, std::int64_t num_frames, std::int64_t num_bands, const T* x,
                 const T* mean, const T* inv_std, T* y) {
  for_each(queue, num_frames, num_bands, Standardize<T>{num_bands, x, mean, inv_std, y});
}

template decltype(standardize<float>) standardize<float>;
template decltype(standardize<double>) standardize<double>;

}  // namespace cantus
