#include "data/audio/write_wav.h"

#include <gtest/gtest.h>
#include <sndfile.h>

#include <cmath>

#include "data/audio/read_audio.h"
#include "tests/data/support/scratch.h"
#include "tests/data/support/sound_files.h"
#include "tests/support/expect_error.h"

namespace cantus {
namespace {

TEST(WriteWav, Float32KeepsEveryBit) {
  const Scratch scratch;
  Audio audio{22050, tone(22050, 0.3)};
  audio.samples.push_back(1.5f);
  audio.samples.push_back(-1e-30f);
  write_wav(scratch / "a.wav", audio, WavFormat::kFloat32);
  const Audio back = read_audio(scratch / "a.wav");
  EXPECT_EQ(back.sample_rate, 22050);
  EXPECT_EQ(back.samples, audio.samples);
}

TEST(WriteWav, Pcm16RoundsAndClips) {
  const Scratch scratch;
  write_wav(scratch / "a.wav",
            {8000, {0.0f, 1.0f, -1.0f, 2.0f, -2.0f, 0.4f / 32768, 0.6f / 32768}});
  const std::vector<float> expected{0, 32767.0f / 32768, -1, 32767.0f / 32768, -1, 0, 1.0f / 32768};
  EXPECT_EQ(read_audio(scratch / "a.wav").samples, expected);
}

TEST(WriteWav, SoundsTheSameAsLibsndfilesFile) {
  const Scratch scratch;
  const Audio audio{44100, tone(44100, 0.5)};
  write_wav(scratch / "ours.wav", audio);
  encode(scratch / "theirs.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 44100, 1, audio.samples);
  const auto ours = read_audio(scratch / "ours.wav").samples;
  const auto theirs = read_audio(scratch / "theirs.wav").samples;
  ASSERT_EQ(ours.size(), theirs.size());
  for (std::size_t i = 0; i < ours.size(); ++i) ASSERT_NEAR(ours[i], theirs[i], 1.01f / 32768);
}

TEST(WriteWav, GivesTheSameBytesEachTime) {
  const Scratch scratch;
  const Audio audio{16000, tone(16000, 0.1)};
  write_wav(scratch / "a.wav", audio, WavFormat::kFloat32);
  write_wav(scratch / "b.wav", audio, WavFormat::kFloat32);
  EXPECT_EQ(content_of(scratch / "a.wav"), content_of(scratch / "b.wav"));
}

TEST(WriteWav, RefusesSamplesThatAreNotFinite) {
  const Scratch scratch;
  expect_error(Exit::kSoftware, "samples written are finite", [&] {
    write_wav(scratch / "a.wav", {8000, {0.0f, NAN}});
  });
  EXPECT_FALSE(std::filesystem::exists(scratch / "a.wav"));
}

TEST(WriteWav, NeedsItsFolder) {
  const Scratch scratch;
  expect_error(Exit::kCannotCreate, "there is no such folder", [&] {
    write_wav(scratch / "no/a.wav", {8000, {0.0f}});
  });
}

}  // namespace
}  // namespace cantus
