#include "data/synth/instruments/soundfont_part.h"

#include <gtest/gtest.h>

#include "data/files/process.h"
#include "data/synth/corpus/fluidsynth.h"
#include "tests/data/support/scratch.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

// All percussion keys, as many have no loop; keys and velocities far apart.
std::string song() {
  std::vector<Part> parts{{0, 1, 0, false, {{0, .4, 48, .9}, {.3, .5, 72, .3}}},
                          {48, .8, 0, false, {{0, 1, 55, .6}}},
                          {65, .9, 30, false, {{.2, .7, 70, .7}}},
                          {kDrums, 1, 0, false, {}}};
  for (int key = 35; key <= 81; ++key) parts[3].notes.push_back({.02 * key, .1, key, .8});
  MidiTake first{{}, 0}, second{{&parts[2]}, 2.5};
  for (const Part& part : parts) first.parts.push_back(&part);
  Random random(1, 1);
  return midi_file({first, second}, 4, random);
}

std::string played(const std::string& soundfont, const std::string& input, const fs::path& scratch,
                   const fs::path& midi) {
  const fs::path wav = scratch / "song.wav";
  ProcessLimits limits;
  limits.output_bytes = 128u << 20;
  const ProcessResult result =
      run_process({"fluidsynth", "-n", "-i", "-q", "-o", "synth.dynamic-sample-loading=1", "-r",
                   "22050", "-F", wav.string(), soundfont, midi.string()},
                  limits, input);
  EXPECT_EQ(result.exit_code, 0) << result.errors;
  return content_of(wav);
}

TEST(NotesOf, FollowsPrograms) {
  const NotesOfPresets notes = notes_of(song());
  ASSERT_EQ(notes.size(), 4u);
  EXPECT_EQ(notes.at({0, 0}), (std::set<std::pair<int, int>>{{48, 114}, {72, 38}}));
  EXPECT_EQ(notes.at({0, 65}).size(), 1u);
  EXPECT_EQ(notes.at({128, 0}).size(), 47u);
}

TEST(SoundfontPart, PlaysTheSameBytesAsTheWhole) {
  const auto soundfonts = find_soundfonts();
  if (soundfonts.empty() || !find_program("fluidsynth"))
    GTEST_SKIP() << "fluidsynth or every soundfont is not installed";
  const Scratch scratch;
  const fs::path midi = scratch.file("song.mid", song());
  for (const fs::path& soundfont : soundfonts) {
    const auto part = soundfont_part(soundfont, notes_of(song()));
    ASSERT_TRUE(part) << soundfont;
    EXPECT_LT(part->size(), fs::file_size(soundfont) / 2);
    const std::string whole = played(soundfont.string(), "", scratch.folder(), midi);
    EXPECT_GT(whole.size(), 100000u);
    EXPECT_TRUE(played("/dev/stdin", *part, scratch.folder(), midi) == whole) << soundfont;
  }
}

// Whether a soundfont is valid is for the player to judge.
TEST(SoundfontPart, IsNothingForAFileThatIsCutOffOrLacksAPreset) {
  const auto soundfonts = find_soundfonts();
  if (soundfonts.empty()) GTEST_SKIP() << "no soundfont is installed";
  EXPECT_FALSE(soundfont_part(soundfonts[0], {{{77, 3}, {{60, 100}}}}));
  EXPECT_FALSE(soundfont_part(soundfonts[0], {}));
  const std::string whole = content_of(soundfonts[0]);
  const Scratch scratch;
  for (const std::size_t size : {1ul, 40ul, whole.size() / 2, whole.size() - 1}) {
    const fs::path cut = scratch.file("cut.sf2", whole.substr(0, size));
    EXPECT_FALSE(soundfont_part(cut, notes_of(song()))) << size;
  }
}

// Tables with arbitrary indices must not lead out of the file.
TEST(SoundfontPart, SurvivesDamage) {
  const auto soundfonts = find_soundfonts();
  if (soundfonts.empty()) GTEST_SKIP() << "no soundfont is installed";
  const std::string whole = content_of(soundfonts[0]);
  const std::size_t tables = whole.find("pdtaphdr");
  ASSERT_NE(tables, std::string::npos);
  const Scratch scratch;
  Random random(5, 5);
  for (int trial = 0; trial < 30; ++trial) {
    std::string damaged = whole;
    for (int k = 0; k < 400; ++k) {
      const auto past = static_cast<std::size_t>(random.below(int(whole.size() - tables)));
      damaged[tables + past] = static_cast<char>(random.below(256));
    }
    const auto part = soundfont_part(scratch.file("damaged.sf2", damaged), notes_of(song()));
    EXPECT_TRUE(!part || part->size() < 2 * whole.size());
  }
}

}  // namespace
}  // namespace cantus
