// Formats that the ffmpeg program decodes: what it is asked for, and how files of its own encoders
// are read, whole and cut.

#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

#include "data/audio/audio_format.h"
#include "data/audio/read_audio.h"
#include "data/audio/sound_facts.h"
#include "data/audio/write_wav.h"
#include "data/files/list_files.h"
#include "data/files/process.h"
#include "tests/data/support/scratch.h"
#include "tests/data/support/sound_files.h"
#include "tests/data/support/stand_ins.h"
#include "tests/support/expect_error.h"
#include "tests/support/holds.h"

namespace cantus {
namespace {

struct Format {
  const char* file;
  std::vector<std::string> flags;  // for the encoder
  AudioFormat format;
  const char* demuxer;
  bool has_checksums = false;  // AAC, WMA and their containers have none
};

const std::vector<Format> kFormats = {
    {"a.mov", {"-c:a", "aac"}, AudioFormat::kMp4, "mov"},
    {"a.3gp", {"-c:a", "aac"}, AudioFormat::kMp4, "mov"},
    {"a.m4b", {"-c:a", "aac", "-f", "ipod"}, AudioFormat::kMp4, "mov"},
    {"a.mkv", {"-c:a", "flac"}, AudioFormat::kMatroska, "matroska"},
    {"a.mka", {"-c:a", "aac"}, AudioFormat::kMatroska, "matroska"},
    {"A B.WEBM", {"-c:a", "libopus", "-f", "webm"}, AudioFormat::kMatroska, "matroska"},
    {"ä.b.wma", {"-c:a", "wmav2"}, AudioFormat::kAsf, "asf"},
    {"a.aac", {"-c:a", "aac"}, AudioFormat::kAac, "aac"},
    {"a.ac3", {"-c:a", "ac3"}, AudioFormat::kAc3, "ac3", true},
    {"a.wv", {"-c:a", "wavpack"}, AudioFormat::kWavPack, "wv", true},
    {"a.oga", {"-c:a", "flac", "-f", "ogg"}, AudioFormat::kOggFlac, "ogg", true},
};

class FfmpegFormat : public ::testing::TestWithParam<Format> {
 protected:
  void SetUp() override {
    if (!find_program("ffmpeg")) GTEST_SKIP() << "needs ffmpeg";
    write_wav(scratch_ / "a.wav", {48000, tone(48000, 2.0)});
    std::vector<std::string> command{"ffmpeg", "-v", "error", "-i", (scratch_ / "a.wav").string()};
    command.insert(command.end(), GetParam().flags.begin(), GetParam().flags.end());
    command.push_back(path_.string());
    const auto made = run_process(command);
    ASSERT_EQ(made.exit_code, 0) << made.errors;
  }

