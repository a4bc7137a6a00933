#include "apps/songs/weak_songs.h"

#include <gtest/gtest.h>

#include <utility>

#include "apps/training/training_songs.h"
#include "data/files/hash.h"
#include "data/labels/frame_targets.h"
#include "kernels/gather/frame_label.h"
#include "tests/apps/support/run_cantus.h"
#include "tests/apps/support/tiny_corpus.h"
#include "tests/data/support/scratch.h"
#include "tests/support/expect_error.h"
#include "tests/support/holds.h"

namespace cantus {
namespace {

LabelledSong song(const std::string& name, std::vector<float> labels) {
  LabelledSong song;
  song.song.name = name;
  song.track = "track of " + name;
  song.labels = std::move(labels);
  return song;
}

TEST(LabelledSongs, HaveADigestOfSplitsSoundsAndLabels) {
  const std::vector<LabelledSong> songs{song("a", {0, 1}), song("b", {0, 0.5f})};
  const std::string digest = digest_of(songs);
  EXPECT_EQ(digest_of({songs[0]}, {songs[1]}), digest);
  const auto changed = [&](const std::function<void(std::vector<LabelledSong>&)>& change) {
    auto others = songs;
    change(others);
    return digest_of(others) != digest;
  };
  EXPECT_FALSE(changed([](auto& others) { others[0].song.name = "renamed"; }));
  EXPECT_TRUE(changed([](auto& others) { others[1].song.split = Split::kValid; }));
  EXPECT_TRUE(changed([](auto& others) { others[1].track = "of another sound"; }));
  EXPECT_TRUE(changed([](auto& others) { others[0].labels[0] = 1; }));
  EXPECT_TRUE(changed([](auto& others) { others[1].labels[1] = 0.25f; }));
  EXPECT_TRUE(changed([](auto& others) { std::swap(others[0], others[1]); }));
}

TEST(WeakSongs, ForgetWhereTheVoiceIs) {
  std::vector<LabelledSong> songs{song("sung", {0, 1, 0}), song("played", {0, 0})};
  label_by_song(songs, 2, "m.tsv");
  EXPECT_EQ(songs[0].labels, (std::vector<float>{1, 1, 1}));
  EXPECT_EQ(songs[1].labels, (std::vector<float>{0, 0}));
}

TEST(WeakSongs, AreThoseToLearnFromAlone) {
  const Scratch scratch;
  const TinyCorpus corpus(scratch / "corpus");
  Experiment experiment;
  experiment.manifests = {corpus.manifest()};
  experiment.positive = {"sing"};
  EXPECT_EQ(songs_of_experiment(experiment).size(), 6u);
  experiment.labels = LabelsOf::kSongs;
  EXPECT_EQ(songs_of_experiment(experiment).size(), 4u) << "no frame of another is labelled";
}

TEST(WeakSongs, BelieveTheManifest) {
  std::vector<LabelledSong> songs{song("sung", {0, 0}), song("played", {0, 1})};
  songs[0].song.facts["has_voice"] = "1";
  songs[1].song.facts["has_voice"] = "0";
  label_by_song(songs, 2, "m.tsv");
  EXPECT_EQ(songs[0].labels, (std::vector<float>{1, 1}));
  EXPECT_EQ(songs[1].labels, (std::vector<float>{0, 0}));
  songs[1].song.facts["has_voice"] = "no";
  expect_error(Exit::kBadData, "has_voice is `no`", [&] { label_by_song(songs, 2, "m.tsv"); });
}

TEST(WeakSongs, NeedBothKinds) {
  std::vector<LabelledSong> sung{song("a", {1, 1}), song("b", {0, 1})};
  expect_error(Exit::kBadConfig, "2 of 2 training songs have voice",
               [&] { label_by_song(sung, 2, "m.tsv"); });
  std::vector<LabelledSong> played{song("a", {0, 0})};
  expect_error(Exit::kBadConfig, "0 of 1 training songs have voice",
               [&] { label_by_song(played, 2, "m.tsv"); });
}

// A song shorter than an excerpt counts for neither kind, as nothing can be drawn from it.
TEST(WeakSongs, NeedBothKindsOfWhatIsDrawn) {
  std::vector<LabelledSong> songs{song("a", {1, 1}), song("b", {0, 0, 0}), song("c", {0, 0, 0})};
  expect_error(Exit::kBadConfig, "m.tsv: 0 of 2 training songs with an excerpt's length have voice",
               [&] { label_by_song(songs, 3, "m.tsv"); });
  songs.push_back(song("d", {0, 0, 1}));
  EXPECT_NO_THROW(label_by_song(songs, 3, "m.tsv"));
}

TEST(WeakSongs, TakeTargetsWhereThereIsVoice) {
  std::vector<LabelledSong> songs{song("sung", {1, 1}), song("played", {0, 0})};
  const FrameTargets targets{
      {}, {{"track of sung", {0.25f, 0.75f}}, {"track of played", {0.5f, 0.5f}}}};
  take_targets(songs, targets, "t");
  EXPECT_EQ(songs[0].labels, (std::vector<float>{0.25f, 0.75f}));
  EXPECT_EQ(songs[1].labels, (std::vector<float>{0, 0}));
}

TEST(WeakSongs, NeedTheTargetsOfAllTheirFrames) {
  std::vector<LabelledSong> songs{song("sung", {1, 1})};
  expect_error(Exit::kBadConfig, "no targets of sung", [&] { take_targets(songs, {}, "t"); });
  const FrameTargets longer{{}, {{"track of sung", {0, 0, 0}}}};
  expect_error(Exit::kBadConfig, "3 targets of sung", [&] { take_targets(songs, longer, "t"); });
}

TEST(WeakSongs, NeedAllTargetsWhereEveryFrameIsDecided) {
  std::vector<LabelledSong> songs{song("sung", {1, 0.5f}), song("played", {0, 0})};
  EXPECT_NO_THROW(require_all_targets(songs, "t"));
  songs[0].labels[1] = -1;
  expect_error(Exit::kBadConfig, "sung has frames without",
               [&] { require_all_targets(songs, "t"); });
}

// The tiny corpus labelled song by song: its songs have voice, copies of its noise have none.
class WeakTraining : public ::testing::Test {
 protected:
  ProcessResult train(const std::string& manifest, const Arguments& more = {}) {
    const auto path = scratch_.file("corpus/weak.tsv", manifest);
    return run_cantus(Arguments{"train", corpus_.experiment().string(), "-o",
                                (scratch_ / "run").string(), "--set", "data.labels=songs", "--set",
                                "data.manifest=" + path.string(), "--epochs", "1", "--threads",
                                "1"} +
                      more);
  }

