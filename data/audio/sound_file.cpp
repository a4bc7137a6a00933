#include "data/audio/sound_file.h"

#include <sys/stat.h>

#include <cerrno>

#include "data/audio/captured_stderr.h"
#include "data/files/descriptor_io.h"
#include "data/files/parse_text.h"

namespace cantus {

SoundFile::SoundFile(int fd, End end) : fd_(fd), end_(end) {
  SF_VIRTUAL_IO stream{&SoundFile::file_size, &SoundFile::seek, &SoundFile::read, nullptr,
                       &SoundFile::tell};
  std::string printed;
  {
    const CapturedStderr captured(printed);
    handle_ = sf_open_virtual(&stream, SFM_READ, &info_, this);
  }
  note_faults(printed);
}

SoundFile::~SoundFile() {
  if (handle_ != nullptr) sf_close(handle_);
}

sf_count_t SoundFile::read_frames(float* out, sf_count_t most) {
  std::string printed;
  sf_count_t num_read = 0;
  {
    const CapturedStderr captured(printed);
    num_read = sf_readf_float(handle_, out, most);
  }
  note_faults(printed);
  num_frames_read_ += num_read;
  return num_read;
}

// libmpg123 reports an MP3 frame that it cannot decode only on stderr, without the file's name. Its
// notes on bytes between frames are ignored: count_mp3_samples finds those.
void SoundFile::note_faults(const std::string& printed) {
  constexpr std::string_view kMark = "error: ";
  for (const std::string_view line : split(printed, "\n")) {
    const std::size_t mark = line.find(kMark);
    if (mark == std::string_view::npos) continue;
    if (faults_.count++ > 0) continue;
    faults_.first = line.substr(mark + kMark.size());
    faults_.first_frame = num_frames_read_;
  }
}

sf_count_t SoundFile::file_size(void* self) {
  struct stat facts {};
  return ::fstat(static_cast<SoundFile*>(self)->fd_, &facts) == 0 ? facts.st_size : -1;
}

sf_count_t SoundFile::seek(sf_count_t offset, int whence, void* self) {
  auto& file = *static_cast<SoundFile*>(self);
  if (whence == SEEK_END && file.end_ == End::kUnseen) return -1;
  sf_count_t target = offset;
  if (whence == SEEK_CUR) target += file.position_;
  if (whence == SEEK_END) target += file_size(self);
  return target < 0 ? -1 : file.position_ = target;
}

sf_count_t SoundFile::read(void* out, sf_count_t count, void* self) {
  auto& file = *static_cast<SoundFile*>(self);
  const auto got = read_at(file.fd_, static_cast<std::uint64_t>(file.position_), out,
                           static_cast<std::size_t>(count));
  if (!got) file.read_failure_ = errno;
  const auto num_bytes = static_cast<sf_count_t>(got.value_or(0));
  file.position_ += num_bytes;
  return num_bytes;
}

sf_count_t SoundFile::tell(void* self) { return static_cast<SoundFile*>(self)->position_; }

}  // namespace cantus
