#include "data/audio/resample.h"

#include <soxr.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "kernels/core/error.h"

namespace cantus {

struct Resampler::Soxr {
  soxr_t handle = nullptr;
  double ratio = 1;  // to / from
  std::size_t num_in = 0, num_out = 0;

  ~Soxr() { soxr_delete(handle); }

  // The song's samples at its new rate, rounded up: soxr may return one more.
  std::size_t num_wanted() const {
    return static_cast<std::size_t>(std::ceil(static_cast<double>(num_in) * ratio));
  }

  // A null `input` ends the sound.
  void process(const float* input, std::size_t size, std::vector<float>& out) {
    for (std::size_t done = 0;;) {
      const std::size_t before = out.size();
      const auto room = static_cast<std::size_t>(static_cast<double>(size) * ratio) + 4096;
      out.resize(before + room);
      std::size_t taken = 0, made = 0;
      const soxr_error_t failure =
          soxr_process(handle, input == nullptr ? nullptr : input + done, size - done, &taken,
                       out.data() + before, room, &made);
      if (failure != nullptr)
        throw Error(Exit::kOsError, "", std::string("resampling failed, ") + failure);
      done += taken;
      if (input == nullptr) made = std::min(made, num_wanted() - num_out);
      num_out += made;
      out.resize(before + made);
      if (done == size && made < room) return;
    }
  }
};

Resampler::Resampler(int from_rate, int to_rate) {
  CANTUS_REQUIRE(from_rate > 0 && to_rate > 0, "sample rates are positive");
  if (from_rate == to_rate) return;
  const soxr_quality_spec_t quality = soxr_quality_spec(SOXR_HQ, 0);
  const soxr_io_spec_t io = soxr_io_spec(SOXR_FLOAT32_I, SOXR_FLOAT32_I);
  // One thread: callers process many songs at once.
  const soxr_runtime_spec_t runtime = soxr_runtime_spec(1);
  soxr_ = std::make_unique<Soxr>();
  soxr_->ratio = static_cast<double>(to_rate) / from_rate;
  soxr_error_t failure = nullptr;
  soxr_->handle = soxr_create(from_rate, to_rate, 1, &failure, &io, &quality, &runtime);
  if (failure != nullptr)
    throw Error(Exit::kOsError, "", std::string("resampling failed, ") + failure);
}

Resampler::~Resampler() = default;

void Resampler::add(std::span<const float> piece, std::vector<float>& out) {
  if (!soxr_) {
    out.insert(out.end(), piece.begin(), piece.end());
    return;
  }
  soxr_->num_in += piece.size();
  if (!piece.empty()) soxr_->process(piece.data(), piece.size(), out);
}

void Resampler::finish(std::vector<float>& out) {
  if (soxr_ && soxr_->num_in > 0) soxr_->process(nullptr, 0, out);
}

}  // namespace cantus
