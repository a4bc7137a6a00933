#include <fstream>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "apps/study/finished_run.h"
#include "tests/apps/support/training_runs.h"
#include "tests/support/holds.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

// One network per way unless a test says more, into the folder out.
class TransferVerb : public ::testing::Test {
 protected:
  TransferVerb() { train_source("source", "1"); }

  void train_source(const std::string& name, const std::string& seed) {
    const auto result =
        run_cantus({"train", corpus_.experiment().string(), "-o", (scratch_ / name).string(),
                    "--seed", seed, "--threads", "1", "-q"});
    EXPECT_EQ(result.exit_code, 0) << result.errors;
  }

  fs::path model(const std::string& name) const { return scratch_ / name / "model.safetensors"; }

  Arguments arguments_of(const std::string& layers, const Arguments& more = {},
                         const std::string& source = "source") const {
    const bool has_seeds = std::find(more.begin(), more.end(), "--seeds") != more.end();
    return Arguments{"transfer",  corpus_.experiment().string(),
                     "--source",  model(source).string(),
                     "-o",        (scratch_ / "out").string(),
                     "--layers",  layers,
                     "--set",     "model.name=glu_crnn",
                     "--set",     "experiment.epochs=1",
                     "--threads", "1",
                     "-q"} +
           (has_seeds ? Arguments{} : Arguments{"--seeds", "1"}) + more;
  }

  ProcessResult transfer(const std::string& layers, const Arguments& more = {},
                         const std::string& source = "source") const {
    return run_cantus(arguments_of(layers, more, source));
  }

  void expect_refused(int code, const std::string& part, const ProcessResult& result) const {
    EXPECT_TRUE(ended(result, code, part));
    EXPECT_EQ(std::count(result.errors.begin(), result.errors.end(), '\n'), 1) << result.errors;
  }

  Scratch scratch_;
  TinyCorpus corpus_{scratch_ / "corpus"};
};

TEST_F(TransferVerb, TrainsEveryWayScoresItAndWritesOneTable) {
  const auto result = transfer("L1,none", {"--seeds", "2", "--kinds", "song", "--json"});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  const auto table = nlohmann::json::parse(result.output);
  EXPECT_EQ(table["schema"], "cantus.experiment/1");
  ASSERT_EQ(table["rows"].size(), 3u);
  EXPECT_EQ(table["rows"][0]["mode"], "fixed");
  // Hou 2020, Table 1; the counts do not depend on the excerpt's length.
  EXPECT_EQ(table["rows"][0]["trainable"], 205890);
  EXPECT_EQ(table["rows"][1]["mode"], "fine-tuned");
  EXPECT_EQ(table["rows"][1]["trainable"], 207298);
  EXPECT_TRUE(table["rows"][2]["mode"].is_null());
  for (const auto& row : table["rows"]) {
    EXPECT_EQ(row["seeds"], (std::vector<int>{1, 2}));
    ASSERT_EQ(row["auroc"]["runs"].size(), 2u);
    const double first = row["auroc"]["runs"][0], second = row["auroc"]["runs"][1];
    EXPECT_NEAR(row["auroc"]["mean"], (first + second) / 2, 1e-12);
    EXPECT_NEAR(row["auroc"]["half_width"], 12.7062 * std::abs(first - second) / 2, 1e-9);
  }
  EXPECT_EQ(content_of(scratch_ / "out/table.json"), result.output);
  const std::string text = content_of(scratch_ / "out/table.md");
  EXPECT_TRUE(holds(text, "| layers | mode | trainable | F |"));
  EXPECT_TRUE(holds(text, "| L1 | fixed | 205890 |"));
  const FinishedRun run = read_finished_run(scratch_ / "out/runs/L1-fixed-seed2.json");
  EXPECT_EQ(run.scores.at("auroc"), table["rows"][0]["auroc"]["runs"][1]);
  EXPECT_EQ(run.command,
            fmt::format("cantus transfer {} --source {} -o {} --layers L1,none --modes "
                        "fixed,fine-tuned --seeds 2 --set model.name=glu_crnn --set "
                        "experiment.epochs=1 --kinds song --split test --device cpu",
                        corpus_.experiment().string(), model("source").string(),
                        (scratch_ / "out").string()));
}

