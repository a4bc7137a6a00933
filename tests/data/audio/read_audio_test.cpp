#include "data/audio/read_audio.h"

#include <gtest/gtest.h>
#include <sndfile.h>

#include <cmath>
#include <string>

#include "data/audio/mp3_frames.h"
#include "data/audio/sound_facts.h"
#include "tests/data/support/scratch.h"
#include "tests/data/support/sound_files.h"
#include "tests/support/expect_error.h"

namespace cantus {
namespace {

constexpr int kWav16 = SF_FORMAT_WAV | SF_FORMAT_PCM_16;
constexpr int kWavFloat = SF_FORMAT_WAV | SF_FORMAT_FLOAT;
constexpr int kFlac = SF_FORMAT_FLAC | SF_FORMAT_PCM_16;

double rms(const std::vector<float>& samples) {
  double sum = 0;
  for (const float x : samples) sum += static_cast<double>(x) * x;
  return std::sqrt(sum / static_cast<double>(samples.size()));
}

struct Codec {
  const char* name;
  int format;
  int rate;
};

class ReadsCodec : public ::testing::TestWithParam<Codec> {};

TEST_P(ReadsCodec, WholeAndInTune) {
  const auto [name, format, rate] = GetParam();
  const Scratch scratch;
  const auto path = encode(scratch / name, format, rate, 2, tone(rate, 2.0, {1.0f, 0.5f}));
  const Audio audio = read_audio(path);
  EXPECT_EQ(audio.sample_rate, rate);
  EXPECT_NEAR(audio.duration_s(), 2.0, 0.06);
  EXPECT_NEAR(rms(audio.samples), 0.75 * 0.5 / std::sqrt(2.0), 0.01);
}

INSTANTIATE_TEST_SUITE_P(
    All, ReadsCodec,
    ::testing::Values(Codec{"pcm16.wav", kWav16, 44100}, Codec{"float.wav", kWavFloat, 22050},
                      Codec{"a.flac", kFlac, 44100},
                      Codec{"long.wav", SF_FORMAT_RF64 | SF_FORMAT_PCM_16, 44100},
                      Codec{"a.aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_24, 32000},
                      Codec{"a.ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS, 44100},
                      Codec{"a.opus", SF_FORMAT_OGG | SF_FORMAT_OPUS, 48000},
                      Codec{"a.mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, 44100},
                      Codec{"low.mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, 16000}));

// As if written to a pipe: the 36 bits of the header's sample count are 0, unknown.
std::string without_count(std::string flac) {
  flac[21] = static_cast<char>(flac[21] & 0xf0);
  return flac.replace(22, 4, 4, '\0');
}

TEST(ReadAudio, ReadsAFlacThatWasWrittenToAPipe) {
  const Scratch scratch;
  const auto path = encode(scratch / "a.flac", kFlac, 44100, 1, tone(44100, 2.0));
  scratch.file("b.flac", without_count(content_of(path)));
  EXPECT_EQ(read_audio(scratch / "b.flac").samples, read_audio(path).samples);
  EXPECT_EQ(read_sound_facts(scratch / "b.flac").value().duration_s, std::nullopt);
}

// libsndfile then does not know the length and reports the largest.
TEST(ReadAudio, ReadsOggBeforeATagOfMp3) {
  const Scratch scratch;
  for (const int codec : {SF_FORMAT_VORBIS, SF_FORMAT_OPUS}) {
    const auto path = encode(scratch / "a.ogg", SF_FORMAT_OGG | codec, 48000, 1, tone(48000, 2.0));
    const auto tagged =
        scratch.file("b.ogg", content_of(path) + "TAG" + std::string(124, ' ') + '\xff');
    EXPECT_EQ(read_audio(tagged).samples.size(), read_audio(path).samples.size());
  }
}

TEST(ReadAudio, ReadsAFlacBehindTagsOfMp3) {
  const Scratch scratch;
  const auto path = encode(scratch / "a.flac", kFlac, 44100, 1, tone(44100, 2.0));
  // A tag of 76,800 bytes, as with a cover picture.
  const std::string tag = std::string("ID3\3\0\0\0\4\x58\0", 10) + std::string(76800, '\0');
  scratch.file("b.flac", tag + content_of(path));
  EXPECT_EQ(read_audio(scratch / "b.flac").samples, read_audio(path).samples);
  EXPECT_EQ(read_sound_facts(scratch / "b.flac").value().duration_s, 2.0);
  scratch.file("c.flac", tag + without_count(content_of(path)));
  EXPECT_EQ(read_audio(scratch / "c.flac").samples, read_audio(path).samples);
}

// The facts must not need the whole file: a folder may hold ten thousand songs.
TEST(SoundFacts, OfMp3AreThoseOfItsFirstFrame) {
  const Scratch scratch;
  constexpr int kMp3 = SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III;
  const auto path = encode(scratch / "a.mp3", kMp3, 44100, 2, tone(44100, 2.0, {1, 1}));
  const std::string counted = content_of(path);
  const auto facts_of = [&](const std::string& bytes) {
    return read_sound_facts(scratch.file("b.mp3", bytes)).value();
  };
  EXPECT_EQ(facts_of(counted).num_channels, 2);
  EXPECT_EQ(facts_of(counted).coding, "MPEG Layer III");
  EXPECT_NEAR(facts_of(counted).duration_s.value(), 2.0, 0.06);
  const std::string half = counted.substr(0, counted.size() / 2);
  EXPECT_EQ(facts_of(half).duration_s, facts_of(counted).duration_s);
  // Without the frame that holds the encoder's count, all are assumed to be as long as the first.
  const auto first = parse_mp3_header(counted).value();
  const std::string frames = counted.substr(static_cast<std::size_t>(first.num_bytes));
  const auto header = parse_mp3_header(frames).value();
  EXPECT_DOUBLE_EQ(facts_of(frames).duration_s.value(),
                   static_cast<double>(frames.size()) / header.num_bytes * 1152 / 44100);
}

// As recorders write it: a chunk of odd length, then a padding byte.
TEST(ReadAudio, PassesOverAChunkOfOddLengthBeforeTheSamples) {
  const Scratch scratch;
  const auto path = encode(scratch / "a.wav", kWav16, 8000, 1, tone(8000, 0.1));
  std::string wav = content_of(path);
  const std::string note("LIST\x05\0\0\0notes\0", 14);
  wav.insert(36, note);
  wav[4] = static_cast<char>(wav[4] + note.size());
  EXPECT_EQ(read_audio(scratch.file("b.wav", wav)).samples, read_audio(path).samples);
}

TEST(ReadAudio, MixesEightChannelsToTheirMean) {
  const Scratch scratch;
  const auto path = encode(scratch / "8.wav", kWavFloat, 8000, 8,
                           tone(8000, 0.1, {1.0f, 0.9f, 0.8f, 0.7f, 0.3f, 0.2f, 0.1f, 0.0f}));
  const Audio audio = read_audio(path);
  const auto expected = tone(8000, 0.1, {0.5f});
  ASSERT_EQ(audio.samples.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_NEAR(audio.samples[i], expected[i], 1e-6);
  }
}

TEST(ReadAudio, TakesOneChannelWhenAsked) {
  const Scratch scratch;
  const auto path = encode(scratch / "lr.wav", kWavFloat, 8000, 2, tone(8000, 0.1, {0.0f, 1.0f}));
  EXPECT_EQ(read_audio(path, {.channel = 0}).samples, std::vector<float>(800, 0.0f));
  EXPECT_EQ(read_audio(path, {.channel = 1}).samples, tone(8000, 0.1));
  expect_error(Exit::kBadData, "lr.wav: has no channel 2 (expected 0 to 1)",
               [&] { read_audio(path, {.channel = 2}); });
}

TEST(ReadAudio, AcceptsRatesFrom4To192KHz) {
  const Scratch scratch;
  for (const int rate : {4000, 192000}) {
    const auto path = encode(scratch / "r.wav", kWav16, rate, 1, tone(rate, 0.25));
    EXPECT_EQ(read_audio(path).sample_rate, rate);
    EXPECT_EQ(read_audio(path).samples.size(), static_cast<std::size_t>(rate / 4));
  }
}

TEST(ReadAudio, RefusesRatesAndChannelsOutOfRange) {
  const Scratch scratch;
  expect_error(Exit::kBadData, "slow.wav: sample rate 3999 Hz (expected 4000 to 384000)",
               [&] { read_audio(encode(scratch / "slow.wav", kWav16, 3999, 1, tone(3999, 0.1))); });
  expect_error(Exit::kBadData, "33.wav: 33 channels (expected 1 to 32)", [&] {
    read_audio(encode(scratch / "33.wav", kWav16, 8000, 33, std::vector<float>(330, 0.1f)));
  });
}

TEST(ReadAudio, RefusesSamplesThatAreNotFiniteOrAreHuge) {
  const Scratch scratch;
  auto samples = tone(8000, 0.1);
  for (const float bad : {NAN, INFINITY, -INFINITY}) {
    samples[77] = bad;
    expect_error(Exit::kBadData, "n.wav: sample 77 is not finite",
                 [&] { read_audio(encode(scratch / "n.wav", kWavFloat, 8000, 1, samples)); });
  }
  samples[77] = 0;
  samples[76] = NAN;
  expect_error(Exit::kBadData, "n.wav: sample 38 is not finite",
               [&] { read_audio(encode(scratch / "n.wav", kWavFloat, 8000, 2, samples)); });
  samples[76] = 0;
  samples[77] = 1e6f;
  expect_error(Exit::kBadData, "n.wav: sample 77 is 1000000",
               [&] { read_audio(encode(scratch / "n.wav", kWavFloat, 8000, 1, samples)); });
}

TEST(ReadAudio, RefusesCompressedSamplesInsideWav) {
  const Scratch scratch;
  expect_error(Exit::kBadData, "compressed samples inside WAV (expected PCM or float)", [&] {
    read_audio(
        encode(scratch / "u.wav", SF_FORMAT_WAV | SF_FORMAT_IMA_ADPCM, 8000, 1, tone(8000, 0.1)));
  });
}

}  // namespace
}  // namespace cantus