  const Scratch scratch_;
  const std::filesystem::path path_ = scratch_ / GetParam().file;
};

TEST_P(FfmpegFormat, IsReadWhole) {
  EXPECT_EQ(sniff_audio_format(InputFile(path_)), GetParam().format);
  EXPECT_TRUE(has_extension(path_, sound_file_extensions()));
  EXPECT_FALSE(has_extension(path_, unread_sound_file_extensions()));
  const Audio audio = read_audio(path_);
  EXPECT_EQ(audio.sample_rate, 48000);
  EXPECT_NEAR(audio.duration_s(), 2.0, 0.1);
}

TEST_P(FfmpegFormat, SaysHowLongItIs) {
  if (!find_program("ffprobe")) GTEST_SKIP() << "needs ffprobe";
  const SoundFacts facts = probe_sound_facts(path_).value();
  EXPECT_EQ(facts.num_channels, 1);
  EXPECT_NE(facts.coding, "");
  EXPECT_NEAR(facts.duration_s.value(), 2.0, 0.1);
}

TEST_P(FfmpegFormat, IsOfNoKnownLengthWhereFfprobeSaysNothingOfUse) {
  const StandIns programs;
  const auto facts_where = [&](const std::string& script) {
    programs.put("ffprobe", script);
    return probe_sound_facts(path_);
  };
  const std::string known = "echo channels=2\necho codec_long_name=a=b\n";
  EXPECT_FALSE(facts_where("exit 1"));
  EXPECT_FALSE(facts_where(known + "echo duration=3\nexit 1"));
  EXPECT_FALSE(facts_where("echo duration=3")) << "no sound track";
  EXPECT_EQ(facts_where(known + "echo duration=3")->coding, "a=b");
  EXPECT_EQ(facts_where(known + "echo duration=3")->duration_s, 3.0);
  for (const char* odd : {"N/A", "-1", "1e18", "nan"})
    EXPECT_FALSE(facts_where(known + "echo duration=" + odd)->duration_s) << odd;
  const testing::EnvironmentVariable path("PATH", scratch_.folder().string());
  EXPECT_FALSE(probe_sound_facts(path_)) << "it is not there";
}

// A file of bare frames may end after any of them.
TEST_P(FfmpegFormat, IsRefusedWhereverItIsCut) {
  const std::string whole = content_of(path_);
  const std::size_t n = whole.size();
  std::vector<std::size_t> cuts{n / 3, n / 2, n / 2 + 1, n * 9 / 10, n - n / 50};
  const bool has_frames_alone =
      GetParam().format == AudioFormat::kAac || GetParam().format == AudioFormat::kAc3;
  if (has_frames_alone) cuts = {n - 1, n - 2};
  for (const std::size_t kept : cuts) {
    SCOPED_TRACE(kept);
    expect_error(Exit::kBadData, GetParam().file,
                 [&] { read_audio(scratch_.file(GetParam().file, whole.substr(0, kept))); });
  }
}

class FfmpegChecksums : public FfmpegFormat {};

TEST_P(FfmpegChecksums, TellOfDamage) {
  const std::string whole = content_of(path_);
  for (std::size_t part = 2; part <= 8; ++part) {
    SCOPED_TRACE(part);
    std::string damaged = whole;
    for (std::size_t i = 0; i < 20; ++i) {
      char& byte = damaged[whole.size() * part / 10 + i];
      byte = static_cast<char>(~byte);
    }
    expect_error(Exit::kBadData, GetParam().file,
                 [&] { read_audio(scratch_.file(GetParam().file, damaged)); });
  }
}

TEST_P(FfmpegFormat, IsAskedForByItsNameAlone) {
  const StandIns programs;
  const auto seen = scratch_ / "arguments";
  programs.put("ffmpeg", "printf '%s ' \"$@\" > " + seen.string() + "\ncat " +
                             (scratch_ / "a.wav").string() + " > /dev/stdout\n");
  EXPECT_EQ(read_audio(path_).samples.size(), 96000u);
  EXPECT_TRUE(holds(content_of(seen), std::string(" -f ") + GetParam().demuxer + " -i file:"));
}

TEST_P(FfmpegFormat, IsNamedWhereThereIsNoFfmpeg) {
  const testing::EnvironmentVariable path("PATH", scratch_.folder().string());
  expect_error(Exit::kUnavailable,
               to_string(GetParam().format) + " needs the ffmpeg program, which is not installed",
               [&] { read_audio(path_); });
}

std::string name_of(const ::testing::TestParamInfo<Format>& given) {
  return lower_extension(given.param.file).substr(1);
}

INSTANTIATE_TEST_SUITE_P(All, FfmpegFormat, ::testing::ValuesIn(kFormats), name_of);

std::vector<Format> formats_with_checksums() {
  std::vector<Format> formats;
  std::ranges::copy_if(kFormats, std::back_inserter(formats), &Format::has_checksums);
  return formats;
}

INSTANTIATE_TEST_SUITE_P(All, FfmpegChecksums, ::testing::ValuesIn(formats_with_checksums()),
                         name_of);

// Browsers record with the length of the segment left open.
TEST(FfmpegFormats, MatroskaOfNoStatedLengthIsNotTakenForCut) {
  const Scratch scratch;
  const StandIns programs;
  programs.put("ffmpeg", "exit 1");
  const std::string head =
      "\x1a\x45\xdf\xa3\x84"
      "webm"
      "\x18\x53\x80\x67";
  const std::string open = head + "\x01" + std::string(7, '\xff') + "clusters";
  expect_error(Exit::kBadData, "a.webm: ffmpeg cannot decode it",
               [&] { read_audio(scratch.file("a.webm", open)); });
  const std::string stated = head + "\x88" + "clusters";
  expect_error(Exit::kBadData, "a.webm: ffmpeg cannot decode it",
               [&] { read_audio(scratch.file("a.webm", stated)); });
  expect_error(Exit::kBadData,
               "a.webm: Matroska is truncated, the element at byte 9 reaches past its end",
               [&] { read_audio(scratch.file("a.webm", stated.substr(0, stated.size() - 1))); });
}

// Cut between two blocks, which ffmpeg accepts.
TEST(FfmpegFormats, WavPackCutBetweenTwoBlocks) {
  if (!find_program("ffmpeg")) GTEST_SKIP() << "needs ffmpeg";
  const Scratch scratch;
  write_wav(scratch / "a.wav", {48000, tone(48000, 2.0)});
  const auto made = run_process(
      {"ffmpeg", "-v", "error", "-i", (scratch / "a.wav").string(), (scratch / "a.wv").string()});
  ASSERT_EQ(made.exit_code, 0) << made.errors;
  const std::string whole = content_of(scratch / "a.wv");
  EXPECT_EQ(read_audio(scratch / "a.wv").samples.size(), 96000u);
  ASSERT_TRUE(holds(whole, "APETAGEX")) << "tags behind the blocks";
  const std::size_t last = whole.rfind("wvpk");
  ASSERT_GT(last, 0u);
  expect_error(Exit::kBadData, "samples (expected 96000 by its header)",
               [&] { read_audio(scratch.file("a.wv", whole.substr(0, last))); });
}

}  // namespace
}  // namespace cantus
