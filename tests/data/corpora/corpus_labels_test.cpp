#include "data/audio/write_wav.h"
#include "data/corpora/medleydb_labels.h"
#include "data/corpora/rwc_labels.h"
#include "data/corpora/stem_activity.h"
#include "tests/data/support/scratch.h"
#include "tests/data/support/tiny_corpora.h"
#include "tests/support/expect_error.h"

namespace cantus {
namespace {

TEST(RwcLabels, LastUntilTheNextState) {
  const Scratch scratch;
  const auto path = scratch.file("RM-P001.VOCA_INST.TXT",
                                 "0.000000000\tb\n10.29\tm:withm\n11.88\tg\n12\ts:sax\n26.4\te\n");
  const std::vector<Segment> expected{
      {0, 10.29, "nosing"}, {10.29, 12, "sing"}, {12, 26.4, "nosing"}};
  EXPECT_EQ(read_rwc_vocal_states(path, 27), expected);
}

TEST(RwcLabels, AreHeldToTheSound) {
  const Scratch scratch;
  const auto path = scratch.file("r.txt", "0\tb\n5\tm\n9\te\n");
  expect_error(Exit::kBadData, "r.txt:3: segment ends at 9.000000 s, more than 1 s after the end",
               [&] { read_rwc_vocal_states(path, 7); });
  expect_error(Exit::kBadData, "r.txt:2: \"5 m\" (expected time TAB state)",
               [&] { read_rwc_vocal_states(scratch.file("r.txt", "0\tb\n5 m\n"), 7); });
  expect_error(Exit::kBadData, "does not end",
               [&] { read_rwc_vocal_states(scratch.file("r.txt", "0\tb\n5\tm\n"), 7); });
  expect_error(Exit::kBadData, "r.txt:3: segment ends at 4.000000 s, before its start",
               [&] { read_rwc_vocal_states(scratch.file("r.txt", "0\tb\n5\tm\n4\te\n"), 7); });
}

TEST(MedleyMetadata, KnowsStemsAndNotTheirRawTracks) {
  const Scratch scratch;
  const auto path =
      scratch.file("M.yaml",
                   "album: ''\nartist: 'Hop Along'\nstems:\n  S01:\n"
                   "    component: ''\n    instrument: drum set\n    raw:\n      R01:\n"
                   "        instrument: male singer\n  S02:\n    instrument:\n"
                   "    - female singer\n    - choir\ntitle: Sister Cities\n");
  const MedleyMetadata metadata = read_medley_metadata(path);
  EXPECT_EQ(metadata.artist, "Hop Along");
  EXPECT_EQ(metadata.title, "Sister Cities");
  ASSERT_EQ(metadata.stems.size(), 2u);
  EXPECT_EQ(metadata.stems[0].instruments, std::set<std::string>{"drum set"});
  EXPECT_EQ(metadata.stems[1].id, "S02");
  EXPECT_EQ(metadata.stems[1].instruments, (std::set<std::string>{"choir", "female singer"}));
  expect_error(Exit::kBadData, "lacks artist, title or stems",
               [&] { read_medley_metadata(scratch.file("M.yaml", "artist: A\ntitle: B\n")); });
}

TEST(MedleyActivations, CountWhereAnyStemIsSure) {
  const Scratch scratch;
  const auto path = scratch.file("A.lab",
                                 "time,S01,S02,S03\n0.0000,0.9,0.1,0.1\n0.0464,0.9,0.5,0.1\n"
                                 "0.0929,0.9,0.1,0.7\n0.1393,0.9,0.1,0.1\n");
  const auto segments = read_medley_activations(path, {"S02", "S03"}, 1);
  ASSERT_EQ(segments.size(), 3u);
  EXPECT_EQ(segments[1], (Segment{0.0464, 0.1393, "sing"}));
  expect_error(Exit::kBadData, "after the end of the sound",
               [&] { read_medley_activations(path, {"S02"}, 0.01); });
  expect_error(Exit::kBadData, "A.lab:1: no column S04",
               [&] { read_medley_activations(path, {"S04"}, 1); });
  expect_error(Exit::kBadData, "A.lab:3: time does not rise", [&] {
    read_medley_activations(scratch.file("A.lab", "time,S01\n0.1,1\n0.1,0\n"), {"S01"}, 1);
  });
}

TEST(MedleySources, AreUnited) {
  const Scratch scratch;
  const auto path = scratch.file("S.lab",
                                 "start_time,end_time,instrument_label\n0,9,piano\n"
                                 "4,6,male rapper\n1,2,choir\n5,7,choir\n5.5,6,choir\n");
  const std::vector<Segment> expected{{1, 2, "sing"}, {4, 7, "sing"}};
  EXPECT_EQ(read_medley_sources(path, {"choir", "male rapper"}, 9), expected);
  expect_error(Exit::kBadData, "S.lab:5: segment ends at 7.000000 s, more than 1 s after",
               [&] { read_medley_sources(path, {"choir"}, 5.5); });
}

class Stems : public ::testing::Test {
 protected:
  // 4 s: loud from 1 s to 2 s, with a pause of `pause_s` in the middle; `floor_level` elsewhere.
  std::filesystem::path stem(double pause_s, float floor_level) const {
    Audio audio{8000, std::vector<float>(32000)};
    for (std::size_t n = 0; n < audio.samples.size(); ++n) {
      const double t = static_cast<double>(n) / 8000;
      const bool is_loud = t >= 1 && t < 2 && std::abs(t - 1.5) >= pause_s / 2;
      audio.samples[n] = (n % 2 == 0 ? 1.0f : -1.0f) * (is_loud ? 0.5f : floor_level);
    }
    write_wav(scratch_ / "v.wav", audio, WavFormat::kFloat32);
    return scratch_ / "v.wav";
  }
  const Scratch scratch_;
};

TEST_F(Stems, SingWhereTheyAreWithinTheThresholdOfTheirPeak) {
  const std::vector<Segment> one{{1, 2, "sing"}};
  EXPECT_EQ(singing_in_stem(stem(0, 0.5f * 0.0031f), 0, 4, {}), one);  // 50.2 dB below
  EXPECT_EQ(singing_in_stem(stem(0, 0.5f * 0.0033f), 0, 4, {}),        // 49.6 dB below
            (std::vector<Segment>{{0, 4, "sing"}}));
}

TEST_F(Stems, SingThroughPausesShorterThanTheClosing) {
  EXPECT_EQ(singing_in_stem(stem(0.28, 0), 0, 4, {}).size(), 1u);
  EXPECT_EQ(singing_in_stem(stem(0.32, 0), 0, 4, {}).size(), 2u);
}

TEST_F(Stems, TakeAnAbsoluteThresholdInPlaceOfTheRelative) {
  StemActivity activity;
  activity.absolute_rms = 1e-4;
  EXPECT_EQ(singing_in_stem(stem(0, 1.1e-4f), 0, 4, activity)[0].start_s, 0);
  EXPECT_EQ(singing_in_stem(stem(0, 0.9e-4f), 0, 4, activity)[0].start_s, 1);
}

TEST_F(Stems, OfAnotherLengthThanTheirMixAreRefused) {
  expect_error(Exit::kBadData, "the vocals last 4.000000 s (expected 6.000000 s as their mix)",
               [&] { singing_in_stem(stem(0, 0), 0, 6, {}); });
}

}  // namespace
}  // namespace cantus
