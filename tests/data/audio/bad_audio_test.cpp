// Files that are not what they seem; each is refused with a one-line error.

#include <gtest/gtest.h>
#include <sndfile.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <string>

#include "data/audio/mp3_frames.h"
#include "data/audio/read_audio.h"
#include "tests/data/support/scratch.h"
#include "tests/data/support/sound_files.h"
#include "tests/data/support/system_calls.h"
#include "tests/support/expect_error.h"

namespace cantus {
namespace {

constexpr int kWav = SF_FORMAT_WAV | SF_FORMAT_PCM_16;
constexpr int kMp3 = SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III;

void expect_refused(const std::filesystem::path& path, Exit code, const std::string& message) {
  expect_error(code, path.string() + ": " + message, [&] { read_audio(path); });
}

TEST(BadAudio, MissingFile) {
  const Scratch scratch;
  expect_refused(scratch / "absent.wav", Exit::kNoInput, "no such file; check the path");
  expect_refused(scratch / "no/such/folder.wav", Exit::kNoInput, "no such file");
}

TEST(BadAudio, EmptyFile) {
  const Scratch scratch;
  expect_refused(scratch.file("a.wav", ""), Exit::kBadData, "is empty");
  expect_refused(scratch.file("a.mp3", ""), Exit::kBadData, "is empty");
}

TEST(BadAudio, NoSamples) {
  const Scratch scratch;
  expect_refused(encode(scratch / "a.wav", kWav, 44100, 1, {}), Exit::kBadData,
                 "holds no samples (expected at least one)");
  expect_refused(encode(scratch / "a.aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_16, 44100, 1, {}),
                 Exit::kBadData, "holds no samples");
}

TEST(BadAudio, DirectoryFifoAndDevice) {
  const Scratch scratch;
  expect_refused(scratch.folder(), Exit::kBadData, "is a directory (expected a regular file)");
  const auto fifo = scratch / "fifo.wav";
  ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
  expect_refused(fifo, Exit::kBadData, "is a FIFO (expected a regular file)");
  expect_refused("/dev/zero", Exit::kBadData, "is a device (expected a regular file)");
}

TEST(BadAudio, SomethingElse) {
  const Scratch scratch;
  const std::string message = "is not an audio file that can be read";
  expect_refused(scratch.file("a.wav", "Just some words, though named as sound.\n"), Exit::kBadData,
                 message);
  expect_refused(scratch.file("b.mp3", std::string(5000, '\xff')), Exit::kBadData, message);
  expect_refused(scratch.file("c.ogg", "OggS" + std::string(60, 'x')), Exit::kBadData, message);
  expect_refused(scratch.file("d.wav", "R"), Exit::kBadData, message);
}

TEST(BadAudio, HeaderWithoutSound) {
  const Scratch scratch;
  expect_refused(scratch.file("a.flac", "fLaC" + std::string(100, '\0')), Exit::kBadData,
                 "FLAC cannot be decoded");
}

struct Case {
  const char* name;
  int format;
  int rate;
};

class TruncatedAudio : public ::testing::TestWithParam<Case> {};

TEST_P(TruncatedAudio, IsRefusedWhereverItIsCut) {
  const auto [name, format, rate] = GetParam();
  const Scratch scratch;
  const std::string whole =
      content_of(encode(scratch / name, format, rate, 2, tone(rate, 3.0, {1, 0.7f})));
  const std::size_t n = whole.size();
  ASSERT_NO_THROW(read_audio(scratch / name));
  for (const std::size_t kept : {n / 3, n / 2, n / 2 + 1, n * 9 / 10, n - n / 50, n - 1}) {
    SCOPED_TRACE(kept);
    expect_error(Exit::kBadData, name,
                 [&] { read_audio(scratch.file(name, whole.substr(0, kept))); });
  }
}

INSTANTIATE_TEST_SUITE_P(All, TruncatedAudio,
                         ::testing::Values(Case{"a.wav", kWav, 44100},
                                           Case{"b.wav", SF_FORMAT_RF64 | SF_FORMAT_PCM_16, 44100},
                                           Case{"a.aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_16, 44100},
                                           Case{"a.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 44100},
                                           Case{"a.ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS, 44100},
                                           Case{"a.opus", SF_FORMAT_OGG | SF_FORMAT_OPUS, 48000},
                                           Case{"a.mp3", kMp3, 44100}, Case{"b.mp3", kMp3, 16000}));

TEST(BadAudio, TruncationIsNamed) {
  const Scratch scratch;
  auto half = [&](const char* name, int format) {
    const std::string whole = content_of(encode(scratch / name, format, 44100, 1, tone(44100, 2)));
    return scratch.file(name, whole.substr(0, whole.size() / 2));
  };
  expect_refused(half("a.wav", kWav), Exit::kBadData,
                 "WAV is truncated, 88222 bytes (expected 176444 bytes by its header)");
  // The header of a long recording, not of a program that writes to a pipe.
  std::string cut = content_of(scratch / "a.wav");
  const auto state_length = [&](std::uint32_t bytes) {
    for (int i = 0; i < 4; ++i) cut[40 + i] = static_cast<char>(bytes >> 8 * i);
    for (int i = 0; i < 4; ++i) cut[4 + i] = static_cast<char>((bytes + 36) >> 8 * i);
    return scratch.file("long.wav", cut);
  };
  expect_refused(state_length(0x90000000U), Exit::kBadData, "WAV is truncated");
  for (const std::uint32_t unknown : {0x7ffff000U, 0x80000000U, 0xffffffffU})
    EXPECT_EQ(read_audio(state_length(unknown)).samples.size(), (cut.size() - 44) / 2) << unknown;
  expect_refused(half("a.ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS), Exit::kBadData,
                 "Ogg Vorbis is truncated");
  expect_refused(half("a.mp3", kMp3), Exit::kBadData, "MP3 is truncated");
  expect_error(Exit::kBadData, "a.flac: decod",
               [&] { read_audio(half("a.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16)); });
}

// Decoders skip such a page; if it is the last, they report only the length of what remains.
TEST(BadAudio, OggWithAPageThatDoesNotFitItsChecksum) {
  const Scratch scratch;
  for (const int codec : {SF_FORMAT_VORBIS, SF_FORMAT_OPUS}) {
    const auto file = encode(scratch / "a.ogg", SF_FORMAT_OGG | codec, 48000, 1, tone(48000, 20.0));
    const std::string whole = content_of(file);
    for (std::size_t page = 0; page != std::string::npos; page = whole.find("OggS", page + 4)) {
      std::string damaged = whole;
      const std::size_t end = std::min(whole.find("OggS", page + 4), whole.size());
      damaged[end - 1] = static_cast<char>(damaged[end - 1] ^ 1);
      expect_error(Exit::kBadData,
                   "a.ogg@" + std::to_string(page) + ": " +
                       (codec == SF_FORMAT_OPUS ? "Opus" : "Ogg Vorbis") +
                       " is damaged, the page here does not fit its checksum (expected whole",
                   [&] { read_audio(scratch.file("a.ogg", damaged)); });
    }
  }
}

// As in recordings of web radio; libsndfile would read the first stream and report nothing.
TEST(BadAudio, OggOfTwoStreamsOneBehindTheOther) {
  const Scratch scratch;
  for (const int codec : {SF_FORMAT_VORBIS, SF_FORMAT_OPUS}) {
    const auto file = scratch / "a.ogg";
    encode(file, SF_FORMAT_OGG | codec, 48000, 1, std::vector<float>(48000, 0.1f));
    EXPECT_NO_THROW(read_audio(file));
    const std::string once = content_of(file);
    const auto twice = scratch.file("b.ogg", once + once);
    expect_error(Exit::kBadData, "b.ogg@" + std::to_string(once.size()) + ": a second stream",
                 [&] { read_audio(twice); });
  }
}

// Nor does libsndfile report that it did not read the second of two FLAC files.
TEST(BadAudio, FlacOfTwoStreamsOneBehindTheOther) {
  const Scratch scratch;
  const auto once = content_of(
      encode(scratch / "a.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 44100, 1, tone(44100, 3.0)));
  for (const std::string& between : {std::string(), "TAG" + std::string(125, ' ')}) {
    const auto twice = scratch.file("b.flac", once + between + once);
    expect_error(Exit::kBadData,
                 "b.flac@" + std::to_string(once.size() + between.size()) + ": a second stream",
                 [&] { read_audio(twice); });
  }
  // "fLaC" alone begins no stream, and metadata may contain a FLAC file's header.
  EXPECT_EQ(read_audio(scratch.file("c.flac", once + "fLaC and more")).samples.size(), 132300u);
  std::string tagged = once;
  const std::string block = once.substr(0, 42);
  tagged.insert(42, std::string("\x02\0\0\x2a", 4) + block);  // an APPLICATION block
  EXPECT_EQ(read_audio(scratch.file("d.flac", tagged)).samples.size(), 132300u);
}

TEST(BadAudio, Mp3CutBetweenTwoFrames) {
  const Scratch scratch;
  const std::string whole =
      content_of(encode(scratch / "a.mp3", kMp3, 44100, 2, tone(44100, 3.0, {1, 1})));
  // The frames of a tone at a constant rate end 417 or 418 bytes apart: try every cut in one span.
  for (std::size_t cut = 0; cut < 420; ++cut) {
    const auto path = scratch.file("a.mp3", whole.substr(0, whole.size() / 2 + cut));
    expect_error(Exit::kBadData, "MP3 is truncated", [&] { read_audio(path); });
  }
}

// An MP3 file whose encoder left no count: the first frame, which holds it, is removed.
std::string mp3_without_count(const Scratch& scratch) {
  const std::string whole = content_of(encode(scratch / "a.mp3", kMp3, 44100, 1, tone(44100, 3.0)));
  return whole.substr(static_cast<std::size_t>(parse_mp3_header(whole)->num_bytes));
}

TEST(BadAudio, Mp3WithoutACountIsReadAndItsLastFrameChecked) {
  const Scratch scratch;
  const std::string whole = mp3_without_count(scratch);
  EXPECT_NEAR(read_audio(scratch.file("b.mp3", whole)).duration_s(), 3.0, 0.1);
  EXPECT_NEAR(read_audio(scratch.file("b.mp3", whole + "TAG" + std::string(125, ' '))).duration_s(),
              3.0, 0.1);
  const InputFile padded(scratch.file("b.mp3", whole + std::string(500, '\0')));
  EXPECT_EQ(count_mp3_samples(padded).num_lost_bytes, 0u);
  expect_refused(scratch.file("b.mp3", whole.substr(0, whole.size() - 1)), Exit::kBadData,
                 "MP3 is truncated, its last frame lacks 1 bytes (expected whole frames)");
  expect_refused(scratch.file("b.mp3", whole.substr(0, whole.size() / 2 + 100)), Exit::kBadData,
                 "MP3 is truncated, its last frame lacks ");
}

// A few bytes that are no frame, although they look like the beginning of one.
TEST(BadAudio, Mp3WithNoiseBetweenTwoFramesLosesNone) {
  const Scratch scratch;
  const std::string whole = content_of(encode(scratch / "a.mp3", kMp3, 44100, 1, tone(44100, 3.0)));
  const Mp3Count count = count_mp3_samples(InputFile(scratch / "a.mp3"));
  EXPECT_EQ(count.num_lost_bytes, 0u);
  std::size_t at = 0;
  for (int frame = 0; frame < 20; ++frame)
    at += static_cast<std::size_t>(parse_mp3_header(whole.substr(at, 4))->num_bytes);
  std::string noisy = whole;
  noisy.insert(at, "noise" + whole.substr(0, 4) + "noise");
  EXPECT_EQ(count_mp3_samples(InputFile(scratch.file("b.mp3", noisy))).num_samples,
            count.num_samples);
  std::vector<std::string> warnings;
  read_audio(scratch / "b.mp3", {.warn = [&](const auto& said) { warnings.push_back(said); }});
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_EQ(warnings[0].rfind("damaged MP3: 14 bytes are no frames, the first at 0.5 s (byte " +
                                  std::to_string(at) + "): sound may be missing there",
                              0),
            0u)
      << warnings[0];
}

// Bad disks and unfinished downloads leave zeros.
TEST(BadAudio, Mp3WithAHoleOfZerosIsHeardBehindIt) {
  const Scratch scratch;
  std::string mp3 = content_of(encode(scratch / "a.mp3", kMp3, 44100, 1, tone(44100, 3.0)));
  const std::uint64_t num_samples = count_mp3_samples(InputFile(scratch / "a.mp3")).num_samples;
  std::size_t hole = 0, end = 0;
  for (int frame = 0; frame < 20; ++frame) {
    hole = end;
    end += static_cast<std::size_t>(parse_mp3_header(mp3.substr(end, 4))->num_bytes);
  }
  std::fill(mp3.begin() + static_cast<std::ptrdiff_t>(hole),
            mp3.begin() + static_cast<std::ptrdiff_t>(end), '\0');
  // Without the encoder's count, which would reveal the missing frame.
  mp3.erase(0, static_cast<std::size_t>(parse_mp3_header(mp3)->num_bytes));
  const Mp3Count count = count_mp3_samples(InputFile(scratch.file("b.mp3", mp3)));
  EXPECT_EQ(count.num_lost_bytes, end - hole);
  EXPECT_EQ(count.num_samples, num_samples - 2 * 1152);
}

// Fraunhofer's encoder stores its count in another place than LAME.
TEST(BadAudio, Mp3CutBetweenTwoFramesWithACountOfVbri) {
  const Scratch scratch;
  const std::string whole = mp3_without_count(scratch);
  const auto frame_bytes = static_cast<std::size_t>(parse_mp3_header(whole)->num_bytes);
  const std::uint64_t num_frames =
      count_mp3_samples(InputFile(scratch.file("b.mp3", whole))).num_samples / 1152;
  std::string first(frame_bytes, '\0');
  first.replace(0, 4, whole, 0, 4);
  first.replace(36, 4, "VBRI");
  first[52] = static_cast<char>((num_frames + 1) >> 8);
  first[53] = static_cast<char>(num_frames + 1);
  EXPECT_NO_THROW(count_mp3_samples(InputFile(scratch.file("b.mp3", first + whole))));
  const std::size_t second = static_cast<std::size_t>(parse_mp3_header(whole)->num_bytes);
  expect_error(Exit::kBadData,
               std::to_string(num_frames) + " frames (expected " + std::to_string(num_frames + 1) +
                   " frames by its header)",
               [&] {
                 const auto cut = scratch.file("b.mp3", first + whole.substr(second));
                 count_mp3_samples(InputFile(cut));
               });
}

// A FLAC file written to a pipe states no count by which to miss samples, and the decoder reports
// nothing about what follows the damage.
TEST(BadAudio, FlacOfNoStatedLengthCutOrDamaged) {
  const Scratch scratch;
  std::string flac = content_of(
      encode(scratch / "a.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 44100, 1, tone(44100, 2)));
  flac[21] = static_cast<char>(flac[21] & 0xf0);
  flac.replace(22, 4, 4, '\0');
  for (const std::size_t kept : {flac.size() / 2, flac.size() - 1})
    expect_refused(scratch.file("b.flac", flac.substr(0, kept)), Exit::kBadData,
                   "FLAC is truncated, no whole frame ends it (expected whole frames)");
  EXPECT_EQ(read_audio(scratch.file("b.flac", flac + "TAG" + std::string(125, ' '))).samples.size(),
            88200u);
  for (std::size_t i = flac.size() / 2; i < flac.size() / 2 + 200; ++i) flac[i] ^= 0x55;
  expect_error(Exit::kBadData, "frames (expected 88200 by its header); file is damaged",
               [&] { read_audio(scratch.file("b.flac", flac)); });
}

class UnreadableAudio : public ::testing::TestWithParam<Case> {};

TEST_P(UnreadableAudio, IsNotTakenForADamagedFile) {
  const auto [name, format, rate] = GetParam();
  const Scratch scratch;
  const auto path = encode(scratch / name, format, rate, 1, tone(rate, 1.0));
  int num_reads = 0;
  for (bool is_read = false; !is_read; ++num_reads) {
    const Fault fault(SystemCall::kRead, num_reads, EIO, true);
    try {
      read_audio(path);
      is_read = true;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), Exit::kIoError) << "read " << num_reads << ": " << error.what();
    }
    EXPECT_NE(fault.was_reached(), is_read);
  }
  EXPECT_GT(num_reads, 5);
}

INSTANTIATE_TEST_SUITE_P(All, UnreadableAudio,
                         ::testing::Values(Case{"a.wav", kWav, 44100},
                                           Case{"a.aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_16, 44100},
                                           Case{"a.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 44100},
                                           Case{"a.ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS, 44100},
                                           Case{"a.opus", SF_FORMAT_OGG | SF_FORMAT_OPUS, 48000},
                                           Case{"a.mp3", kMp3, 44100}));

// Each header might begin the last frame: this file once took half a minute.
TEST(BadAudio, FlacOfHeadersAloneIsRefusedAtOnce) {
  const Scratch scratch;
  const std::string whole = content_of(
      encode(scratch / "a.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 44100, 1, tone(44100, 2)));
  std::string flac = whole.substr(0, 42);  // only the first metadata block
  flac[4] = static_cast<char>(0x80);
  flac[21] = static_cast<char>(flac[21] & 0xf0);
  flac.replace(22, 4, 4, '\0');
  for (int i = 0; i < 32000; ++i) flac += std::string("\xff\xf8\xc9\x08\x00\x95", 6);
  const std::clock_t start = std::clock();
  expect_refused(scratch.file("b.flac", flac), Exit::kBadData, "FLAC is truncated");
  EXPECT_LT((std::clock() - start) / CLOCKS_PER_SEC, 5);
}

// Each "fLaC" might begin a second stream: the file was once read anew from each of them.
TEST(BadAudio, FlacOfManyNamesIsReadAtOnce) {
  const Scratch scratch;
  std::string flac = content_of(
      encode(scratch / "a.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 44100, 1, tone(44100, 1)));
  for (int i = 0; i < 5000000; ++i) flac += "fLaC";
  const auto path = scratch.file("b.flac", flac);
  const std::clock_t start = std::clock();
  EXPECT_EQ(read_audio(path).samples.size(), 44100u);
  EXPECT_LT((std::clock() - start) / CLOCKS_PER_SEC, 5);
}

}  // namespace
}  // namespace cantus
