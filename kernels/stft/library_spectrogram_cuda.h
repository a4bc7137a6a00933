#pragma once

#include "kernels/log_compress/log_compress.h"
#include "kernels/mel/mel.h"
#include "kernels/stft/frame_starts_cuda.h"
#include "kernels/stft/stft.h"

namespace cantus::gpu {

// The front end by cuFFT, for the sizes that the fused kernel does not take, and beside it in the
// bench: a kernel frames and windows, cuFFT transforms, a kernel takes the magnitude, the filters
// and the logarithm. Done in stretches that the second-level cache holds. Bytes a frame:
// 4 (3 n + 4 (n / 2 + 1)) more than the fused kernel's, 5 to 12 times as many.
void library_spectrogram(Queue& queue, const StftPlan& plan, const FilterBankView* mel,
                         const LogCompression& compression, const FrameStarts& starts,
                         std::int64_t num_frames, const float* samples, float* features);

}  // namespace cantus::gpu
