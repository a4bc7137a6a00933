#include <map>

#include "data/audio/write_wav.h"
#include "data/corpora/corpora.h"
#include "tests/data/support/sound_files.h"
#include "tests/data/support/stand_ins.h"
#include "tests/data/support/tiny_corpora.h"
#include "tests/support/expect_error.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

constexpr double kDuration_s = 3;

class Loaders : public ::testing::Test {
 protected:
  // The recordings that have this kind, by name.
  std::map<std::string, Recording> songs(std::vector<Recording> (*list)(const fs::path&,
                                                                        const CorpusChoices&),
                                         const std::string& kind = "song",
                                         const CorpusChoices& choices = {}) const {
    std::map<std::string, Recording> found;
    for (const Recording& recording : list(scratch_.folder(), choices)) {
      if (recording.kind != kind) continue;
      EXPECT_TRUE(found.emplace(recording.name, recording).second);
    }
    return found;
  }

  const Scratch scratch_;
};

// One segment of singing, to within `tolerance_s`.
void expect_singing(const Recording& recording, double start_s, double end_s, double tolerance_s) {
  ASSERT_TRUE(recording.derive_labels) << recording.name;
  auto segments = recording.derive_labels(kDuration_s);
  std::erase_if(segments, [](const Segment& segment) { return segment.label != "sing"; });
  ASSERT_EQ(segments.size(), 1u) << recording.name;
  EXPECT_NEAR(segments[0].start_s, start_s, tolerance_s) << recording.name;
  EXPECT_NEAR(segments[0].end_s, end_s, tolerance_s) << recording.name;
}

TEST_F(Loaders, FolderTakesLabelsBesideAndSplitsOnTheWay) {
  make_tiny_folder(scratch_.folder());
  const auto found = songs(list_folder);
  ASSERT_EQ(found.size(), 6u);
  EXPECT_EQ(found.at("valid/two.wav").split, Split::kValid);
  EXPECT_EQ(found.at("valid/two.wav").labels, scratch_ / "valid/two.lab");
}

TEST_F(Loaders, FolderTellsOfLabelsThatItDoesNotRead) {
  make_tiny_folder(scratch_.folder());
  scratch_.file("valid/two.csv", "start_s,end_s,label\n");
  const Recording two = songs(list_folder).at("valid/two.wav");
  EXPECT_EQ(two.labels, scratch_ / "valid/two.lab");
  EXPECT_EQ(two.unread, std::vector<std::filesystem::path>{scratch_ / "valid/two.csv"});
}

TEST_F(Loaders, FolderLeavesSplitsOpenWhereNoFolderNamesThem) {
  write_wav(scratch_ / "train.wav", tiny_song("a"));
  const auto found = songs(list_folder);
  EXPECT_FALSE(found.at("train.wav").split);
  EXPECT_EQ(found.at("train.wav").labels, scratch_ / "train.lab");
}

TEST_F(Loaders, JamendoGoesByItsLists) {
  make_tiny_jamendo(scratch_.folder());
  const auto found = songs(list_jamendo);
  ASSERT_EQ(found.size(), 3u);
  const std::string name =
      "01 - \xc3\x9c"
      "ber v1.0 - valid";
  const Recording& song = found.at(name + ".ogg");
  EXPECT_EQ(song.split, Split::kValid);
  EXPECT_EQ(song.sound, scratch_ / ("audio/" + name + ".ogg"));
  EXPECT_EQ(song.labels, scratch_ / ("labels/" + name + ".lab"));
}

TEST_F(Loaders, JamendoRefusesASongInTwoLists) {
  make_tiny_jamendo(scratch_.folder());
  scratch_.file("filelists/test", "x.ogg\n" + content_of(scratch_ / "filelists/train"));
  expect_error(Exit::kBadData, "filelists/test:2: song \"01 - ",
               [&] { list_jamendo(scratch_.folder(), {}); });
  expect_error(Exit::kBadData, "stands in list train already (expected every song in one split)",
               [&] { list_jamendo(scratch_.folder(), {}); });
}

TEST_F(Loaders, JamendoRefusesASongWhoseNameOpensAsAComment) {
  make_tiny_jamendo(scratch_.folder());
  scratch_.file("audio/#1.ogg", "sound");
  scratch_.file("filelists/test", "# by ear\n#1.ogg\n");
  expect_error(Exit::kBadData,
               "filelists/test:2: \"#1.ogg\" is a file, and a line that opens with #",
               [&] { list_jamendo(scratch_.folder(), {}); });
}

TEST_F(Loaders, RwcPopFindsPiecesByNumberByDiscAndByTitle) {
  make_tiny_rwc_pop(scratch_.folder());
  const auto found = songs(list_rwc_pop);
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found.at("RM-P017").singer, "Kazuo Nishi");
  EXPECT_EQ(found.at("RM-P017").sound.filename(), "01 Title.wav");
  EXPECT_EQ(found.at("RM-P100").singer, "Somebody Else");
  for (const auto& [name, piece] : found) expect_singing(piece, 1, 2, 0);
}

