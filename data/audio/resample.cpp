#include "data/audio/resample.h"

#include <soxr.h>

#include <cmath>

#include "kernels/core/error.h"

namespace cantus {

Audio resample(const Audio& audio, int sample_rate) {
  CANTUS_REQUIRE(audio.sample_rate > 0 && sample_rate > 0, "sample rates are positive");
  if (audio.sample_rate == sample_rate || audio.samples.empty()) {
    return {sample_rate, audio.samples};
  }
  const double ratio = static_cast<double>(sample_rate) / audio.sample_rate;
  Audio out;
  out.sample_rate = sample_rate;
  out.samples.resize(
      static_cast<std::size_t>(std::ceil(static_cast<double>(audio.samples.size()) * ratio)));
  const soxr_quality_spec_t quality = soxr_quality_spec(SOXR_HQ, 0);
  const soxr_io_spec_t io = soxr_io_spec(SOXR_FLOAT32_I, SOXR_FLOAT32_I);
  // One thread: the callers work on many songs at once.
  const soxr_runtime_spec_t runtime = soxr_runtime_spec(1);
  std::size_t num_read = 0, num_written = 0;
  const soxr_error_t failure = soxr_oneshot(
      audio.sample_rate, sample_rate, 1, audio.samples.data(), audio.samples.size(), &num_read,
      out.samples.data(), out.samples.size(), &num_written, &io, &quality, &runtime);
  if (failure != nullptr) {
    throw Error(Exit::kOsError, "", std::string("resampling failed, ") + failure);
  }
  out.samples.resize(num_written);
  return out;
}

}  // namespace cantus
