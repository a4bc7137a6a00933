#include "data/audio/stated_duration.h"

#include <sndfile.h>

#include "data/audio/audio_format.h"
#include "data/files/input_file.h"

namespace cantus {

std::optional<double> stated_duration_s(const std::filesystem::path& path) {
  const InputFile file(path);
  if (sniff_audio_format(file) == AudioFormat::kMp4) return std::nullopt;
  SF_INFO info = {};
  SNDFILE* opened = sf_open_fd(file.fd(), SFM_READ, &info, SF_FALSE);
  if (opened == nullptr) return std::nullopt;
  sf_close(opened);
  if (info.samplerate <= 0 || info.frames <= 0 || info.frames == SF_COUNT_MAX) return std::nullopt;
  return static_cast<double>(info.frames) / info.samplerate;
}

}  // namespace cantus
