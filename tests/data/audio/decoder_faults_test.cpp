#include <gtest/gtest.h>
#include <sndfile.h>

#include <cstdio>
#include <string>
#include <thread>
#include <vector>

#include "data/audio/captured_stderr.h"
#include "data/audio/mp3_frames.h"
#include "data/audio/read_audio.h"
#include "tests/data/support/scratch.h"
#include "tests/data/support/sound_files.h"

namespace cantus {
namespace {

// A file of three seconds whose frame `damaged` claims 511 big_values in the side
// information of its first granule (ISO/IEC 11172-3, 2.4.1.7: bits 30 to 38), where 288 is
// the maximum.
std::string mp3_with_a_bad_frame(const Scratch& scratch, int damaged) {
  const auto path = encode(scratch / "a.mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, 44100, 1,
                           tone(44100, 3.0));
  std::string mp3 = content_of(path);
  std::size_t at = 0;
  for (int frame = 0; frame < damaged; ++frame)
    at += static_cast<std::size_t>(parse_mp3_header(mp3.substr(at, 4))->num_bytes);
  constexpr std::size_t kHeaderBytes = 4;
  char* side = mp3.data() + at + kHeaderBytes;
  side[3] = static_cast<char>(side[3] | 0x03);
  side[4] = static_cast<char>(side[4] | 0xfe);
  return mp3;
}

// The decoder continues and reports this only on stderr, where nothing names the file.
TEST(DecoderFaults, AreToldOfTheFile) {
  const Scratch scratch;
  const auto path = scratch.file("b.mp3", mp3_with_a_bad_frame(scratch, 80));  // at 2.1 s
  std::vector<std::string> warnings;
  testing::internal::CaptureStderr();
  const Audio audio =
      read_audio(path, {.warn = [&](const auto& said) { warnings.push_back(said); }});
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  EXPECT_NEAR(audio.duration_s(), 3.0, 0.1);
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_EQ(warnings[0].rfind("damaged MP3: its decoder reports 2 errors, the first soon after 1 s "
                              "(big_values too large!): the sound may be wrong there",
                              0),
            0u)
      << warnings[0];
}

TEST(DecoderFaults, AreNoneInASoundFile) {
  const Scratch scratch;
  mp3_with_a_bad_frame(scratch, 1);
  read_audio(scratch / "a.mp3", {.warn = [](const auto& said) { ADD_FAILURE() << said; }});
}

TEST(CapturedStderr, TakesWhatThisThreadPrints) {
  testing::internal::CaptureStderr();
  std::string text;
  {
    const CapturedStderr captured(text);
    std::fprintf(stderr, "%s %d\n", "error:", 1);
    std::thread([] { std::fputs("of another thread\n", stderr); }).join();
  }
  std::fputs("afterwards\n", stderr);
  EXPECT_EQ(text, "error: 1\n");
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "of another thread\nafterwards\n");
}

TEST(CapturedStderr, TakesNoMoreThan64KiB) {
  std::string text;
  {
    const CapturedStderr captured(text);
    for (int i = 0; i < 100; ++i) std::fputs(std::string(1000, 'x').c_str(), stderr);
  }
  EXPECT_EQ(text.size(), 65000u);
}

}  // namespace
}  // namespace cantus
