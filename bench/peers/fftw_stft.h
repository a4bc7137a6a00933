#pragma once

#include <cstdint>

namespace cantus::bench {

// The chain of schlueter2016 as one would write it with FFTW: window, batched real transform, log1p
// of 372 magnitudes; the compiler is free to reorder and vectorise. FFTW is under the GPL: only
// this bench links it, never the library.
class FftwStft {
 public:
  explicit FftwStft(int num_threads);
  ~FftwStft();
  FftwStft(const FftwStft&) = delete;
  FftwStft& operator=(const FftwStft&) = delete;

  // samples [num_samples], out [(num_samples - 1024) / 315 + 1, 372]
  void run(std::int64_t num_samples, const float* samples, float* out);

 private:
  struct State;
  State* state_;
};

}  // namespace cantus::bench
