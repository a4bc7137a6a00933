#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/apps/support/run_cantus.h"
#include "tests/data/support/scratch.h"
#include "tests/support/holds.h"

namespace cantus {
namespace {

// Evaluates two folders of label files, found/ and truth/.
class EvaluateFolders : public ::testing::Test {
 protected:
  EvaluateFolders() {
    for (const char* folder : {"truth", "found"})
      std::filesystem::create_directory(scratch_ / folder);
  }
  ProcessResult evaluate() const {
    return run_cantus({"evaluate", "--predicted", (scratch_ / "found").string(), "--truth",
                       (scratch_ / "truth").string(), "--json"});
  }

  Scratch scratch_;
};

TEST_F(EvaluateFolders, PairsTheFilesOfTwoFolders) {
  for (const char* folder : {"truth/disc", "found/disc"})
    std::filesystem::create_directories(scratch_ / folder);
  scratch_.file("truth/a.lab", "0 1 sing\n1 2 nosing\n");
  scratch_.file("truth/disc/a.txt", "0\t1\tsing\n");
  scratch_.file("found/a.lab", "0 1 sing\n1 2 nosing\n");
  scratch_.file("found/disc/a.lab", "0 3 nosing\n");
  scratch_.file("found/disc/a.txt", "0\t1\tsing\n");
  scratch_.file("found/of_another.lab", "0 1 nosing\n");
  scratch_.file("found/disc/a.png", "no labels");
  const auto result = evaluate();
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  const auto detector = nlohmann::json::parse(result.output)["detectors"][0];
  EXPECT_EQ(detector["pooled"]["true_positive"], 200);
  EXPECT_EQ(detector["pooled"]["accuracy"], 1.0);
  ASSERT_EQ(detector["songs"].size(), 2u);
  EXPECT_EQ(detector["songs"][1]["song"], (scratch_ / "found/disc/a.txt").string());

  scratch_.file("truth/a.LAB", "0 1 sing\n");
  const auto twice = evaluate();
  EXPECT_TRUE(ended(twice, 65, "a second truth of that name"));
  std::filesystem::remove(scratch_ / "truth/a.lab");
  EXPECT_EQ(evaluate().exit_code, 0);

  EXPECT_EQ(nlohmann::json::parse(evaluate().output)["truths_without_prediction"], 0);
  const auto unheard = scratch_.file("truth/b.lab", "0 1 sing\n").string();
  scratch_.file("truth/disc/b.lab", "0 1 sing\n");
  const auto fewer = evaluate();
  EXPECT_EQ(fewer.exit_code, 0);
  EXPECT_TRUE(
      holds(fewer.errors, "warning: 2 truths without a prediction left out, such as " + unheard));
  EXPECT_EQ(nlohmann::json::parse(fewer.output)["truths_without_prediction"], 2);
  EXPECT_EQ(nlohmann::json::parse(fewer.output)["detectors"][0]["songs"].size(), 2u);
}

// Truths may lie flat in one folder, while the songs lie in several.
TEST_F(EvaluateFolders, PairsAFlatFolderOfTruths) {
  for (const char* folder : {"truth", "found/a", "found/b"})
    std::filesystem::create_directories(scratch_ / folder);
  for (const char* name :
       {"truth/one.flac.lab", "truth/two.lab", "found/a/one.lab", "found/b/two.wav.lab"})
    scratch_.file(name, "0 1 sing\n");
  const auto result = evaluate();
  EXPECT_EQ(result.exit_code, 0) << result.errors;
  const auto json = nlohmann::json::parse(result.output);
  EXPECT_EQ(json["detectors"][0]["songs"].size(), 2u);
  EXPECT_EQ(json["truths_without_prediction"], 0);
  scratch_.file("found/b/one.lab", "0 1 sing\n");
  const auto twice = evaluate();
  EXPECT_TRUE(ended(twice, 65, "truth/one.flac.lab: labels of both a/one and b/one"));
}

// Predictions may come from songs that were copied into one folder, while truths keep the albums.
TEST_F(EvaluateFolders, PairsAFlatFolderOfPredictions) {
  for (const char* folder : {"truth/a", "truth/b", "found"})
    std::filesystem::create_directories(scratch_ / folder);
  for (const char* name :
       {"truth/a/one.flac.lab", "truth/b/two.lab", "found/one.lab", "found/two.wav.lab"})
    scratch_.file(name, "0 1 sing\n");
  const auto result = evaluate();
  EXPECT_EQ(result.exit_code, 0) << result.errors;
  const auto json = nlohmann::json::parse(result.output);
  EXPECT_EQ(json["detectors"][0]["songs"].size(), 2u);
  EXPECT_EQ(json["truths_without_prediction"], 0);
  EXPECT_TRUE(holds(result.errors, "labels of 2 songs found by name in another place, such as " +
                                       (scratch_ / "truth/a/one.flac.lab of one").string()));
  scratch_.file("truth/b/one.mp3.lab", "0 1 sing\n");
  const auto twice = evaluate();
  EXPECT_TRUE(ended(twice, 65, "truth/b/one.mp3.lab: has the name of one, as "));
}

TEST_F(EvaluateFolders, RefusesFoldersOfWhichNothingPairs) {
  scratch_.file("truth/a.lab", "0 1 sing\n");
  scratch_.file("found/b.lab", "0 1 sing\n");
  const auto result = evaluate();
  EXPECT_TRUE(ended(result, 66, "truth: 1 truth, none of them of what is below "));
}

// Named as by `detect --name {dir}/{file}.{ext}`, if two songs differ only in their extension.
TEST_F(EvaluateFolders, PairsNamesThatKeepTheSongsExtension) {
  scratch_.file("truth/a.lab", "0 1 sing\n");
  scratch_.file("found/a.flac.lab", "0 1 sing\n");
  const auto song_of = [&] {
    const auto result = evaluate();
    EXPECT_EQ(result.exit_code, 0) << result.errors;
    return nlohmann::json::parse(result.output)["detectors"][0]["songs"][0]["song"];
  };
  EXPECT_EQ(song_of(), (scratch_ / "found/a.flac.lab").string());
  std::filesystem::rename(scratch_ / "found/a.flac.lab", scratch_ / "found/a.FLAC.lab");
  EXPECT_EQ(song_of(), (scratch_ / "found/a.FLAC.lab").string());
  scratch_.file("found/a.mp3.txt", "0\t1\tsing\n");
  const auto two = evaluate();
  EXPECT_TRUE(ended(two, 65, "a truth for both "));
  scratch_.file("found/a.txt", "0\t1\tsing\n");
  EXPECT_EQ(song_of(), (scratch_ / "found/a.txt").string());
}

TEST_F(EvaluateFolders, SayWhichOfSeveralFormatsTheyJudge) {
  scratch_.file("truth/a.lab", "0 1 sing\n");
  scratch_.file("found/a.txt", "0\t1\tsing\n");
  const std::string several = "1 song predicted in several formats, of which judged: .lab";
  EXPECT_FALSE(holds(evaluate().errors, "several formats"));
  scratch_.file("found/a.lab", "0 1 sing\n");
  const auto result = evaluate();
  EXPECT_TRUE(holds(result.errors, several));
}

TEST_F(EvaluateFolders, PassesOverNotesAndTablesBesideTheTruths) {
  for (const char* folder : {"truth/", "found/"})
    scratch_.file(folder + std::string("a.lab"), "0 1 sing\n");
  scratch_.file("truth/a.f0.csv", "0.01,220.5\n");
  for (const char* folder : {"truth/", "found/"})
    scratch_.file(folder + std::string("notes.txt"), "labelled in May\n");
  scratch_.file("found/a.csv", "0.01,220.5\n");
  scratch_.file("truth/a.txt", "la la la\n");
  const auto result = evaluate();
  EXPECT_TRUE(ended(result, 0, "found/notes.txt: no labels, skipped"));
  const auto warning = "warning: " + (scratch_ / "truth/a.f0.csv").string() + ", " +
                       (scratch_ / "truth/a.txt").string() + ", " +
                       (scratch_ / "truth/notes.txt").string() + ": no labels, skipped";
  EXPECT_TRUE(holds(result.errors, warning));
  EXPECT_FALSE(holds(result.errors, "without a truth"));
  scratch_.file("found/karaoke.lab", "0 1 sing\n");
  const auto more = evaluate();
  EXPECT_TRUE(ended(more, 0, "1 prediction without a truth left out, such as karaoke"));
  scratch_.file("truth/b.txt", "0\t1\tsing\n");
  scratch_.file("truth/c.lab", "0 one sing\n");  // labels too, although damaged
  const auto unheard = evaluate();
  EXPECT_TRUE(holds(unheard.errors, "warning: 2 truths without a prediction left out, such as "));
}

TEST_F(EvaluateFolders, NamesTheFolderThatIsNotThere) {
  const auto missing = (scratch_ / "missing").string();
  const auto there = scratch_.folder().string();
  for (const auto& [predicted, truth] : {std::pair{there, missing}, {missing, there}}) {
    const auto result = run_cantus({"evaluate", "--predicted", predicted, "--truth", truth});
    EXPECT_TRUE(ended(result, 66, "error: " + missing + ": "));
  }
}

TEST_F(EvaluateFolders, RefusesAFolderWithoutTruths) {
  const auto folder = scratch_.folder().string();
  const auto result = run_cantus({"evaluate", "--predicted", folder, "--truth", folder});
  EXPECT_TRUE(ended(result, 66, "no label files in this folder"));
}

}  // namespace
}  // namespace cantus