// The first five discs have sixteen pieces each, the last two ten.
TEST_F(Loaders, RwcPopCountsThePiecesOfTheShorterDiscs) {
  make_tiny_rwc_pop(scratch_.folder());
  fs::create_directory(scratch_ / "audio/rwc-p-m07");
  fs::rename(scratch_ / "audio/RM-P100.wav", scratch_ / "audio/rwc-p-m07/10.wav");
  write_wav(scratch_ / "audio/rwc-p-m07/11.wav", tiny_song("behind the last"));
  const auto found = songs(list_rwc_pop);
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found.at("RM-P100").sound.filename(), "10.wav");
}

TEST_F(Loaders, RwcPopTakesNoNumberThatIsTooLongForOne) {
  make_tiny_rwc_pop(scratch_.folder());
  std::ofstream(scratch_ / "metadata-master/rwc-p.csv", std::ios::app) << "99999999999,Somebody\n";
  EXPECT_EQ(songs(list_rwc_pop).size(), 3u);
}

TEST_F(Loaders, RwcPopNamesThePieceWithoutLabels) {
  make_tiny_rwc_pop(scratch_.folder());
  fs::remove(scratch_ / "annotations/AIST.RWC-MDB-P-2001.VOCA_INST/RM-P017.VOCA_INST.TXT");
  const auto found = songs(list_rwc_pop);
  expect_error(Exit::kNoInput, "01 Title.wav: no labels (expected RM-P017.VOCA_INST.TXT)",
               [&] { found.at("RM-P017").derive_labels(kDuration_s); });
}

TEST_F(Loaders, RwcPopRefusesAPieceTwice) {
  make_tiny_rwc_pop(scratch_.folder());
  write_wav(scratch_ / "audio/RM-P001.wav", tiny_song("again"));
  expect_error(Exit::kBadData, "RM-P001 a second time",
               [&] { list_rwc_pop(scratch_.folder(), {}); });
}

TEST_F(Loaders, Musdb18DerivesLabelsFromTheVocals) {
  make_tiny_musdb18_hq(scratch_.folder());
  const auto found = songs(list_musdb18);
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found.at("A Classic Education - NightOwl").split, Split::kTrain);
  EXPECT_EQ(found.at("A Classic Education - NightOwl").singer, "A Classic Education");
  EXPECT_EQ(found.at("Leaf - Summerghost").split, Split::kValid);
  EXPECT_EQ(found.at("PR - Oh No").split, Split::kTest);
  for (const auto& [name, song] : found) {
    expect_singing(song, 1, 2, 0.011);
    EXPECT_EQ(song.vocals, (std::vector<fs::path>{song.sound.parent_path() / "vocals.wav"}));
  }
}

TEST_F(Loaders, Musdb18RefusesASongInTwoSplits) {
  make_tiny_musdb18_hq(scratch_.folder());
  fs::create_directories(scratch_ / "test/Leaf - Summerghost");
  write_wav(scratch_ / "test/Leaf - Summerghost/mixture.wav", tiny_song("a"));
  expect_error(Exit::kBadData, "test/Leaf - Summerghost/mixture.wav: the same song as ",
               [&] { list_musdb18(scratch_.folder(), {}); });
}

TEST_F(Loaders, MedleyDbUnitesTheStemsOfVoices) {
  make_tiny_medleydb(scratch_.folder());
  const auto found = songs(list_medleydb);
  ASSERT_EQ(found.size(), 3u);
  const Recording& owl = found.at("AClassicEducation_NightOwl");
  EXPECT_EQ(owl.song, "A Classic Education - Night Owl");
  expect_singing(owl, 1, 2, 0.0465);
  expect_singing(found.at("Grants_PunchDrunk"), 1, 2, 0);
  EXPECT_FALSE(found.at("AmarLal_Rest").derive_labels);
  EXPECT_TRUE(found.at("AmarLal_Rest").labels.empty());
}

TEST_F(Loaders, MedleyDbKnowsTheVoicesOfSongsThatDoNotBleed) {
  make_tiny_medleydb(scratch_.folder());
  auto found = songs(list_medleydb);
  const fs::path stems =
      scratch_ / "Audio/AClassicEducation_NightOwl/AClassicEducation_NightOwl_STEMS";
  const fs::path first = stems / "AClassicEducation_NightOwl_STEM_02.wav";
  const fs::path second = stems / "AClassicEducation_NightOwl_STEM_03.wav";
  EXPECT_EQ(found.at("AClassicEducation_NightOwl").vocals, (std::vector<fs::path>{first, second}));
  EXPECT_TRUE(found.at("Grants_PunchDrunk").vocals.empty());
  EXPECT_TRUE(found.at("Grants_PunchDrunk").derive_labels);
  EXPECT_TRUE(found.at("AmarLal_Rest").vocals.empty());
  fs::remove(second);
  expect_error(Exit::kNoInput, "no sound of its stem S03, AClassicEducation_NightOwl_STEM_03.wav",
               [&] { songs(list_medleydb); });
  fs::remove(first);
  found = songs(list_medleydb);
  EXPECT_TRUE(found.at("AClassicEducation_NightOwl").vocals.empty());
}

