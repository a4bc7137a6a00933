// A plain folder whose labels lie elsewhere, and songs without labels.

#include <gtest/gtest.h>

#include "data/audio/write_wav.h"
#include "data/manifest/corpus_manifest.h"
#include "tests/apps/support/run_cantus.h"
#include "tests/data/support/scratch.h"
#include "tests/support/holds.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

class DataFolder : public ::testing::Test {
 protected:
  // Every song has its own sound: two songs with the same sound may not lie in two splits.
  void put_song(const std::string& name) {
    fs::create_directories((scratch_ / name).parent_path());
    level_ += 0.01f;
    write_wav(scratch_ / name, {16000, std::vector<float>(16000, level_)});
  }
  void put_labels(const std::string& name, const std::string& text = "0 0.5 nosing\n0.5 1 sing\n") {
    fs::create_directories((scratch_ / name).parent_path());
    scratch_.file(name, text);
  }
  ProcessResult manifest(const Arguments& more) const {
    return run_cantus(Arguments{"data", "manifest", "folder", (scratch_ / "music").string(), "-o",
                                out_.string(), "--force"} +
                      more);
  }
  std::string at(const char* name) const { return (scratch_ / name).string(); }

  // The rows' labels by path; requires that all files exist.
  std::map<std::string, std::string> rows() const {
    std::map<std::string, std::string> rows;
    for (const CorpusSong& song : read_corpus_manifest(out_ / "manifest.tsv")) {
      EXPECT_TRUE(fs::exists(song.path)) << song.path;
      EXPECT_TRUE(song.labels.empty() || fs::exists(song.labels)) << song.labels;
      EXPECT_TRUE(rows.emplace(song.name, song.labels_name).second) << song.name;
    }
    return rows;
  }
  void expect_refused(const Arguments& flags, int code, const std::string& said) {
    const auto result = manifest(flags);
    EXPECT_TRUE(ended(result, code, said));
    EXPECT_FALSE(fs::exists(out_ / "manifest.tsv"));
  }

  const Scratch scratch_;
  const fs::path out_ = scratch_ / "out";

 private:
  float level_ = 0;
};

TEST_F(DataFolder, TakesLabelsOfAMirroredFolder) {
  put_song("music/a/s p.v2.wav");
  put_song("music/\xc3\xbc.WAV");
  put_labels("labels/a/s p.v2.LAB");
  put_labels("labels/\xc3\xbc.WAV.txt", "0\t1\tsing\n");
  const auto result = manifest({"--labels", at("labels")});
  EXPECT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_EQ(rows(), (std::map<std::string, std::string>{
                        {"sound/a/s p.v2.wav", "labels/a/s p.v2.LAB"},
                        {"sound/\xc3\xbc.WAV", "labels/\xc3\xbc.WAV.txt"}}));
  EXPECT_TRUE(fs::equivalent(out_ / "labels", scratch_ / "labels"));
}

// Labels deeper in the folder may come from another annotator or belong to a karaoke version.
TEST_F(DataFolder, TakesLabelsBesideTheSongsOrOfTheFolderThatIsNamed) {
  put_song("music/x.wav");
  put_song("music/karaoke/x.wav");
  put_labels("music/one/x.lab");
  put_labels("music/two/x.lab");
  put_labels("music/karaoke/x.lab", "0 1 nosing\n");
  const auto karaoke = at("music/karaoke");
  const auto result = manifest({"--labels", at("music/one"), "--no-voice", karaoke});
  EXPECT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_EQ(rows().at("sound/x.wav"), "sound/one/x.lab");
  fs::remove(out_ / "manifest.tsv");
  for (const char* folder : {"music/one", "music/two"}) fs::remove_all(scratch_ / folder);
  expect_refused({"--no-voice", karaoke}, 66, at("music/x.lab"));
  expect_refused({"--labels", at("music/./"), "--no-voice", karaoke}, 66, "music/./x.lab");
}

