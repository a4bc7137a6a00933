// A thread a value, over the rows of the batch. Bytes: every coefficient of a source once, 2 x 164
// x 513 in float16, and 4 a value written, for Schlueter 2016 340 kB an excerpt: floor 2.5 us for a
// batch of 32 on an H200 (4.3 TB/s copy). Each coefficient is asked for about nine times, eight of
// them from the first- and second-level caches: rows of a block's neighbours. Arithmetic: about 120
// instructions a value with two exponentials and a logarithm, 1.4 million values, so that 132
// multiprocessors at 128 a cycle and 1.8 GHz take 5 us: this, not memory, bounds the kernel.
// Measured were 37 us (docs/kernels.md), with the set-up of the case in the clock and with two
// divisions of 64 bits a value, both gone since; it has not been measured again.
#include "kernels/core/device_kernel.h"
#include "kernels/core/launch.h"
#include "kernels/spectral_warp/spectral_warp_body.h"

namespace cantus::gpu {
namespace {

template <typename Stored>
void spectral_warp(Queue& queue, const WarpShape& shape, std::int64_t batch_size,
                   const Stored* coefficients, const std::int64_t* first_frames, const Warp* warps,
                   const float* mean, const float* inv_std, float* out) {
  launch_over_rows(queue, batch_size * shape.num_frames, shape.num_bins,
                   SpectralWarp<Stored>{ExcerptRows(batch_size, shape.num_frames), shape,
                                        coefficients, first_frames, warps, mean, inv_std, out});
}

const DeviceKernel kFloats{"spectral_warp", spectral_warp<float>};
const DeviceKernel kHalves{"spectral_warp", spectral_warp<std::uint16_t>};

}  // namespace
}  // namespace cantus::gpu
