#include "data/audio/write_wav.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <string>

#include "data/audio/pcm16.h"
#include "data/files/atomic_file.h"
#include "data/files/byte_order.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

// Our own header rather than libsndfile's, which stamps float files with the time of day.
std::string header_of(std::uint32_t sample_rate, std::uint32_t num_samples, bool is_float) {
  const std::uint32_t width = is_float ? 4 : 2;
  std::string fmt;
  append_little_endian(fmt, is_float ? 3 : 1, 2);
  append_little_endian(fmt, 1, 2);
  append_little_endian(fmt, sample_rate, 4);
  append_little_endian(fmt, sample_rate * width, 4);
  append_little_endian(fmt, width, 2);
  append_little_endian(fmt, width * 8, 2);
  if (is_float)
    append_little_endian(fmt, 0, 2);  // size of the extension, which formats other than PCM carry
  std::string chunks = "WAVEfmt ";
  append_little_endian(chunks, static_cast<std::uint32_t>(fmt.size()), 4);
  chunks += fmt;
  if (is_float) {
    chunks += "fact";
    append_little_endian(chunks, 4, 4);
    append_little_endian(chunks, num_samples, 4);
  }
  chunks += "data";
  append_little_endian(chunks, num_samples * width, 4);
  std::string riff = "RIFF";
  append_little_endian(riff, static_cast<std::uint32_t>(chunks.size()) + num_samples * width, 4);
  return riff + chunks;
}

}  // namespace

std::string to_wav(const Audio& audio, WavFormat format) {
  const bool is_float = format == WavFormat::kFloat32;
  CANTUS_REQUIRE(audio.sample_rate > 0, "sound has a sample rate");
  CANTUS_REQUIRE(audio.samples.size() < (std::size_t{1} << 30) - 64, "WAV holds less than 4 GiB");
  CANTUS_REQUIRE(std::all_of(audio.samples.begin(), audio.samples.end(),
                             [](float x) { return std::isfinite(x); }),
                 "samples written are finite");
  std::string bytes = header_of(static_cast<std::uint32_t>(audio.sample_rate),
                                static_cast<std::uint32_t>(audio.samples.size()), is_float);
  const std::size_t start = bytes.size();
  bytes.resize(start + audio.samples.size() * (is_float ? 4 : 2));
  char* out = bytes.data() + start;
  for (const float x : audio.samples) {
    if (is_float) {
      std::memcpy(out, &x, 4);
      out += 4;
    } else {
      const std::int16_t step = pcm16(x);
      std::memcpy(out, &step, 2);
      out += 2;
    }
  }
  return bytes;
}

void write_wav(const std::filesystem::path& path, const Audio& audio, WavFormat format) {
  write_file(path, to_wav(audio, format));
}

}  // namespace cantus