TEST_F(DataFolder, TakesLabelsOfAFlatFolderWhereNamesAreOneSongs) {
  put_song("music/a/one.wav");
  put_song("music/b/two.wav");
  put_labels("music/labels/one.lab");
  put_labels("music/labels/two.wav.lab");
  const auto result = manifest({"--labels", at("music/labels")});
  EXPECT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_EQ(rows(),
            (std::map<std::string, std::string>{{"sound/a/one.wav", "sound/labels/one.lab"},
                                                {"sound/b/two.wav", "sound/labels/two.wav.lab"}}));
  EXPECT_FALSE(fs::exists(out_ / "labels"));
  fs::remove_all(out_);
  put_song("music/b/one.wav");
  expect_refused({"--labels", at("music/labels")}, 65,
                 "labels/one.lab: labels of both a/one.wav and b/one.wav");
}

TEST_F(DataFolder, WarnsOfLabelsBesideTheSongThatItDoesNotRead) {
  put_song("music/one.wav");
  put_labels("music/one.lab");
  put_labels("labels/one.lab");
  const auto result = manifest({"--labels", at("labels")});
  EXPECT_TRUE(holds(result.errors,
                    at("music/one.lab") + ": not read, as " + at("labels/one.lab") + " is\n"));
  EXPECT_EQ(rows(), (std::map<std::string, std::string>{{"sound/one.wav", "labels/one.lab"}}));
}

TEST_F(DataFolder, NamesTheLabelsThatAreMissing) {
  put_song("music/a/one.wav");
  put_labels("music/a/one.lab");
  fs::create_directory(scratch_ / "labels");
  expect_refused({"--labels", at("labels")}, 66, at("labels/one.lab") + ": no such file");
  fs::create_directory(scratch_ / "labels/a");
  expect_refused({"--labels", at("labels")}, 66, at("labels/a/one.lab") + ": no such file");
  expect_refused({"--labels", at("nowhere")}, 66, at("nowhere"));
}

TEST_F(DataFolder, GivesSongsWithoutVoiceNoLabels) {
  put_song("music/one.wav");
  put_labels("music/one.lab");
  put_song("music/karaoke/one.wav");
  put_song("music/karaoke/deep/two.wav");
  put_labels("music/karaoke/deep/two.lab", "0 1 nosing\n");
  put_song("silent/one.wav");
  put_song("more/one.wav");
  const auto result = manifest({"--no-voice", at("music/karaoke/") + "," + at("silent"),
                                "--no-voice", at("more"), "--no-voice", at("music/karaoke/deep")});
  EXPECT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_EQ(rows(), (std::map<std::string, std::string>{{"sound/one.wav", "sound/one.lab"},
                                                        {"sound/karaoke/one.wav", ""},
                                                        {"sound/karaoke/deep/two.wav", ""},
                                                        {"no_voice_2/one.wav", ""},
                                                        {"no_voice_3/one.wav", ""}}));
  EXPECT_EQ(manifest({}).exit_code, 66) << "without voice and labels, and nobody says so";
}

TEST_F(DataFolder, KeepsASongAndItsKaraokeInOneSplit) {
  const std::vector<std::string> names{"a", "b", "c", "d", "e", "f"};
  for (const std::string& name : names) {
    put_song("music/" + name + ".wav");
    put_labels("music/" + name + ".lab");
    put_song("music/karaoke/" + name + ".wav");
    put_song("silent/" + name + ".ogg.wav");
  }
  put_song("silent/other.wav");
  ASSERT_EQ(manifest({"--no-voice", at("silent") + "," + at("music/karaoke")}).exit_code, 0);
  std::map<std::string, std::vector<CorpusSong>> songs;
  for (const CorpusSong& song : read_corpus_manifest(out_ / "manifest.tsv"))
    songs[song.path.stem()].push_back(song);
  for (const std::string& name : names) {
    ASSERT_EQ(songs[name].size(), 2u);
    EXPECT_EQ(songs[name][0].split, songs[name][1].split) << name;
    for (const CorpusSong& song : songs[name]) EXPECT_EQ(song.facts.at("song"), name);
    EXPECT_EQ(songs[name + ".ogg"][0].facts.at("song"), "") << "of another name";
  }
  EXPECT_EQ(songs["other"][0].facts.at("song"), "");
}

