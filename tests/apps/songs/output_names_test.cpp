#include "apps/songs/output_names.h"

#include "data/audio/write_wav.h"
#include "tests/data/support/scratch.h"
#include "tests/support/expect_error.h"

namespace cantus {
namespace {

TEST(OutputNames, TakeBracesOfASongsOwnPathAsTheyStand) {
  Song song;
  song.path = "music/{file}/a {stem}{ext}.wav";
  song.folder = "{file}";
  const OutputNames names("out", "{dir}/{stem}-{stem}.{ext}");
  EXPECT_EQ(names.path_of(song, "lab"), "out/{file}/a {stem}{ext}-a {stem}{ext}.lab");
}

// Its stem is `..`, its extension `.wav`.
TEST(OutputNames, LeadOutOfTheFolderForNoSong) {
  Song song;
  song.path = "music/...wav";
  expect_error(Exit::kUsage,
               "music/...wav: would be written to \"../a.lab\" (expected a place below",
               [&] { OutputNames("out/in", "{stem}/a.{ext}").path_of(song, "lab"); });
  EXPECT_EQ(OutputNames("out", "{stem}.{ext}").path_of(song, "lab"), "out/...lab");
}

TEST(OutputNames, AreRefusedBeforeTheWorkWhereNoFileCanHaveThem) {
  Song song;
  song.path = std::string(250, 'a') + ".wav";
  OutputNames names("out", "{dir}/{stem}.{ext}");
  EXPECT_NO_THROW(names.claim(song, "lab"));
  expect_error(Exit::kCannotCreate, ".curve.csv: its name is too long (expected at most 255 bytes)",
               [&] { names.claim(song, "curve.csv"); });
}

// Otherwise the damage would appear only after the other song is renamed.
TEST(OutputNames, TellOfDamageBeforeTheOtherSongOfTheirName) {
  const Scratch scratch;
  for (const char* name : {"a.wav", "a.wave"})
    write_wav(scratch / name, {16000, std::vector<float>(1600)});
  OutputNames names("out", "{stem}.{ext}");
  names.claim({scratch / "a.wav", {}}, "lab");
  const Song second{scratch / "a.wave", {}};
  expect_error(Exit::kUsage, "a.wave: would be written to out/a.lab, as ",
               [&] { names.claim(second, "lab"); });
  std::filesystem::resize_file(second.path, 1000);
  expect_error(Exit::kBadData, "a.wave: ", [&] { names.claim(second, "lab"); });
}

TEST(OutputNames, AreOfASongOnceThoughALinkNamesItAgain) {
  const Scratch scratch;
  write_wav(scratch / "a.wav", {16000, std::vector<float>(1600)});
  std::filesystem::create_directory(scratch / "other");
  std::filesystem::create_symlink(scratch / "a.wav", scratch / "other/a.wav");
  OutputNames names("out", "{stem}.{ext}");
  names.claim({scratch / "a.wav", {}}, "lab");
  expect_error(Exit::kUsage, "other/a.wav: named twice (expected every song once)", [&] {
    names.claim({scratch / "other/a.wav", {}}, "lab");
  });
}

TEST(OutputNames, RefuseWhatNothingIsKnownOf) {
  for (const char* name : {"{stem}_{network}.{ext}", "{stem}.{ext}{"})
    expect_error(Exit::kUsage, "(expected {dir}, {stem}, {file} or {ext})",
                 [&] { OutputNames("out", name); });
}

}  // namespace
}  // namespace cantus
