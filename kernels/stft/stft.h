#pragma once

#include <cstdint>
#include <vector>

#include "kernels/core/queue.h"
#include "kernels/fft/fft.h"
#include "kernels/stft/window.h"

namespace cantus {

struct StftOptions {
  WindowKind window = WindowKind::kHann;
  std::int64_t window_samples = 0;  // also the points of the Fourier transform
  std::int64_t hop_samples = 0;
  std::int64_t num_bins = 0;  // bins kept, from 0 Hz on; at most window_samples / 2 + 1
  double scale = 1.0;         // factor of every magnitude

  // Frames that lie wholly within the samples: no padding, no centring.
  std::int64_t num_frames(std::int64_t num_samples) const {
    return num_samples < window_samples ? 0 : (num_samples - window_samples) / hop_samples + 1;
  }
};

// How a GPU transforms the frames: in one kernel with all that stands before and behind, or by
// cuFFT between two. The CPU has one way.
enum class TransformWay { kFused, kLibrary };

// The tables of a spectrogram, made once while planning.
class StftPlan {
 public:
  // Makes room in the scratch of a GPU's queue where the library takes it. Requires
  // fft_supports(window_samples), hop_samples > 0 and 0 < num_bins <= window_samples / 2 + 1.
  // Frames longer than FftPlan::kMaxDevicePoints go by the library however `way` says.
  StftPlan(Queue& queue, const StftOptions& options, TransformWay way = TransformWay::kFused);

  const StftOptions& options() const { return options_; }
  const FftPlan& fft() const { return fft_; }
  TransformWay way() const { return way_; }
  // scale / 2 times the window, then zeros up to a whole vector register. The half is that of the
  // packed real transform.
  const std::vector<float>& weights() const { return weights_; }
  // The same where a kernel of the queue's GPU reads it; null on the CPU.
  const float* device_weights() const { return device_weights_.data(); }

 private:
  StftOptions options_;
  FftPlan fft_;
  TransformWay way_;
  std::vector<float> weights_;
  DeviceTable<float> device_weights_;
};

}  // namespace cantus
