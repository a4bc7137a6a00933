#include "data/manifest/corpus_manifest.h"

#include "tests/data/support/scratch.h"
#include "tests/support/expect_error.h"

namespace cantus {
namespace {

TEST(CorpusManifest, FindsItsColumnsByName) {
  const Scratch scratch;
  const auto path = scratch.file("manifest.tsv",
                                 "split\tpath\tstyle\tchannel\tlabels\n"
                                 "train\ta/mix.wav\trock\t\ta/voice.lab\n"
                                 "# a remark\n"
                                 "test\tb.flac\tjazz\t1\t\n");
  const auto songs = read_corpus_manifest(path);
  ASSERT_EQ(songs.size(), 2u);
  EXPECT_EQ(songs[0].name, "a/mix.wav");
  EXPECT_EQ(songs[0].path, scratch / "a/mix.wav");
  EXPECT_EQ(songs[0].labels, scratch / "a/voice.lab");
  EXPECT_EQ(songs[0].split, Split::kTrain);
  EXPECT_FALSE(songs[0].channel);
  EXPECT_EQ(songs[0].facts.at("style"), "rock");
  EXPECT_TRUE(songs[1].labels.empty());
  EXPECT_EQ(songs[1].channel, 1);
  EXPECT_EQ(songs[1].split, Split::kTest);
}

TEST(CorpusManifest, TakesVocalsOfOneStemOrMore) {
  const Scratch scratch;
  const auto songs = read_corpus_manifest(scratch.file("m.tsv",
                                                       "path\tlabels\tsplit\tvocals\n"
                                                       "a.wav\t\ttrain\tone.wav;b/two.wav\n"
                                                       "b.wav\t\ttrain\tone.wav\n"
                                                       "c.wav\t\ttrain\t\n"));
  EXPECT_EQ(songs[0].vocals,
            (std::vector<std::filesystem::path>{scratch / "one.wav", scratch / "b/two.wav"}));
  EXPECT_EQ(songs[1].vocals, (std::vector<std::filesystem::path>{scratch / "one.wav"}));
  EXPECT_TRUE(songs[2].vocals.empty());
}

void expect_refused(const std::string& content, const std::string& message) {
  const Scratch scratch;
  const auto path = scratch.file("m.tsv", content);
  expect_error(Exit::kBadData, message, [&] { read_corpus_manifest(path); });
}

TEST(CorpusManifest, RefusesATableWithoutItsColumns) {
  expect_refused("path\tsplit\na.wav\ttrain\n", "m.tsv:1: no column `labels`");
  expect_refused("path\tlabels\tsplit\tpath\n", "m.tsv:1: a column named twice");
}

// As columns of unknown meaning they would have no effect, and nobody would notice.
TEST(CorpusManifest, RefusesColumnsThatAreNearlyItsOwn) {
  for (const auto& [column, meant] : {std::pair("Channel", "channel"),
                                      {"channel ", "channel"},
                                      {"Gain_dB", "gain_db"},
                                      {"gain-db", "gain_db"},
                                      {"Song", "song"},
                                      {"KIND", "kind"},
                                      {"Vocals", "vocals"},
                                      {"has voice", "has_voice"},
                                      {"Path", "path"}}) {
    expect_refused("path\tlabels\tsplit\t" + std::string(column) + "\na.wav\t\ttrain\t\n",
                   "m.tsv:1: a column \"" + std::string(column) + "\" (expected " + meant + ")");
  }
  for (const char* accompaniment : {"Accompaniment", "accompaniment "})
    expect_refused(
        "path\tlabels\tsplit\tkind\na.wav\t\ttrain\t" + std::string(accompaniment) + "\n",
        "m.tsv:2: kind \"" + std::string(accompaniment) + "\" (expected accompaniment)");
  const Scratch scratch;
  const auto path = scratch.file("m.tsv", "path\tlabels\tsplit\tchannels\na.wav\t\ttrain\t2\n");
  EXPECT_EQ(read_corpus_manifest(path).front().facts.at("channels"), "2");
}

TEST(CorpusManifest, RefusesALineThatDoesNotFitItsHeader) {
  expect_refused("path\tlabels\tsplit\na.wav\ttrain\n",
                 "m.tsv:2: 2 fields (expected 3, parted by tabs");
  expect_refused("path labels split\na.wav a.lab train\n",
                 "m.tsv:1: a header line without tabs (expected path TAB labels TAB split");
  const std::string long_name(120, 'x');
  expect_refused("path\tlabels\tsplit\n/" + long_name + "\t\ttrain\n",
                 "m.tsv:2: path \"/" + long_name.substr(0, 99) + "...\"");
  expect_refused("path\tlabels\tsplit\na.wav\t\tdev\n", "m.tsv:2: split \"dev\"");
  for (const std::string channel : {"-1", "1.5", "32"})
    expect_refused("path\tlabels\tsplit\tchannel\na.wav\t\ttrain\t" + channel + "\n",
                   "m.tsv:2: channel \"" + channel + "\"");
  expect_refused("path\tlabels\tsplit\tgain_db\na.wav\t\ttrain\t90\n", "m.tsv:2: gain_db \"90\"");
}

TEST(CorpusManifest, RefusesPathsThatLeaveItsFolder) {
  for (const char* path : {"../a.wav", "/etc/passwd", "-rf", "a/../../b", ""}) {
    expect_refused("path\tlabels\tsplit\n" + std::string(path) + "\t\ttrain\n",
                   "(expected a path below the manifest's folder)");
    if (*path != 0) {
      expect_refused("path\tlabels\tsplit\na.wav\t" + std::string(path) + "\ttrain\n",
                     "(expected a path below the manifest's folder)");
    }
  }
}

TEST(CorpusManifest, RefusesVocalsThatLeaveItsFolder) {
  for (const char* vocals : {"../a.wav", "a.wav;/b.wav", "a.wav;;b.wav", "-rf"}) {
    expect_refused("path\tlabels\tsplit\tvocals\na.wav\t\ttrain\t" + std::string(vocals) + "\n",
                   "m.tsv:2: ");
  }
}

TEST(CorpusManifest, RefusesASongNamedTwice) {
  expect_refused("path\tlabels\tsplit\na.wav\t\ttrain\na.wav\t\ttest\n",
                 "m.tsv:3: song \"a.wav\" a second time");
}

TEST(CorpusManifest, LosesNoSongWhoseNameOpensAComment) {
  const Scratch scratch;
  scratch.file("#1.wav", "x");
  const auto read = [&](const std::string& row) {
    return read_corpus_manifest(
        scratch.file("m.tsv", "path\tlabels\tsplit\n" + row + "\ta.lab\ttrain\nb.wav\t\ttrain\n"));
  };
  expect_error(Exit::kBadData, "m.tsv:2: \"#1.wav\" is a file", [&] { read("#1.wav"); });
  EXPECT_EQ(read("./#1.wav").size(), 2u);
  EXPECT_EQ(read("#b.wav").size(), 1u);
}

TEST(CorpusManifest, TakesASongAtSeveralLevels) {
  const Scratch scratch;
  const auto songs = read_corpus_manifest(scratch.file(
      "m.tsv", "path\tlabels\tsplit\tgain_db\na.wav\t\ttrain\t\na.wav\t\ttrain\t-6\n"));
  ASSERT_EQ(songs.size(), 2u);
  EXPECT_EQ(songs[1].gain_db, -6);
  EXPECT_EQ(songs[1].recording, songs[0].recording);
  expect_refused("path\tlabels\tsplit\tgain_db\na.wav\t\ttrain\t-6\na.wav\t\ttrain\t-6.0\n",
                 "a second time");
}

TEST(CorpusManifest, RefusesASoundFileInTwoSplits) {
  const std::string columns = "path\tlabels\tsplit\tchannel\n";
  expect_refused(columns + "a.wav\t\ttrain\t\na.wav\t\ttest\t0\n",
                 "m.tsv:3: song \"a.wav\" in split test (expected train, as its other rows are)");
  expect_refused(columns + "a.wav\t\ttrain\t0\n./a.wav\t\tvalid\t1\n", "in split valid");
  expect_refused(columns + "a.wav\t\ttrain\t0\n./a.wav\t\ttrain\t0\n", "a second time");
}

TEST(CorpusManifest, TellsWhichSongsAreOneRecording) {
  const Scratch scratch;
  const auto songs = read_corpus_manifest(scratch.file("m.tsv",
                                                       "path\tlabels\tsplit\tkind\tchannel\n"
                                                       "a/mix.wav\t\ttest\tsong\t\n"
                                                       "a/rest.wav\t\ttest\taccompaniment\t\n"
                                                       "a/rest.wav\t\ttest\tsong\t1\n"
                                                       "b.wav\t\ttest\tsong\t1\n"
                                                       "b.wav\t\ttest\taccompaniment\t0\n"
                                                       "c.wav\t\ttrain\taccompaniment\t\n"
                                                       "d.wav\t\ttrain\tsong\t0\n"
                                                       "e.wav\t\ttrain\tsong\t0\n"
                                                       "d.wav\t\ttrain\tsong\t1\n"));
  std::vector<std::string> recordings;
  for (const CorpusSong& song : songs)
    recordings.push_back(song.recording.lexically_relative(scratch.folder()).string());
  EXPECT_EQ(recordings, (std::vector<std::string>{"a/mix.wav", "a/mix.wav", "a/mix.wav", "b.wav",
                                                  "b.wav", "c.wav", "d.wav", "e.wav", "d.wav"}));
}

TEST(CorpusManifest, RefusesATableWithoutSongs) {
  expect_refused("path\tlabels\tsplit\n", "names no songs");
  expect_refused("# nothing\n", "holds no lines");
}

TEST(CorpusManifest, ChoosesSongsByKindWhereAKindIsKnown) {
  CorpusSong song;
  song.facts["kind"] = "song";
  CorpusSong speech;
  speech.facts["kind"] = "speech";
  const CorpusSong unknown;
  EXPECT_EQ(songs_of_kinds({song, speech, unknown}, {"song"}).size(), 2u);
  EXPECT_EQ(songs_of_kinds({song, speech, unknown}, {}).size(), 3u);
  EXPECT_EQ(songs_of_kinds({speech}, {"song", "accompaniment"}).size(), 0u);
}

TEST(Split, IsTheFirstThatAFolderOnTheWayNames) {
  EXPECT_EQ(split_on_the_way("set/test/train/clips"), Split::kTest);
  EXPECT_EQ(split_on_the_way("set/training"), std::nullopt);
  EXPECT_EQ(split_on_the_way(""), std::nullopt);
}

}  // namespace
}  // namespace cantus