TEST_F(TransferVerb, KeepsACommandThatAShellTakes) {
  const fs::path manifest = scratch_ / "corpus/it's mine.tsv";
  fs::copy_file(corpus_.manifest(), manifest);
  ASSERT_EQ(transfer("none", {"--manifest", manifest.string()}).exit_code, 0);
  const std::string kept = read_finished_run(scratch_ / "out/runs/none-seed1.json").command;
  const std::string folder = fs::path(CANTUS_BINARY).parent_path().string();
  const auto again =
      run_unlimited({"sh", "-c", R"(PATH="$0:$PATH"; )" + kept + " --dry-run", folder});
  EXPECT_EQ(again.output, "none-seed1, finished\n") << kept << again.errors;
}

TEST_F(TransferVerb, NamesTheRunsOfADryRun) {
  const auto result = transfer("L1", {"--seeds", "2", "--dry-run", "--json"});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  const auto plan = nlohmann::json::parse(result.output);
  EXPECT_EQ(plan["dry_run"], true);
  EXPECT_EQ(plan["runs"].size(), 4u);  // fixed and fine-tuned
  EXPECT_EQ(plan["runs"][0]["run"], "L1-fixed-seed1");
  EXPECT_FALSE(fs::exists(scratch_ / "out"));
}

TEST_F(TransferVerb, BeginsWithTheExperimentsSeedWhereNoneIsGiven) {
  const Arguments of_file{"--set", "experiment.seed=7", "--dry-run"};
  EXPECT_EQ(transfer("none", of_file).output, "none-seed7\n");
  EXPECT_EQ(transfer("none", of_file + Arguments{"--seed", "3"}).output, "none-seed3\n");
}

TEST_F(TransferVerb, TrainsOnlyWhatIsNotFinished) {
  ASSERT_EQ(transfer("L1", {"--modes", "fixed"}).exit_code, 0);
  const auto written = fs::last_write_time(scratch_ / "out/runs/L1-fixed-seed1.json");
  const auto result = transfer("L1,none", {"--modes", "fixed"});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_EQ(fs::last_write_time(scratch_ / "out/runs/L1-fixed-seed1.json"), written);
  EXPECT_TRUE(holds(result.output, "| L1 | fixed | 205890 |"));
  EXPECT_TRUE(holds(result.output, "| none | - | 207298 |"));
}

TEST_F(TransferVerb, LosesNoRowOfItsTableButOnPurpose) {
  ASSERT_EQ(transfer("L1,none", {"--modes", "fixed"}).exit_code, 0);
  const std::string table = content_of(scratch_ / "out/table.json");
  const std::string has = "table.json: has ", not_asked = ", which is not asked for";
  expect_refused(73, has + "row \"none\"" + not_asked, transfer("L1", {"--modes", "fixed"}));
  expect_refused(73, has + "row \"L1 fixed\"" + not_asked,
                 transfer("L1,none", {"--modes", "fine-tuned"}));
  expect_refused(73, has + "seed 1" + not_asked, transfer("L1,none", {"--seed", "2"}));
  EXPECT_EQ(content_of(scratch_ / "out/table.json"), table);
  const auto forced = transfer("none", {"--modes", "fixed", "--force", "--json"});
  EXPECT_EQ(nlohmann::json::parse(forced.output).at("rows").size(), 1u) << forced.errors;
}

// As by another process that began at the same time and ended before either had a run.
TEST_F(TransferVerb, WritesARunWhereItsFolderWasTakenAway) {
  Background process(arguments_of("none", {"--set", "experiment.epochs=20"}));
  wait_for_lines(process, scratch_ / "out/work/none-seed1/log.jsonl", 1);
  ASSERT_TRUE(fs::remove(scratch_ / "out/runs"));
  EXPECT_EQ(process.end(0), 0);
  EXPECT_TRUE(fs::exists(scratch_ / "out/runs/none-seed1.json"));
}