  Scratch scratch_;
  TinyCorpus corpus_{scratch_ / "corpus"};
};

TEST_F(WeakTraining, TakesAManifestOfOneLabelAClip) {
  const auto result = train("song0.wav\t1\nsong1.wav\t1\nsong2.wav\t0\n");
  EXPECT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_TRUE(
      holds(result.errors, "no validation, as songs alone have labels: the last weights are kept"));
}

TEST_F(WeakTraining, CountsNoFrameThatIsNotLearnedFromAsOneWithoutVoice) {
  std::vector<float> targets(79, 1.0f);
  std::fill_n(targets.begin(), 40, kNotLearned);
  const auto file = scratch_ / "targets.safetensors";
  write_frame_targets(file, {{}, {{sha256_of_file(corpus_.song(0)), targets}}});
  const auto result =
      train("song0.wav\t1\nsong2.wav\t0\n", {"--set", "data.targets=" + file.string()});
  EXPECT_TRUE(ended(result, 0,
                    "training: 2 songs, 158 frames, 118 of them learned from, 33.1 % "
                    "with voice"));
}

TEST_F(WeakTraining, WarnsOfOneSoundWithAndWithoutVoice) {
  std::filesystem::copy_file(corpus_.song(1), scratch_ / "corpus/copy.wav");
  const auto result = train("song0.wav\t1\nsong1.wav\t1\ncopy.wav\t0\n");
  EXPECT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_TRUE(
      holds(result.errors, "copy.wav: the same sound as song1.wav, of which one has voice"));
}

TEST_F(WeakTraining, TakesFoldersOfWhatHasAVoiceAndWhatHasNone) {
  for (const auto& [folder, song] : {std::pair{"vocal", 0}, {"vocal", 1}, {"nonvocal", 2}}) {
    std::filesystem::create_directories(scratch_ / "clips" / folder);
    std::filesystem::copy_file(corpus_.song(song),
                               scratch_ / "clips" / folder / (std::to_string(song) + ".wav"));
  }
  const auto result = run_cantus({"train", corpus_.experiment().string(), "-o",
                                  (scratch_ / "run").string(), "--set", "data.labels=songs",
                                  "--set", "data.manifest=" + (scratch_ / "clips").string(),
                                  "--epochs", "1", "--threads", "1", "--json", "-q"});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_TRUE(holds(result.output, "\"songs\": 3"));
  std::filesystem::remove_all(scratch_ / "clips/nonvocal");
  const auto without = run_cantus({"train", corpus_.experiment().string(), "-o",
                                   (scratch_ / "other").string(), "--set", "data.labels=songs",
                                   "--set", "data.manifest=" + (scratch_ / "clips").string()});
  EXPECT_EQ(without.exit_code, 66) << without.errors;
}

TEST_F(WeakTraining, RefusesSongsOfOneKind) {
  const auto result = train("song0.wav\t1\nsong1.wav\t1\n");
  EXPECT_TRUE(ended(result, 78, "2 of 2 training songs have voice"));
}

TEST_F(WeakTraining, RefusesASongInTwoSplitsOfTwoCorpora) {
  const std::string head = "path\tlabels\tsplit\tsong\n";
  const auto a = scratch_.file("corpus/a.tsv", head + "song0.wav\tsong0.lab\ttrain\tOne Song\n");
  const auto b = scratch_.file("corpus/b.tsv", head + "song1.wav\t\ttrain\tOther\n" +
                                                   "song2.wav\tsong2.lab\ttest\tOneSong\n");
  const auto result = run_cantus(
      {"train", corpus_.experiment().string(), "-o", (scratch_ / "run").string(), "--set",
       "data.labels=songs", "--set",
       "data.manifest=[\"" + a.string() + "\", \"" + b.string() + "\"]", "--epochs", "1"});
  EXPECT_TRUE(ended(result, 65, "1 song is in two splits: OneSong"));
}

// A link is its target's file; being in two splits is a graver error than being named twice.
TEST_F(WeakTraining, RefusesAFileInTwoSplits) {
  std::filesystem::create_symlink("song0.wav", scratch_ / "corpus/link.wav");
  const auto manifest = scratch_.file("corpus/a.tsv",
                                      "path\tlabels\tsplit\nsong0.wav\tsong0.lab\ttrain\n"
                                      "link.wav\tsong0.lab\ttest\n");
  const auto result =
      run_cantus({"train", corpus_.experiment().string(), "-o", (scratch_ / "run").string(),
                  "--set", "data.labels=songs", "--set", "data.manifest=" + manifest.string()});
  EXPECT_TRUE(ended(result, 65, "1 song is in two splits: "));
}

TEST_F(WeakTraining, RefusesASongThatTwoManifestsName) {
  const auto a = scratch_.file("corpus/a.tsv", "song0.wav\t1\nsong2.wav\t0\n");
  const auto b = scratch_.file("corpus/b.tsv", "song0.wav\t0\n");
  const auto result = run_cantus(
      {"train", corpus_.experiment().string(), "-o", (scratch_ / "run").string(), "--set",
       "data.labels=songs", "--set",
       "data.manifest=[\"" + a.string() + "\", \"" + b.string() + "\"]", "--epochs", "1"});
  EXPECT_TRUE(ended(result, 65, "song0.wav: is named a second time"));
}

TEST_F(WeakTraining, NamesClipsThatAreTooShort) {
  write_wav(scratch_ / "corpus/short.wav", {16000, std::vector<float>(1600, 0.1f)});
  const auto result = train("song0.wav\t1\nshort.wav\t1\nsong2.wav\t0\n");
  EXPECT_TRUE(ended(result, 0, "short.wav: 4 frames, fewer than an excerpt's 5"));
}

}  // namespace
}  // namespace cantus
