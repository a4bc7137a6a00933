#include <regex>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "apps/study/finished_run.h"
#include "apps/study/verb_command.h"
#include "tests/apps/support/run_cantus.h"
#include "tests/apps/support/tiny_corpus.h"
#include "tests/apps/support/two_clips.h"
#include "tests/data/support/scratch.h"
#include "tests/support/holds.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

class StudyVerb : public ::testing::Test {
 protected:
  StudyVerb() {
    scratch_.file("study.toml",
                  "[table]\n"
                  "title = \"Of tiny songs\"\n"
                  "seeds = 2\n"
                  "columns = [\"layers\", \"trainable\", \"f\", \"model.num_frames: T\"]\n"
                  "rows = [{ layers = \"L1\", mode = \"fixed\" }, { layers = \"none\" }]\n"
                  "[experiment]\nepochs = 1\nbatches_per_epoch = 3\nbatch_size = 4\n"
                  "[model]\nname = \"glu_crnn\"\nnum_frames = 5\n"
                  "[data]\ncorpus = \"tiny\"\npositive = \"sing\"\n"
                  "[source.experiment]\nepochs = 1\nbatches_per_epoch = 3\nbatch_size = 4\n"
                  "[source.model]\nname = \"glu_cnn\"\nnum_frames = 5\n"
                  "[source.data]\ncorpus = \"tiny\"\npositive = \"sing\"\n"
                  "[corpora.tiny]\nroot = \"corpus\"\n");
  }

  ProcessResult run(const Arguments& more) {
    return run_cantus(Arguments{"experiment", (scratch_ / "study.toml").string(), "-o",
                                (scratch_ / "out").string(), "--threads", "1", "-q"} +
                      more);
  }

  fs::path finished(const std::string& name) const {
    return scratch_ / "out/runs" / (name + ".json");
  }

  Scratch scratch_;
  TinyCorpus corpus_{scratch_ / "corpus"};
};

TEST_F(StudyVerb, RunsEveryRowWithEverySeedAndWritesTheTable) {
  const auto result = run({"--json"});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  const auto table = nlohmann::json::parse(result.output);
  EXPECT_EQ(table["schema"], "cantus.experiment/1");
  ASSERT_EQ(table["rows"].size(), 2u);
  EXPECT_EQ(table["rows"][0]["trainable"], 205890);
  EXPECT_EQ(table["rows"][0]["seeds"], (std::vector<int>{1, 2}));
  EXPECT_EQ(content_of(scratch_ / "out/table.json"), result.output);
  const FinishedRun kept = read_finished_run(finished("L1-fixed-seed2"));
  EXPECT_EQ(kept.scores.at("auroc"), table["rows"][0]["auroc"]["runs"][1]);
  EXPECT_EQ(kept.parameters.weights, 207298);
  EXPECT_EQ(kept.num_steps, 3);
  EXPECT_TRUE(holds(kept.command, "cantus experiment "));
  const FinishedRun source = read_finished_run(finished("source"));
  EXPECT_EQ(kept.source_sha256, source.model_sha256);
  const std::string text = content_of(scratch_ / "out/table.md");
  EXPECT_TRUE(holds(text, "| layers | trainable | F | T |"));
  EXPECT_TRUE(holds(text, "| none | 207298 |"));
  fs::remove(finished("L1-fixed-seed1"));  // it returns to its place before the second seed
  EXPECT_EQ(run({"--json"}).output, result.output);
}