// All runs of a table learned equally long, from one network, and were tested on the same songs.
TEST_F(TransferVerb, RefusesRunsThatWereMadeInAnotherWay) {
  ASSERT_EQ(transfer("L1", {"--modes", "fixed"}).exit_code, 0);
  const std::string run = "L1-fixed-seed1.json: the run was made with other settings, ";
  const auto expect_other = [&](const std::string& part, const Arguments& more) {
    expect_refused(78, run + part, transfer("L1", Arguments{"--modes", "fixed"} + more));
  };
  expect_other("experiment.epochs: was 1, is 2", {"--set", "experiment.epochs=2"});
  expect_other("test.split: was \"test\", is \"valid\"", {"--split", "valid"});
  expect_other("test.kinds: was [], is [\"song\"]", {"--kinds", "song"});
  expect_other("test.manifest: was not given, is [\"", {"--manifest", corpus_.manifest().string()});
  train_source("other", "2");
  expect_refused(78, run + "transfer.source_sha256: was ",
                 transfer("L1", {"--modes", "fixed"}, "other"));
}

// Rows are compared and seeds averaged: all share one corpus, with unchanged labels.
TEST_F(TransferVerb, RefusesRunsOfOtherSongsBeforeAnythingIsTrained) {
  ASSERT_EQ(transfer("L1,none", {"--modes", "fixed"}).exit_code, 0);
  const TinyCorpus other(scratch_ / "other");
  expect_refused(78, "data.manifest: was [\"corpus/manifest.tsv\"], is [\"other/manifest.tsv\"]",
                 transfer("L1,none", {"--modes", "fixed", "--set",
                                      "data.manifest=" + other.manifest().string()}));
  const auto with_labels = [&](int song) {
    const std::string labels = content_of(corpus_.labels(song));
    std::ofstream(corpus_.labels(song)) << "0 1.6 sing\n";
    const auto result = transfer("L1,none", {"--modes", "fixed", "--seeds", "2"});
    std::ofstream(corpus_.labels(song)) << labels;
    return result;
  };
  expect_refused(78, "manifest.tsv: tested on other songs or labels than L1-fixed-seed1.json",
                 with_labels(6));
  expect_refused(78, "manifest.tsv: names other songs or labels than other networks of the table",
                 with_labels(0));
  EXPECT_FALSE(fs::exists(scratch_ / "out/work/L1-fixed-seed2"));
  EXPECT_EQ(transfer("L1,none", {"--modes", "fixed", "--seeds", "2"}).exit_code, 0);
}

// Scores of an existing network are kept only if songs and labels are unchanged; else made anew.
TEST_F(TransferVerb, ScoresAnewWhereSongsOrLabelsAreOthers) {
  const auto scores = [&] {
    fs::remove(scratch_ / "out/runs/none-seed1.json");
    EXPECT_EQ(transfer("none").exit_code, 0);
    return nlohmann::json::parse(content_of(scratch_ / "out/work/none-seed1/scores.json"));
  };
  const auto voice = [](const nlohmann::json& report) {
    const auto& pooled = report["detectors"][0]["pooled"];
    return pooled["true_positive"].get<int>() + pooled["false_negative"].get<int>();
  };
  const auto before = scores();
  const auto time = fs::last_write_time(scratch_ / "out/work/none-seed1/scores.json");
  const auto trained = fs::last_write_time(model("out/work/none-seed1"));
  EXPECT_EQ(scores(), before);
  EXPECT_EQ(fs::last_write_time(scratch_ / "out/work/none-seed1/scores.json"), time);
  auto smoothed = before;  // as if another version of the program had scored
  smoothed["median_frames"] = 15;
  std::ofstream(scratch_ / "out/work/none-seed1/scores.json") << smoothed.dump();
  EXPECT_EQ(scores(), before);
  std::ofstream(corpus_.labels(6)) << "0 1.6 sing\n";
  const auto relabelled = scores();
  EXPECT_GT(voice(relabelled), voice(before));
  EXPECT_EQ(voice(relabelled), 79);
  std::ofstream(corpus_.manifest(), std::ios::app) << "song7.wav\tsong7.lab\ttest\tpop\n";
  write_wav(corpus_.song(7), {16000, std::vector<float>(25600, 0.1f)});
  fs::copy_file(corpus_.labels(0), corpus_.labels(7));
  EXPECT_EQ(scores()["detectors"][0]["songs"].size(), 2u);
  EXPECT_EQ(fs::last_write_time(model("out/work/none-seed1")), trained);
}