// However the splits are drawn, --splits or a folder's name must not part karaoke from its song.
TEST_F(DataFolder, GivesKaraokeTheSplitThatItsSongHas) {
  std::string splits;
  for (const std::string name : {"a", "b", "c", "d", "e", "f"}) {
    const std::string song = (name < "d" ? "" : "valid/") + name;
    put_song("music/" + song + ".wav");
    put_labels("music/" + song + ".lab");
    put_song("karaoke/" + name + ".wav");
    if (name < "d") splits += song + ".wav\ttest\n";
  }
  scratch_.file("splits.tsv", splits);
  const auto result = manifest({"--no-voice", at("karaoke"), "--splits", at("splits.tsv")});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_FALSE(holds(result.errors, "splits are drawn"));
  for (const CorpusSong& song : read_corpus_manifest(out_ / "manifest.tsv"))
    EXPECT_EQ(song.split, song.path.stem() < "d" ? Split::kTest : Split::kValid) << song.name;
}

TEST_F(DataFolder, CountsTheKaraokeThatIsASongs) {
  put_song("music/one.wav");
  put_labels("music/one.lab");
  put_song("karaoke/one.wav");
  const Arguments silent{"--no-voice", at("karaoke")};
  const std::string counted = " songs without voice are paired with the song of their name";
  EXPECT_TRUE(holds(manifest(silent).errors, "1 of 1" + counted + "\n"));
  put_song("karaoke/two (karaoke).wav");
  const std::string alone = "; " + at("karaoke/two (karaoke).wav");
  EXPECT_TRUE(holds(manifest(silent).errors, "1 of 2" + counted + alone + " is not\n"));
  put_song("karaoke/zero.wav");
  EXPECT_TRUE(holds(manifest(silent).errors, "1 of 3" + counted + alone + " and 1 more are not\n"));
  fs::remove_all(scratch_ / "karaoke");
  EXPECT_FALSE(holds(manifest({}).errors, "without voice"));
}

// Karaoke is another mix than the song and cannot be subtracted; `mix` uses it as music.
TEST_F(DataFolder, CallsSongsWithoutVoiceInstrumental) {
  put_song("music/one.wav");
  put_labels("music/one.lab");
  put_song("karaoke/one.wav");
  ASSERT_EQ(manifest({"--no-voice", at("karaoke")}).exit_code, 0);
  const auto songs = read_corpus_manifest(out_ / "manifest.tsv");
  ASSERT_EQ(songs.size(), 2u);
  EXPECT_EQ(kind_of(songs[0]), "song");
  EXPECT_EQ(kind_of(songs[1]), "instrumental");
}

TEST_F(DataFolder, WritesNoManifestWhereASongIsDamaged) {
  put_song("music/one.wav");
  put_labels("music/one.lab");
  ASSERT_EQ(manifest({}).exit_code, 0);
  fs::remove_all(out_);
  put_labels("music/two.lab");
  scratch_.file("music/two.wav", "no sound");
  const auto refused = manifest({});
  EXPECT_TRUE(ended(refused, 65, "error: " + at("music/two.wav")));
  EXPECT_TRUE(holds(refused.errors,
                    "warning: no manifest is written: repair these, or leave them out by --splits "
                    "(NAME TAB none)\n"));
  EXPECT_FALSE(fs::exists(out_));
  const auto splits = scratch_.file("splits.tsv", "two.wav\tnone\n").string();
  const auto result = manifest({"--splits", splits});
  EXPECT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_EQ(rows(), (std::map<std::string, std::string>{{"sound/one.wav", "sound/one.lab"}}));
}

