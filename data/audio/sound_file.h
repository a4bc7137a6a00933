#pragma once

#include <sndfile.h>

#include <cstdint>
#include <string>

namespace cantus {

// Parts of a file that its decoder could not decode and skipped.
struct DecoderFaults {
  std::int64_t count = 0;
  std::string first;           // the first fault, in the decoder's words
  sf_count_t first_frame = 0;  // the fault lies within a piece that begins here
};

// A file opened for reading by libsndfile. Only the sources of this folder use it.
class SoundFile {
 public:
  // Whether libsndfile sees where the file ends. kUnseen hides it: for an MP3 file without a frame
  // count, libsndfile would estimate the length from the first frames and silently stop there,
  // after a sixth of a file of variable bit rate.
  enum class End { kSeen, kUnseen };

  // The descriptor stays the caller's and outlives the object.
  SoundFile(int fd, End end);
  ~SoundFile();
  SoundFile(const SoundFile&) = delete;
  SoundFile& operator=(const SoundFile&) = delete;

  bool is_open() const { return handle_ != nullptr; }
  // The next frames, interleaved: at most `most`, fewer at the end and after a failure.
  sf_count_t read_frames(float* out, sf_count_t most);
  SNDFILE* handle() const { return handle_; }
  const SF_INFO& info() const { return info_; }
  // The errno of a failed read, which libsndfile takes for the end of the file; 0: no read failed.
  int read_failure() const { return read_failure_; }
  sf_count_t num_frames_read() const { return num_frames_read_; }
  // The faults in what was read so far.
  const DecoderFaults& faults() const { return faults_; }

 private:
  static sf_count_t file_size(void* self);
  static sf_count_t seek(sf_count_t offset, int whence, void* self);
  static sf_count_t read(void* out, sf_count_t count, void* self);
  static sf_count_t tell(void* self);

  void note_faults(const std::string& printed);

  int fd_;
  End end_;
  int read_failure_ = 0;
  DecoderFaults faults_;
  sf_count_t num_frames_read_ = 0;
  sf_count_t position_ = 0;
  SF_INFO info_{};
  SNDFILE* handle_ = nullptr;
};

}  // namespace cantus
