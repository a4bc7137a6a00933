// MP4 is decoded by the ffmpeg program: a stand-in on PATH shows how it is called.

#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "data/audio/read_audio.h"
#include "data/audio/write_wav.h"
#include "data/files/process.h"
#include "tests/data/support/scratch.h"
#include "tests/data/support/sound_files.h"
#include "tests/data/support/stand_ins.h"
#include "tests/support/expect_error.h"
#include "tests/support/holds.h"

namespace cantus {
namespace {

class Mp4 : public ::testing::Test {
 protected:
  // Replaces ffmpeg by this script.
  void stand_in(const std::string& script) { programs_.put("ffmpeg", script); }

  const StandIns programs_;
  const Scratch scratch_;
};

TEST_F(Mp4, IsReadThroughFfmpeg) {
  const Audio audio{22050, tone(22050, 0.2)};
  write_wav(scratch_ / "decoded.wav", audio, WavFormat::kFloat32);
  const auto seen = scratch_ / "arguments";
  stand_in("printf '%s ' \"$@\" > " + seen.string() + "\ncat " +
           (scratch_ / "decoded.wav").string() + " > /dev/stdout\n");
  const auto path = scratch_.file("-song.m4a", mp4_outline());
  EXPECT_EQ(read_audio(path).samples, audio.samples);
  const std::string arguments = content_of(seen);
  for (const char* part : {"-nostdin", "-xerror", "-protocol_whitelist file", "-f mov"}) {
    EXPECT_TRUE(holds(arguments, part));
  }
  EXPECT_TRUE(holds(arguments, "-i file:" + path.string()));
  EXPECT_TRUE(holds(arguments, "-map 0:a:0"));
  read_audio(path, {.track = 4});
  EXPECT_TRUE(holds(content_of(seen), "-map 0:a:4"));
}

TEST_F(Mp4, SaysWhatIsMissingWithoutFfmpeg) {
  const testing::EnvironmentVariable path("PATH", scratch_.folder().string());
  expect_error(Exit::kUnavailable,
               "a.m4a: MP4 needs the ffmpeg program, which is not installed; install ffmpeg, or "
               "convert the file",
               [&] { read_audio(scratch_.file("a.m4a", mp4_outline())); });
}

TEST_F(Mp4, PassesOnWhatFfmpegCannotDecode) {
  stand_in("echo 'moov atom not found' >&2\nexit 1");
  expect_error(Exit::kBadData, "a.m4a: ffmpeg cannot decode it, moov atom not found",
               [&] { read_audio(scratch_.file("a.m4a", mp4_outline())); });
  stand_in("exit 1");
  expect_error(Exit::kBadData, "a.m4a: ffmpeg cannot decode it, exit code 1",
               [&] { read_audio(scratch_.file("a.m4a", mp4_outline())); });
}

TEST_F(Mp4, IsNotBlamedForWhatEndsFfmpegOrFailsItsReads) {
  const auto path = scratch_.file("a.m4a", mp4_outline());
  stand_in("kill -KILL $$");
  expect_error(Exit::kUnavailable,
               "a.m4a: ffmpeg was ended by signal 9; run the same command again",
               [&] { read_audio(path); });
  stand_in("echo 'file:a.m4a: Input/output error' >&2\nexit 1");
  expect_error(Exit::kIoError, "a.m4a: read failed, file:a.m4a: Input/output error",
               [&] { read_audio(path); });
}

// A job queue limits memory and open files, for child processes as well.
TEST_F(Mp4, IsNotBlamedWhereFfmpegHasNoRoom) {
  const auto path = scratch_.file("a.m4a", mp4_outline());
  stand_in("echo 'ffmpeg: error while loading shared libraries: liba.so.3: ...' >&2\nexit 127");
  expect_error(Exit::kUnavailable, "a.m4a: ffmpeg cannot run, ffmpeg: error while loading shared",
               [&] { read_audio(path); });
  stand_in("echo '[aac @ 0x55eaf20d02c0] Cannot allocate memory' >&2\nexit 1");
  expect_error(Exit::kUnavailable, "a.m4a: ffmpeg cannot run, Cannot allocate memory; see",
               [&] { read_audio(path); });
}

// ffmpeg's messages contain an address that changes with every run.
TEST_F(Mp4, SaysTheSameOfOneFileEveryTime) {
  stand_in("echo \"[aac @ 0x$$] channel element 0.9 is not allocated\" >&2\nexit 1");
  expect_error(Exit::kBadData, "a.m4a: ffmpeg cannot decode it, channel element 0.9 is",
               [&] { read_audio(scratch_.file("a.m4a", mp4_outline())); });
}

TEST_F(Mp4, TellsOfNoLimitsWhereFfmpegCannotBeStarted) {
  programs_.put_file("ffmpeg",
                     "\x7f"
                     "ELF, or not");
  try {
    read_audio(scratch_.file("a.m4a", mp4_outline()));
    ADD_FAILURE() << "decoded by no program";
  } catch (const Error& error) {
    EXPECT_EQ(std::string(error.what()),
              "ffmpeg: cannot be started; check that it is a program of this machine");
  }
}

TEST_F(Mp4, IsNoLongerReadOnceAStopIsAskedFor) {
  stand_in("sleep 60");
  const auto start = std::chrono::steady_clock::now();
  expect_error(Exit::kTryAgain, "stopped on request", [&] {
    read_audio(scratch_.file("a.m4a", mp4_outline()), {.is_stopped = [] { return true; }});
  });
  const std::chrono::duration<double> waited = std::chrono::steady_clock::now() - start;
  EXPECT_LT(waited.count(), 20);
}

TEST_F(Mp4, SaysWhenFfmpegOverrunsItsLimits) {
  stand_in("exec truncate -s 5G /dev/stdout");
  expect_error(Exit::kUnavailable, "(expected half an hour's work and 4 GiB of samples",
               [&] { read_audio(scratch_.file("a.m4a", mp4_outline())); });
}

TEST_F(Mp4, IsRefusedWhenTruncated) {
  const std::string whole = mp4_outline();
  for (const std::size_t kept : {std::size_t{25}, whole.size() / 2, whole.size() - 1}) {
    expect_error(Exit::kBadData, "MP4 is truncated",
                 [&] { read_audio(scratch_.file("a.mp4", whole.substr(0, kept))); });
  }
  expect_error(Exit::kBadData, "its index is missing (expected moov box)",
               [&] { read_audio(scratch_.file("a.mp4", whole.substr(0, 20))); });
}

// Boxes over 4 GiB state their length in 64 bits, and the last box may leave its length open.
TEST_F(Mp4, KnowsTheOtherTwoWaysToGiveALength) {
  stand_in("exit 1");
  const std::string head = mp4_box("ftyp", "M4A 0000isom") + mp4_box("moov", "index");
  const std::string wide = head + std::string("\0\0\0\1mdat\0\0\0\0\0\0\0\x1a", 16) + "0123456789";
  const std::string open = head + std::string("\0\0\0\0mdat", 8) + "0123456789";
  for (const std::string& whole : {wide, open})
    expect_error(Exit::kBadData, "ffmpeg cannot decode it",
                 [&] { read_audio(scratch_.file("a.mp4", whole)); });
  expect_error(Exit::kBadData, "MP4 is truncated",
               [&] { read_audio(scratch_.file("a.mp4", wide.substr(0, wide.size() - 1))); });
}

TEST_F(Mp4, OfARealEncoderIsReadWhereThereIsOne) {
  if (!find_program("ffmpeg")) GTEST_SKIP() << "needs ffmpeg";
  write_wav(scratch_ / "a.wav", {44100, tone(44100, 2.0)});
  const auto path = scratch_ / "a.m4a";
  const auto made = run_process(
      {"ffmpeg", "-v", "error", "-i", (scratch_ / "a.wav").string(), "-c:a", "aac", path.string()});
  ASSERT_EQ(made.exit_code, 0) << made.errors;
  const Audio audio = read_audio(path);
  EXPECT_EQ(audio.sample_rate, 44100);
  EXPECT_NEAR(audio.duration_s(), 2.0, 0.1);
  const std::string whole = content_of(path);
  expect_error(Exit::kBadData, "a.m4a: ", [&] {
    read_audio(scratch_.file("a.m4a", whole.substr(0, whole.size() / 2)));
  });
}

}  // namespace
}  // namespace cantus