TEST_F(DataFolder, PutsItsLinkInThePlaceOfAnEmptyFolderAlone) {
  put_song("music/one.wav");
  put_labels("music/one.lab");
  fs::create_directories(out_ / "sound");
  scratch_.file("out/sound/mine.txt", "mine");
  expect_refused({}, 73, at("out/sound") + ": is there and leads elsewhere");
  fs::remove(out_ / "sound/mine.txt");
  const auto result = manifest({});
  EXPECT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_TRUE(fs::is_symlink(out_ / "sound"));
  EXPECT_EQ(rows(), (std::map<std::string, std::string>{{"sound/one.wav", "sound/one.lab"}}));
}

// Tracks of different albums may have the same name.
TEST_F(DataFolder, KnowsASongAndItsKaraokeByTheirAlbum) {
  for (const std::string album : {"First Album", "second"}) {
    put_song("music/" + album + "/01.wav");
    put_labels("music/" + album + "/01.lab");
  }
  put_song("karaoke/first_album/01.wav");
  put_song("karaoke/Second/01.wav");
  put_song("karaoke/third/01.wav");
  ASSERT_EQ(manifest({"--no-voice", at("karaoke")}).exit_code, 0);
  std::map<std::string, std::string> songs;
  for (const CorpusSong& song : read_corpus_manifest(out_ / "manifest.tsv"))
    songs[song.name] = song.facts.at("song");
  EXPECT_EQ(songs,
            (std::map<std::string, std::string>{{"sound/First Album/01.wav", "First Album/01"},
                                                {"no_voice_1/first_album/01.wav", "First Album/01"},
                                                {"sound/second/01.wav", "second/01"},
                                                {"no_voice_1/Second/01.wav", "second/01"},
                                                {"no_voice_1/third/01.wav", ""}}));
}

// A song's flat labels do not belong to its karaoke version of the same name.
TEST_F(DataFolder, KeepsFlatLabelsFromSongsWithoutVoice) {
  put_song("music/train/one.wav");
  put_song("music/karaoke/one.wav");
  put_labels("labels/one.lab");
  const auto result = manifest({"--labels", at("labels"), "--no-voice", at("music/karaoke")});
  EXPECT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_EQ(rows(), (std::map<std::string, std::string>{{"sound/train/one.wav", "labels/one.lab"},
                                                        {"sound/karaoke/one.wav", ""}}));
}

// One song reached through two names of its folder is one row.
TEST_F(DataFolder, KnowsAFolderBehindALink) {
  put_song("music/karaoke/one.wav");
  fs::create_directory_symlink(scratch_ / "music", scratch_ / "link");
  const auto result = manifest({"--no-voice", at("link")});
  EXPECT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_EQ(rows(), (std::map<std::string, std::string>{{"sound/karaoke/one.wav", ""}}));
}

TEST_F(DataFolder, RefusesLabelsOfSongsThatHaveNoVoice) {
  put_song("music/karaoke/one.wav");
  const Arguments silent{"--no-voice", at("music/karaoke"), "--labels", at("labels")};
  put_labels("labels/karaoke/one.lab");
  expect_refused(silent, 65,
                 "labels/karaoke/one.lab: label \"sing\" of " + at("music/karaoke/one.wav") +
                     ", a song of --no-voice");
  fs::remove(scratch_ / "labels/karaoke/one.lab");
  put_labels("music/karaoke/one.lab");
  expect_refused(silent, 65, "music/karaoke/one.lab: label \"sing\" of ");
}

TEST_F(DataFolder, RefusesFoldersThatHoldNoSongsAndCorporaThatHaveNoChoice) {
  put_song("music/one.wav");
  put_labels("music/one.lab");
  fs::create_directory(scratch_ / "empty");
  expect_refused({"--no-voice", at("empty")}, 66, at("empty") + ": no sound files");
  expect_refused({"--no-voice", at("nowhere")}, 66, at("nowhere") + ": no such folder");
  for (const char* flag : {"--labels", "--no-voice"}) {
    const auto result = run_cantus({"data", "verify", "jamendo", at("music"), flag, at("empty")});
    EXPECT_TRUE(ended(result, 64, std::string(flag) + ": means nothing to jamendo"));
  }
}

}  // namespace
}  // namespace cantus
