#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/apps/support/run_cantus.h"
#include "tests/apps/support/tiny_corpus.h"
#include "tests/apps/support/two_clips.h"
#include "tests/data/support/scratch.h"
#include "tests/support/holds.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

// The songs that a study's rows learn from and are tested on.
class StudySongs : public ::testing::Test {
 protected:
  void write_study(const std::string& rows, const std::string& rest) const {
    scratch_.file("study.toml",
                  "[table]\ncolumns = [\"f\"]\nrows = [" + rows +
                      "]\n[experiment]\nepochs = 1\nbatches_per_epoch = 2\nbatch_size = 2\n" +
                      rest +
                      "[corpora.tiny]\nroot = \"corpus\"\n[corpora.other]\nroot = \"other\"\n"
                      "[corpora.weak]\nroot = \".\"\nmanifest = \"weak.tsv\"\n");
  }

  ProcessResult run(const Arguments& more) const {
    return run_cantus(Arguments{"experiment", (scratch_ / "study.toml").string(), "-o",
                                (scratch_ / "out").string(), "--threads", "1", "-q"} +
                      more);
  }

  void expect_refused(const Arguments& more, const std::string& part) const {
    const auto result = run(more);
    EXPECT_TRUE(ended(result, 78, part));
    EXPECT_FALSE(fs::exists(scratch_ / "out"));
  }

  std::size_t num_scored(const std::string& run) const {
    const auto scores =
        nlohmann::json::parse(content_of(scratch_ / "out/work" / run / "scores.json"));
    return scores["detectors"][0]["songs"].size();
  }

  Scratch scratch_;
  TinyCorpus corpus_{scratch_ / "corpus"};
  TinyCorpus other_{scratch_ / "other"};
};

TEST_F(StudySongs, AreAllOfACorpusThatTrainingDoesNotTake) {
  write_study("{ name = \"a\" }",
              "[model]\nname = \"glu_cnn\"\nnum_frames = 5\n[data]\n"
              "corpus = \"tiny\"\npositive = \"sing\"\n");
  const std::string refusal = "is trained on, and would be tested on (expected songs that training";
  expect_refused({"--set", "test.split=all"}, "song0.wav: " + refusal);
  expect_refused({"--set", "test.split=all", "--set", "test.corpus=tiny"}, refusal);
  const auto all = run({"--set", "test.split=all", "--set", "test.corpus=other", "--json"});
  ASSERT_EQ(all.exit_code, 0) << all.errors;
  EXPECT_EQ(num_scored("a-seed1"), 7u);
  EXPECT_TRUE(holds(all.output, "other/manifest.tsv, all"));
  fs::remove_all(scratch_ / "out");
  const auto some =
      run({"--set", "test.split=all", "--set", "test.corpus=other", "--set", "test.num_songs=3"});
  ASSERT_EQ(some.exit_code, 0) << some.errors;
  EXPECT_EQ(num_scored("a-seed1"), 3u);
}

// Another copy of a song has the song's name in the column `song`.
TEST_F(StudySongs, AreKnownByTheirNamesInBothManifests) {
  write_study("{ name = \"a\" }",
              "[model]\nname = \"glu_cnn\"\nnum_frames = 5\n[data]\n"
              "corpus = \"tiny\"\npositive = \"sing\"\n"
              "[test]\ncorpus = \"other\"\nsplit = \"all\"\n");
  scratch_.file("corpus/manifest.tsv",
                "path\tlabels\tsplit\tsong\n"
                "song0.wav\tsong0.lab\ttrain\tA Band - A Song\n");
  scratch_.file("other/manifest.tsv",
                "path\tlabels\tsplit\tsong\n"
                "song1.wav\tsong1.lab\ttrain\tanother\n"
                "song2.wav\tsong2.lab\tvalid\tABand_ASong\n");
  expect_refused({}, "other/song2.wav: is trained on");
  EXPECT_EQ(run({"--set", "test.split=train"}).exit_code, 0);
}

TEST_F(StudySongs, OfAScaleAreNotThoseThatAreTested) {
  write_study("{ name = \"a\" }",
              "[model]\nname = \"spectrogram_cnn\"\n[data]\n"
              "corpus = \"tiny\"\n[test]\ncorpus = \"other\"\n"
              "scores = \"maps\"\nfit_songs = 1\nsplit = \"all\"\n");
  expect_refused({}, "test.fit_songs beside test.split = \"all\"");
}

TEST_F(StudySongs, ToChooseByHaveVoicesOrNothingIsTrained) {
  for (const int song : {4, 5}) std::ofstream(other_.labels(song)) << "0 1.6 nosing\n";
  write_study("{ name = \"a\" }, { name = \"b\", data.corpus = \"other\" }",
              "[model]\nname = \"glu_cnn\"\nnum_frames = 5\n[data]\n"
              "corpus = \"tiny\"\npositive = \"sing\"\n[test]\ncorpus = \"tiny\"\n");
  expect_refused({}, "other/manifest.tsv: no frame of the validation songs has the label sing");
}

TEST_F(StudySongs, WithLabelsOfSongsAloneAreRefusedToFramesBeforeAnythingIsTrained) {
  write_two_clips(scratch_);
  write_study("{ name = \"alpha\", round = \"alpha\" }, { name = \"fine\" }",
              "[model]\nname = \"mel_cnn\"\nnum_frames = 61\n[data]\ncorpus = \"weak\"\n"
              "positive = \"sing\"\n[test]\ncorpus = \"tiny\"\n");
  expect_refused({},
                 "weak.tsv: has labels of songs alone, and row fine learns from those of frames "
                 "(expected a corpus manifest); give the row a data.corpus of its own");
  expect_refused({"--set", "test.corpus=weak"}, "would be tested on");
  const auto result = run({"--set", "table.rows.1.data.corpus=other"});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_TRUE(fs::exists(scratch_ / "out/runs/fine-seed1.json"));
}

// They are checked before the first row is trained, although that row needs none of them.
TEST_F(StudySongs, OfTheSourceAreLookedForBeforeAnythingIsTrained) {
  write_study("{ layers = \"none\" }, { layers = \"L1\" }",
              "[model]\nname = \"glu_cnn\"\nnum_frames = 5\n[data]\n"
              "corpus = \"tiny\"\npositive = \"sing\"\n"
              "[source.experiment]\nepochs = 1\nbatches_per_epoch = 2\nbatch_size = 2\n"
              "[source.model]\nname = \"glu_cnn\"\nnum_frames = 5\n"
              "[source.data]\ncorpus = \"other\"\npositive = \"sing\"\n");
  fs::remove(other_.song(6));
  fs::remove(other_.labels(0));
  for (const Arguments& way : {Arguments{}, Arguments{"--dry-run"}}) {
    const auto refused = run(way);
    EXPECT_TRUE(ended(refused, 66, other_.song(6).string() + ": no such file"));
    EXPECT_TRUE(holds(refused.errors, other_.labels(0).string() + ": no such file"));
    EXPECT_FALSE(fs::exists(scratch_ / "out"));
  }
  fs::remove(other_.manifest());
  EXPECT_EQ(run({"--dry-run"}).exit_code, 66);
  EXPECT_EQ(run({"--dry-run", "--set", "source.data.corpus=tiny"}).exit_code, 0);
}

}  // namespace
}  // namespace cantus
