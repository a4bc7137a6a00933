#include "data/frontend/stored_front_end.h"

#include <array>

namespace cantus {
namespace {

constexpr std::array kScales{"time", "frequency"};  // of a matrix's dimensions

}  // namespace

void describe_front_end(Hdf5Writer& file, const FrontEnd& front_end, const std::string& matrix,
                        std::int64_t num_frames) {
  file.add_vector("time", frame_centres_s(front_end, num_frames));
  file.add_vector("frequency", band_centres_hz(front_end));
  file.set_text("time", "units", "s");
  file.set_text("frequency", "units", "Hz");
  for (std::size_t i = 0; i < kScales.size(); ++i)
    file.attach_scale(matrix, static_cast<int>(i), kScales[i]);
  file.set_text("/", "front_end", canonical_text(front_end));
  file.set_integer("/", "sample_rate", front_end.sample_rate);
  file.set_integer("/", "hop_samples", front_end.stft.hop_samples);
  file.set_integer("/", "window_samples", front_end.stft.window_samples);
}

bool is_of_front_end(const Hdf5Reader& file, const FrontEnd& front_end) {
  return file.text("/", "front_end") == canonical_text(front_end);
}

std::string unfit_scale(const Hdf5Reader& file, const std::vector<std::int64_t>& shape) {
  for (std::size_t i = 0; i < kScales.size(); ++i)
    if (file.shape(kScales[i]) != std::vector<std::int64_t>{shape[i]}) return kScales[i];
  return "";
}

void read_scales(const Hdf5Reader& file) {
  for (const char* scale : kScales) file.doubles(scale);
}

}  // namespace cantus