TEST_F(Loaders, MedleyDbTakesSongsToBleedThatDoNotSay) {
  make_tiny_medleydb(scratch_.folder());
  const fs::path about =
      scratch_ / "Audio/AClassicEducation_NightOwl/AClassicEducation_NightOwl_METADATA.yaml";
  std::string text = content_of(about);
  text.replace(text.find("has_bleed"), 9, "has_blood");
  std::ofstream(about) << text;
  EXPECT_TRUE(songs(list_medleydb).at("AClassicEducation_NightOwl").vocals.empty());
}

TEST_F(Loaders, MedleyDbCountsBeatboxingWhereAsked) {
  make_tiny_medleydb(scratch_.folder());
  const auto found = songs(list_medleydb, "song", {.also = {OtherVoice::kBeatboxing}});
  expect_error(Exit::kNoInput, "no labels (expected AmarLal_Rest_ACTIVATION_CONF.lab or",
               [&] { found.at("AmarLal_Rest").derive_labels(kDuration_s); });
}

TEST_F(Loaders, CcMixterHasMixesAndTheirAccompaniments) {
  make_tiny_ccmixter(scratch_.folder());
  const auto mixes = songs(list_ccmixter);
  const auto music = songs(list_ccmixter, "accompaniment");
  ASSERT_EQ(mixes.size(), 3u);
  ASSERT_EQ(music.size(), 3u);
  expect_singing(mixes.at("two"), 1, 2, 0.011);
  EXPECT_EQ(music.at("two").sound, scratch_ / "ccmixter_corpus/two/source-01.wav");
  EXPECT_FALSE(music.at("two").derive_labels);
  EXPECT_EQ(mixes.at("two").vocals,
            (std::vector<fs::path>{scratch_ / "ccmixter_corpus/two/source-02.wav"}));
  EXPECT_TRUE(music.at("two").vocals.empty());
}

TEST_F(Loaders, Mir1kHasTheSumOfItsChannelsAndTheLeftAlone) {
  make_tiny_mir1k(scratch_.folder());
  const auto mixes = songs(list_mir1k);
  const auto music = songs(list_mir1k, "accompaniment");
  ASSERT_EQ(mixes.size(), 6u);
  ASSERT_EQ(music.size(), 6u);
  const Recording& mix = mixes.at("Kenshin_5_02");
  EXPECT_EQ(mix.singer, "Kenshin");
  EXPECT_EQ(mix.song, "Kenshin_5");
  EXPECT_EQ(mix.labels, scratch_ / "vocal-nonvocalLabel/Kenshin_5_02.vocal");
  EXPECT_FALSE(mix.channel);
  EXPECT_NEAR(mix.gain_db, 6.0206, 1e-9);
  EXPECT_EQ(music.at("Kenshin_5_02").channel, 0);
  EXPECT_EQ(music.at("Kenshin_5_02").gain_db, 0);
  EXPECT_TRUE(music.at("Kenshin_5_02").labels.empty());
}

TEST_F(Loaders, SayWhatTheyExpectedWhereTheLayoutIsAnother) {
  fs::create_directories(scratch_ / "train");
  fs::create_directories(scratch_ / "test");
  fs::create_directories(scratch_ / "Wavfile");
  for (const Corpus& corpus : all_corpora()) {
    SCOPED_TRACE(corpus.name);
    expect_error(Exit::kNoInput, scratch_.folder().string(),
                 [&] { corpus.list(scratch_.folder(), {}); });
  }
}

// The vocals of a .stem.mp4 are its fifth sound track; a stand-in for ffmpeg shows what was asked.
TEST_F(Loaders, Musdb18TakesTheFifthTrackOfAStemFile) {
  fs::create_directories(scratch_ / "train");
  fs::create_directories(scratch_ / "test");
  write_wav(scratch_ / "vocals.wav", tiny_vocals("a"));
  const StandIns programs;
  programs.put("ffmpeg", "case \"$*\" in *'-map 0:a:4 '*) cat " +
                             (scratch_ / "vocals.wav").string() +
                             " > /dev/stdout;; *) exit 1;; esac");
  scratch_.file("train/Leaf - Summerghost.stem.mp4", mp4_outline());
  const auto found = songs(list_musdb18);
  ASSERT_EQ(found.size(), 1u);
  expect_singing(found.at("Leaf - Summerghost"), 1, 2, 0.011);
}

}  // namespace
}  // namespace cantus