TEST_F(TransferVerb, SaysWhatHelpsAgainstFilesThatAreDamaged) {
  ASSERT_EQ(transfer("none").exit_code, 0);
  const fs::path run = scratch_ / "out/runs/none-seed1.json";
  const fs::path work = scratch_ / "out/work/none-seed1";
  fs::resize_file(run, 0);
  expect_refused(65, "none-seed1.json: no finished run (expected cantus.run/1); delete it, and it",
                 transfer("none"));
  fs::remove(run);
  fs::resize_file(work / "scores.json", 0);
  EXPECT_EQ(transfer("none").exit_code, 0);
  fs::remove(run);
  auto summary = nlohmann::json::parse(content_of(work / "summary.json"));
  summary.erase("best_validation_f");
  std::ofstream(work / "summary.json") << summary;
  expect_refused(65, "summary.json: no summary of a training", transfer("none"));
  fs::remove(work / "summary.json");
  EXPECT_EQ(transfer("none").exit_code, 0);
}

// If one way of a table cannot be trained, nothing is, not even from scratch.
TEST_F(TransferVerb, RefusesBeforeAnythingIsTrained) {
  const auto expect_nothing = [&](int code, const std::string& part, const std::string& layers,
                                  const Arguments& more) {
    for (const Arguments& way : {Arguments{}, Arguments{"--dry-run"}}) {
      expect_refused(code, part, transfer(layers, more + way));
      EXPECT_FALSE(fs::exists(scratch_ / "out"));
    }
  };
  expect_nothing(65, "tensor \"dense.weight\" is [64, 320] (expected [64, 128])", "none,dense", {});
  expect_nothing(65, "a model of front end hou2020 (expected ismir2015)", "none,L1",
                 {"--set", "data.front_end=ismir2015"});
  expect_nothing(66, "none.tsv", "none", {"--manifest", (scratch_ / "none.tsv").string()});
  expect_nothing(66, "no song is of kind humming", "none", {"--kinds", "humming"});
  expect_nothing(78, "--layers: row L7 fixed takes over layer L7 (expected layers of glu_crnn: L1,",
                 "L1,L7", {});
  expect_nothing(78, "--layers: a second row L1 fixed", "L1,L1", {});
  expect_nothing(64, "--modes", "L1", {"--modes", "frozen"});
  expect_nothing(66, "absent/model.safetensors", "L1", {"--source", model("absent").string()});
  scratch_.file("study.toml", "[table]\ncolumns = \"f\"\nrows = [{ name = \"a\" }]\n");
  const auto study = run_cantus({"transfer", (scratch_ / "study.toml").string(), "--source",
                                 model("source").string(), "-o", (scratch_ / "out").string()});
  expect_refused(78, "is of a study of several networks", study);
  const auto no_source = run_cantus({"transfer", corpus_.experiment().string(), "-o", "x"});
  expect_refused(64, "--source: not given", no_source);
  for (const int missing : {6, 0}) {  // a test song and a training song
    fs::rename(corpus_.song(missing), scratch_ / "elsewhere.wav");
    const auto told = transfer("none"), foreseen = transfer("none", {"--dry-run"});
    const std::string part = fmt::format("song{}.wav: no such file", missing);
    EXPECT_TRUE(ended(told, 66, part));
    EXPECT_EQ(foreseen.exit_code, 66);
    EXPECT_EQ(foreseen.errors, told.errors);
    EXPECT_FALSE(fs::exists(scratch_ / "out"));
    fs::rename(scratch_ / "elsewhere.wav", corpus_.song(missing));
  }
}

// Test and training songs, sounds and labels, each named once.
TEST_F(TransferVerb, NamesAllSongsThatCannotBeRead) {
  fs::remove(corpus_.song(6));
  fs::remove(corpus_.song(0));
  std::ofstream(corpus_.labels(1)) << "0.1 0.5\n";
  for (const Arguments& way : {Arguments{}, Arguments{"--dry-run"}}) {
    const auto result = transfer("L1,none", way);
    EXPECT_EQ(result.exit_code, 66);
    for (const std::string& part :
         {corpus_.song(6).string(), corpus_.song(0).string(), corpus_.labels(1).string() + ":1"}) {
      const std::size_t found = result.errors.find("error: " + part);
      ASSERT_NE(found, std::string::npos) << part << result.errors;
      EXPECT_EQ(result.errors.find("error: " + part, found + 1), std::string::npos) << part;
    }
    EXPECT_FALSE(fs::exists(scratch_ / "out"));
  }
}

}  // namespace
}  // namespace cantus