TEST_F(StudyVerb, KeepsACommandThatAShellTakes) {
  ASSERT_EQ(run({"--seeds", "1", "--set", R"(data.positive=["sing", "it's"])"}).exit_code, 0);
  const std::string kept = read_finished_run(finished("none-seed1")).command;
  const std::string words = run_unlimited({"sh", "-c", "printf '%s|' " + kept}).output;
  EXPECT_TRUE(holds(words, R"(|--seeds|1|--set|data.positive=["sing", "it's"]|)")) << kept;
}

TEST_F(StudyVerb, GoesOnFromWhatIsFinishedEvenWithoutTheModels) {
  ASSERT_EQ(run({"--seeds", "1"}).exit_code, 0);
  const std::string first = content_of(finished("none-seed1"));
  fs::remove_all(scratch_ / "out/work");
  fs::remove(finished("none-seed1"));
  const auto plan = run({"--seeds", "1", "--dry-run"});
  EXPECT_EQ(plan.output, "L1-fixed-seed1, finished\nnone-seed1\n");
  ASSERT_EQ(run({"--seeds", "1"}).exit_code, 0);
  EXPECT_FALSE(fs::exists(scratch_ / "out/work/L1-fixed-seed1"));
  EXPECT_FALSE(fs::exists(scratch_ / "out/work/source"));
  EXPECT_EQ(content_of(finished("none-seed1")), first);
}

TEST_F(StudyVerb, MakesTheSameOfAModelThatIsThere) {
  ASSERT_EQ(run({"--seeds", "1"}).exit_code, 0);
  const auto source = scratch_ / "out/work/source/model.safetensors";
  const auto other = scratch_ / "other";
  const auto result =
      run_cantus({"experiment", (scratch_ / "study.toml").string(), "-o", other.string(),
                  "--source", source.string(), "--seeds", "1", "--threads", "1", "-q"});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_FALSE(fs::exists(other / "work/source"));
  EXPECT_EQ(read_finished_run(other / "runs/L1-fixed-seed1.json").model_sha256,
            read_finished_run(finished("L1-fixed-seed1")).model_sha256);
}

TEST_F(StudyVerb, RefusesRunsOfOtherSettingsInOneLine) {
  ASSERT_EQ(run({"--seeds", "1"}).exit_code, 0);
  const auto result = run({"--seeds", "1", "--set", "experiment.epochs=2"});
  EXPECT_TRUE(ended(result, 78,
                    "L1-fixed-seed1.json: the run was made with other settings, "
                    "experiment.epochs: was 1, is 2"));
  EXPECT_EQ(std::count(result.errors.begin(), result.errors.end(), '\n'), 1) << result.errors;
  std::ofstream(finished("none-seed1")) << "{}";
  EXPECT_EQ(run({"--seeds", "1"}).exit_code, 65);
}

TEST_F(StudyVerb, RefusesRunsOfAnotherSource) {
  ASSERT_EQ(run({"--seeds", "1"}).exit_code, 0);
  const auto expect_refused = [&](const Arguments& more, const std::string& part) {
    const auto result = run(more);
    EXPECT_TRUE(ended(result, 78, part));
  };
  const Arguments longer{"--set", "source.experiment.epochs=2"};
  expect_refused(longer,
                 "source.json: the run was made with other settings, experiment.epochs: "
                 "was 1, is 2");
  expect_refused({"--set", "source.data.corpus=[\"tiny\", \"tiny\"]"}, "data.corpus: was");
  const std::string source = content_of(finished("source"));
  fs::remove(finished("source"));
  expect_refused(longer, "model.safetensors: another source network than L1-fixed-seed1.json");
  EXPECT_FALSE(fs::exists(finished("source")));
  scratch_.file("out/runs/source.json",
                std::regex_replace(source, std::regex("\"model_sha256\": \"...."),
                                   "\"model_sha256\": \"0000"));
  expect_refused({}, "L1-fixed-seed1.json: another source network than source.json");
}

TEST_F(StudyVerb, TakesASourceWhereTheFileNamesNone) {
  scratch_.file("study.toml",
                "[table]\ncolumns = [\"f\"]\nrows = [{ layers = \"L1\", mode = \"fixed\" }]\n"
                "[model]\nname = \"glu_cnn\"\n[data]\ncorpus = \"tiny\"\npositive = \"sing\"\n"
                "[corpora.tiny]\nroot = \"corpus\"\n");
  const auto none = run({"--dry-run"});
  EXPECT_TRUE(ended(none, 78, "no [source]"));
  EXPECT_TRUE(holds(none.errors, "--source MODEL"));
  EXPECT_EQ(run({"--dry-run", "--source", (scratch_ / "none").string()}).exit_code, 66);
  const auto junk = scratch_.file("any.safetensors", "no model");
  const auto refused = run({"--dry-run", "--source", junk.string()});
  EXPECT_TRUE(ended(refused, 65, "any.safetensors"));
  ASSERT_EQ(run_cantus({"train", corpus_.experiment().string(), "-o",
                        (scratch_ / "source").string(), "--threads", "1", "-q"})
                .exit_code,
            0);
  const auto model = scratch_ / "source/model.safetensors";
  const auto plan = run({"--dry-run", "--source", model.string()});
  EXPECT_EQ(plan.output, "L1-fixed-seed1\n") << plan.errors;
}

TEST_F(StudyVerb, RefusesRunsThatWereTestedInAnotherWay) {
  ASSERT_EQ(run({"--seeds", "1"}).exit_code, 0);
  const auto expect_refused = [&](const std::string& setting, const std::string& part) {
    const auto result = run({"--seeds", "1", "--dry-run", "--set", setting});
    EXPECT_TRUE(ended(result, 78, part)) << setting;
  };
  expect_refused("test.split=valid", "test.split: was \"test\", is \"valid\"");
  expect_refused("test.kinds=song", "test.kinds: was [], is [\"song\"]");
  expect_refused("test.num_songs=1", "test.num_songs: was 0, is 1");
  expect_refused("data.corpus=[\"tiny\", \"tiny\"]", "data.corpus: was [\"tiny\"], is ");
}

TEST_F(StudyVerb, RefusesTestSongsThatAreNotThereBeforeAnythingIsTrained) {
  const auto result = run({"--set", "test.kinds=humming"});
  EXPECT_TRUE(ended(result, 66, "no song is of kind humming"));
  EXPECT_FALSE(fs::exists(scratch_ / "out/work"));
}

TEST_F(StudyVerb, ReplacesNoTableOfAnotherStudy) {
  fs::create_directories(scratch_ / "out");
  scratch_.file("out/table.md", "of others");
  EXPECT_EQ(run({"--dry-run"}).exit_code, 73);
  for (const char* text :
       {R"({"schema": "cantus.experiment/1", "experiment": "studies/other.toml"})",
        R"({"schema": "cantus.experiment/1", "experiment": 7})", "[]"}) {
    scratch_.file("out/table.json", text);
    const auto result = run({"--dry-run"});
    EXPECT_TRUE(ended(result, 73, "out/table.json: is "));
  }
  EXPECT_EQ(run({"--dry-run", "--force"}).exit_code, 0);
  scratch_.file("out/table.json", R"({"schema": "cantus.experiment/1", "experiment":
    "elsewhere/study.toml", "rows": [{"name": "none", "seeds": [1, 2]}]})");
  EXPECT_EQ(run({"--dry-run"}).exit_code, 0);
  for (const Arguments& fewer : {Arguments{"--seeds", "1"}, {"--seed", "2"}}) {
    auto arguments = fewer;
    arguments.push_back("--dry-run");
    const auto result = run(arguments);
    EXPECT_TRUE(ended(result, 73, ", which is not asked for"));
  }
  scratch_.file("out/table.json", R"({"schema": "cantus.experiment/1", "experiment":
    "study.toml", "rows": [{"name": "L2 fixed", "seeds": [1]}]})");
  const auto other_rows = run({"--dry-run"});
  EXPECT_TRUE(ended(other_rows, 73, "has row \"L2 fixed\", which is not asked for"));
}

TEST_F(StudyVerb, RefusesASourceThatNoRowTakes) {
  const auto model = scratch_.file("any.safetensors", "a model");
  scratch_.file("study.toml",
                "[table]\ncolumns = [\"f\"]\nrows = [{ layers = \"none\" }]\n"
                "[data]\ncorpus = \"tiny\"\npositive = \"sing\"\n"
                "[corpora.tiny]\nroot = \"corpus\"\n");
  const auto result = run({"--dry-run", "--source", model.string()});
  EXPECT_TRUE(ended(result, 64, "--source: given to a study without layers"));
}

// Rounds of equal settings are shared, but not between different songs.
TEST_F(StudyVerb, TrainsRoundsOfEveryCorpus) {
  const Scratch other;
  write_two_clips(scratch_);
  write_two_clips(other);
  write_clip(other, "sung.wav", 0.5f);
  scratch_.file("study.toml",
                "[table]\ncolumns = [\"f\"]\nrows = [{ name = \"a\", round = \"alpha\", "
                "data.corpus = \"a\" }, { name = \"b\", round = \"alpha\", data.corpus = \"b\" }]\n"
                "[experiment]\nepochs = 1\nbatches_per_epoch = 2\nbatch_size = 2\n"
                "[model]\nname = \"mel_cnn\"\n[data]\npositive = \"sing\"\n"
                "[test]\ncorpus = \"tiny\"\n"
                "[corpora.tiny]\nroot = \"corpus\"\n"
                "[corpora.a]\nroot = \".\"\nmanifest = \"weak.tsv\"\n"
                "[corpora.b]\nroot = \"" +
                    other.folder().string() + "\"\nmanifest = \"weak.tsv\"\n");
  const auto result = run({});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_NE(read_finished_run(finished("a-seed1")).data_sha256,
            read_finished_run(finished("b-seed1")).data_sha256);
}

TEST_F(StudyVerb, TrainsRoundsThatMakeTheirTargetsOtherwiseApart) {
  write_two_clips(scratch_);
  scratch_.file("study.toml",
                "[table]\ncolumns = [\"f\"]\nrows = ["
                "{ name = \"as they are\", round = \"beta\", self_improve.median_frames = 1 }, "
                "{ name = \"smoothed\", round = \"beta\", self_improve.median_frames = 9 }]\n"
                "[experiment]\nepochs = 1\nbatches_per_epoch = 2\nbatch_size = 2\n"
                "[model]\nname = \"mel_cnn\"\n"
                "[data]\npositive = \"sing\"\ncorpus = \"clips\"\n"
                "[test]\ncorpus = \"tiny\"\n[corpora.tiny]\nroot = \"corpus\"\n"
                "[corpora.clips]\nroot = \".\"\nmanifest = \"weak.tsv\"\n");
  const auto result = run({});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_NE(read_finished_run(finished("as-they-are-seed1")).model_sha256,
            read_finished_run(finished("smoothed-seed1")).model_sha256);
}

TEST_F(StudyVerb, RendersACorpusThatIsMissing) {
  scratch_.file("rendered.toml",
                "[table]\ncolumns = \"f\"\nrows = [{ name = \"a\" }]\n"
                "[experiment]\nepochs = 1\nbatches_per_epoch = 1\nbatch_size = 2\n"
                "[model]\nnum_frames = 3\n"
                "[data]\ncorpus = \"mixes\"\npositive = \"speech\"\n"
                "[corpora.mixes]\nroot = \"mixes\"\n"
                "make = \"mix --speech {voices}/manifest.tsv --music {voices}/manifest.tsv\"\n"
                "[corpora.voices]\nroot = \"voices\"\nmake = \"synth --voices builtin --songs 0 "
                "--instrumentals 8 --speech 24 --song-s 4\"\n");
  const auto study = [&](const std::string& output, const Arguments& more) {
    return run_cantus(Arguments{"experiment", (scratch_ / "rendered.toml").string(), "-o",
                                (scratch_ / output).string(), "-q"} +
                      more);
  };
  const auto result = study("out", {});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_TRUE(fs::exists(scratch_ / "mixes/manifest.tsv"));
  const auto expect_refused = [&](const std::string& make, int code, const std::string& part) {
    const auto refused = study(
        "refused", {"--set", "corpora.mixes.root=nowhere", "--set", "corpora.mixes.make=" + make});
    EXPECT_TRUE(ended(refused, code, part));
    EXPECT_FALSE(fs::exists(scratch_ / "refused"));
  };
  expect_refused("mix --speech {mixes}", 78, "needs itself");
  expect_refused("mix --speech {others}", 78, "names {others}");
  expect_refused("detect", 78, "corpora.mixes.make is \"detect\"");
  expect_refused("mix --speech absent.tsv --music absent.tsv", 66, "absent.tsv");
}

// Results kept in docs/results need no training, even if later versions ask more of a finished run.
TEST(CommittedResults, CountAsFinished) {
  const fs::path root(CANTUS_SOURCE_DIR);
  // Asks for as many seeds as are kept: unfinished runs would need songs that are not there.
  const Arguments mir1k{
      "--seeds",          "2", "--set", "data.corpus=mir1k", "--set", "data.num_songs=0", "--set",
      "test.num_songs=20"};
  const auto expect_finished = [&](const std::string& study, const std::string& results,
                                   const Arguments& more) {
    const fs::path kept = root / "docs/results" / results;
    const auto plan =
        run_cantus(Arguments{"experiment", (root / "experiments" / (study + ".toml")).string(),
                             "-o", kept.string(), "--dry-run"} +
                   more);
    EXPECT_EQ(plan.exit_code, 0) << plan.errors;
    std::size_t num_kept = 0;
    for (const auto& entry : fs::directory_iterator(kept / "runs")) {
      const std::string run = entry.path().stem().string();
      if (run == "source") continue;
      ++num_kept;
      EXPECT_TRUE(holds(plan.output, run + ", finished\n")) << entry.path();
    }
    EXPECT_GT(num_kept, 0u) << results;
  };
  for (const std::string name : {"amount", "fig3", "fig5", "fig6", "table1", "table2", "table3"})
    expect_finished("hou2020/" + name, "hou2020/" + name, {"--seeds", "9"});
  for (const std::string name : {"table1", "table2"}) {
    expect_finished("schlueter2016/" + name, "schlueter2016/" + name + "_mir1k_1000", mir1k);
    expect_finished("schlueter2016/" + name, "schlueter2016/" + name + "_rendered_1000", {});
  }
  expect_finished("schlueter2016/bags", "schlueter2016/bags", {});
  for (const std::string name : {"fig1", "fig2", "fig3"})
    expect_finished("schlueter2016/" + name, "schlueter2016/" + name, {});
}

TEST_F(StudyVerb, DrawsItsFiguresWithTheModelsOfItsRuns) {
  const std::string rows = content_of(scratch_ / "study.toml");
  const auto with_figure = [&](const std::string& make) {
    scratch_.file("study.toml",
                  rows + "[figures.fig]\nfile = \"fig.png\"\nmake = \"" + make + "\"\n");
  };
  with_figure("patterns --model {source},{nobody-seed1}");
  const auto refused = run({"--seeds", "1"});
  EXPECT_EQ(refused.exit_code, 78);
  EXPECT_TRUE(
      holds(refused.errors, "figures.fig.make names {nobody-seed1} (expected L1-fixed-seed1, "));
  EXPECT_FALSE(fs::exists(scratch_ / "out")) << "trained before it looked";
  with_figure("patterns --model {source},{none-seed1} --layers L1 --filters 2 --steps 2");
  const auto drawn = run({"--seeds", "1"});
  ASSERT_EQ(drawn.exit_code, 0) << drawn.errors;
  const fs::path figure = scratch_ / "out/fig.png";
  EXPECT_EQ(content_of(figure).substr(1, 3), "PNG");
  const auto time = fs::last_write_time(figure);
  ASSERT_EQ(run({"--seeds", "1"}).exit_code, 0);
  EXPECT_EQ(fs::last_write_time(figure), time);
  // A missing model is not trained again for a picture.
  fs::remove(figure);
  fs::remove_all(scratch_ / "out/work/none-seed1");
  const auto gone = run({"--seeds", "1"});
  EXPECT_TRUE(ended(gone, 66, "give it as --work"));
}

TEST(VerbCommand, SaysTheErrorAndNoWarningBeforeIt) {
  EXPECT_EQ(error_in("cantus: warning: low.wav: sampled at 8000 Hz\n"
                     "cantus: error: a.wav: no such file; check the path\n"),
            "a.wav: no such file; check the path");
  EXPECT_EQ(error_in("cantus: warning: low.wav: sampled at 8000 Hz\n"), "");
}

TEST_F(StudyVerb, MayBeFiguresAlone) {
  scratch_.file("study.toml",
                "[figures.map]\nfile = \"map\"\n"
                "make = \"embed --source {tiny}/manifest.tsv --target {tiny}/manifest.tsv"
                " --points 12 --perplexity 3 --iterations 5\"\n"
                "[corpora.tiny]\nroot = \"corpus\"\n");
  const auto result = run({});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_TRUE(fs::exists(scratch_ / "out/map/embed.csv"));
  EXPECT_FALSE(fs::exists(scratch_ / "out/.cantus-drawing"));
  // The unfinished figure of a killed run does not count.
  fs::rename(scratch_ / "out/map", scratch_ / "whole");
  fs::create_directories(scratch_ / "out/.cantus-drawing/map");
  std::ofstream(scratch_ / "out/.cantus-drawing/map/embed.csv") << "domain,so";
  ASSERT_EQ(run({}).exit_code, 0);
  EXPECT_EQ(content_of(scratch_ / "out/map/embed.csv"), content_of(scratch_ / "whole/embed.csv"));
  EXPECT_FALSE(fs::exists(scratch_ / "out/table.md"));
  const auto document = nlohmann::json::parse(run({"--json"}).output, nullptr, false);
  EXPECT_EQ(document["schema"], "cantus.experiment/1") << document;
  EXPECT_TRUE(document["rows"].empty());
}

}  // namespace
}  // namespace cantus
