#include "data/audio/write_flac.h"

#include <sndfile.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <span>
#include <utility>
#include <vector>

#include "data/audio/pcm16.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

constexpr std::size_t kPieceSamples = 65536;

// A file in memory that libsndfile writes and seeks in.
struct MemoryFile {
  std::string bytes;
  sf_count_t position = 0;

  static sf_count_t size(void* self) {
    return static_cast<sf_count_t>(static_cast<MemoryFile*>(self)->bytes.size());
  }
  static sf_count_t seek(sf_count_t offset, int whence, void* self) {
    auto& file = *static_cast<MemoryFile*>(self);
    if (whence == SEEK_CUR) offset += file.position;
    if (whence == SEEK_END) offset += size(self);
    return offset < 0 ? -1 : file.position = offset;
  }
  static sf_count_t read(void* out, sf_count_t count, void* self) {
    auto& file = *static_cast<MemoryFile*>(self);
    const sf_count_t got = std::clamp<sf_count_t>(size(self) - file.position, 0, count);
    std::memcpy(out, file.bytes.data() + file.position, static_cast<std::size_t>(got));
    file.position += got;
    return got;
  }
  static sf_count_t write(const void* in, sf_count_t count, void* self) {
    auto& file = *static_cast<MemoryFile*>(self);
    const auto end = static_cast<std::size_t>(file.position + count);
    if (file.bytes.size() < end) file.bytes.resize(end);
    std::memcpy(file.bytes.data() + file.position, in, static_cast<std::size_t>(count));
    file.position += count;
    return count;
  }
  static sf_count_t tell(void* self) { return static_cast<MemoryFile*>(self)->position; }
};

}  // namespace

std::string to_flac(const Audio& audio, float scale) {
  CANTUS_REQUIRE(std::all_of(audio.samples.begin(), audio.samples.end(),
                             [](float x) { return std::isfinite(x); }),
                 "samples written are finite");
  SF_INFO info{};
  info.samplerate = audio.sample_rate;
  info.channels = 1;
  info.format = SF_FORMAT_FLAC | SF_FORMAT_PCM_16;
  SF_VIRTUAL_IO stream{&MemoryFile::size, &MemoryFile::seek, &MemoryFile::read, &MemoryFile::write,
                       &MemoryFile::tell};
  MemoryFile file;
  SNDFILE* const writer = sf_open_virtual(&stream, SFM_WRITE, &info, &file);
  CANTUS_REQUIRE(writer != nullptr, "libsndfile writes FLAC");
  std::vector<std::int16_t> steps;
  bool is_whole = true;
  for (std::span<const float> left = audio.samples; !left.empty();) {
    steps.clear();
    for (const float x : left.first(std::min(left.size(), kPieceSamples)))
      steps.push_back(pcm16(scale * x));
    const auto count = static_cast<sf_count_t>(steps.size());
    is_whole = is_whole && sf_write_short(writer, steps.data(), count) == count;
    left = left.subspan(steps.size());
  }
  CANTUS_REQUIRE(sf_close(writer) == 0 && is_whole, "libsndfile writes FLAC whole");
  return std::move(file.bytes);
}

}  // namespace cantus
