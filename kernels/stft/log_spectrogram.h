#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/log_compress/log_compress.h"
#include "kernels/mel/mel.h"
#include "kernels/stft/song_batch.h"
#include "kernels/stft/stft.h"

namespace cantus {

// Bytes of the queue's scratch that log_spectrogram uses; mel may be null.
std::size_t log_spectrogram_scratch_bytes(const Queue& queue, const StftPlan& plan,
                                          const FilterBankView* mel);

// A whole front end in one pass over the samples (Hou 2020, section 2.1; Schlueter 2016, section
// 3.1): of every frame m[k] = |scale DFT(window frame)[k]|, then the filters, sum_k weight[b, k]
// m[first_bin[b] + k], unless `mel` is null, and their logarithm, as log_compress has it. Nothing
// but the features goes to memory.
//   samples [num_samples], features [options.num_frames(num_samples), mel bands or
//   options.num_bins]
// Requires mel->num_bins == options.num_bins.
void log_spectrogram(Queue& queue, const StftPlan& plan, const FilterBankView* mel,
                     const LogCompression& compression, std::int64_t num_samples,
                     const float* samples, float* features);

// The same for many songs at once: on a GPU one launch, whatever their number and lengths.
//   samples [songs.first_sample[num_songs]], features [songs.num_frames, bands or bins]
// Requires that every song has the frames that its samples give.
void log_spectrograms(Queue& queue, const StftPlan& plan, const FilterBankView* mel,
                      const LogCompression& compression, const SongBatch& songs,
                      const float* samples, float* features);

}  // namespace cantus
