#include "bench/peers/fftw_stft.h"

#include <fftw3.h>
#include <omp.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace cantus::bench {
namespace {

constexpr int kPoints = 1024;
constexpr int kHop = 315;
constexpr int kBins = 372;
constexpr int kBatch = 64;
constexpr int kSpectrum = kPoints / 2 + 1;

}  // namespace

struct FftwStft::State {
  int num_threads;
  std::vector<float> window;
  float* frames;
  fftwf_complex* spectra;
  fftwf_plan plan;
};

FftwStft::FftwStft(int num_threads) : state_(new State) {
  State& s = *state_;
  s.num_threads = num_threads;
  for (int i = 0; i < kPoints; ++i)
    s.window.push_back(static_cast<float>(0.5 - 0.5 * std::cos(2 * M_PI * i / (kPoints - 1))));
  s.frames = fftwf_alloc_real(static_cast<std::size_t>(num_threads) * kBatch * kPoints);
  s.spectra = fftwf_alloc_complex(static_cast<std::size_t>(num_threads) * kBatch * kSpectrum);
  const int points[] = {kPoints};
  s.plan = fftwf_plan_many_dft_r2c(1, points, kBatch, s.frames, nullptr, 1, kPoints, s.spectra,
                                   nullptr, 1, kSpectrum, FFTW_MEASURE);
}

FftwStft::~FftwStft() {
  fftwf_destroy_plan(state_->plan);
  fftwf_free(state_->frames);
  fftwf_free(state_->spectra);
  delete state_;
}

void FftwStft::run(std::int64_t num_samples, const float* samples, float* out) {
  const State& s = *state_;
  const std::int64_t num_frames = (num_samples - kPoints) / kHop + 1;
#pragma omp parallel for num_threads(s.num_threads) schedule(static)
  for (std::int64_t first = 0; first < num_frames; first += kBatch) {
    float* x = s.frames + static_cast<std::ptrdiff_t>(omp_get_thread_num()) * kBatch * kPoints;
    fftwf_complex* y =
        s.spectra + static_cast<std::ptrdiff_t>(omp_get_thread_num()) * kBatch * kSpectrum;
    const std::int64_t frames = std::min<std::int64_t>(kBatch, num_frames - first);
    for (std::int64_t f = 0; f < frames; ++f) {
      const float* from = samples + (first + f) * kHop;
      for (int i = 0; i < kPoints; ++i) x[f * kPoints + i] = from[i] * s.window[i];
    }
    fftwf_execute_dft_r2c(s.plan, x, y);
    for (std::int64_t f = 0; f < frames; ++f) {
      float* to = out + (first + f) * kBins;
      for (int k = 0; k < kBins; ++k) {
        const float re = y[f * kSpectrum + k][0];
        const float im = y[f * kSpectrum + k][1];
        to[k] = log1pf(sqrtf(re * re + im * im));
      }
    }
  }
}

}  // namespace cantus::bench
