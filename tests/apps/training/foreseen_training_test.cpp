#include <fstream>

#include "tests/apps/support/training_runs.h"
#include "tests/support/holds.h"

namespace cantus {
namespace {

// What `train --dry-run` reports.
using ForeseenTraining = TinyTraining;

TEST_F(ForeseenTraining, ShowsEverySettingOfADryRunAndWritesNothing) {
  const auto result = run_cantus({"train", corpus_.experiment().string(), "--dry-run", "--set",
                                  "optimizer.learning_rate=0.25"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_TRUE(holds(result.output, "learning_rate = 0.25\n"));
  EXPECT_FALSE(std::filesystem::exists(scratch_ / "corpus/features"));
}

// Everything that the run itself would report about its songs before it computes features.
TEST_F(ForeseenTraining, NamesEverySongAndEveryLabelFileThatCannotBeRead) {
  std::filesystem::remove(corpus_.song(0));
  std::filesystem::remove(corpus_.labels(1));
  std::ofstream(corpus_.labels(2)) << "0.1 0.5\n";
  const auto foreseen = run_cantus({"train", corpus_.experiment().string(), "--dry-run"});
  EXPECT_TRUE(ended(foreseen, 66, corpus_.song(0).string() + ": no such file"));
  EXPECT_TRUE(holds(foreseen.errors, corpus_.labels(1).string() + ": no such file"));
  EXPECT_TRUE(holds(foreseen.errors, corpus_.labels(2).string() + ":1: "));
  EXPECT_TRUE(holds(foreseen.errors, "3 ok, 3 failed"));
  const auto run =
      run_cantus({"train", corpus_.experiment().string(), "-o", (scratch_ / "run").string()});
  EXPECT_TRUE(ended(run, 66, "3 ok, 3 failed"));
}

TEST_F(ForeseenTraining, IsOfAsManySongsAsThereAre) {
  const auto of = [&](const char* num_songs) {
    return run_cantus({"train", corpus_.experiment().string(), "--dry-run", "--set",
                       std::string("data.num_songs=") + num_songs});
  };
  EXPECT_EQ(of("4").exit_code, 0);
  const auto refused = of("5");
  EXPECT_TRUE(ended(refused, 78, "4 training songs with voice (expected data.num_songs = 5)"));
}

TEST_F(ForeseenTraining, HoldsADryRunToTheFolder) {
  const auto folder = scratch_ / "run";
  const auto dry = [&](const Arguments& more) {
    return run_cantus(
        Arguments{"train", corpus_.experiment().string(), "-o", folder.string(), "--dry-run"} +
        more);
  };
  EXPECT_TRUE(holds(dry({}).errors, "would start in " + folder.string() + "\n"));
  EXPECT_FALSE(std::filesystem::exists(folder));
  ASSERT_EQ(train(folder, {"--max-steps", "4"}).exit_code, 0);
  const auto on = dry({});
  EXPECT_TRUE(holds(on.errors, "would resume from " + (folder / "checkpoints/step_").string()));
  EXPECT_EQ(dry({"--resume", "never"}).exit_code, 73);
  EXPECT_TRUE(holds(dry({"--resume", "never", "--force"}).errors,
                    "would start in " + folder.string() +
                        " and replace what is there: config.toml, checkpoints, log.jsonl, "
                        "model.safetensors, summary.json\n"));
  EXPECT_EQ(dry({"--set", "optimizer.decay=0.5"}).exit_code, 78);
}

// About a finished run, a dry run reports what the run itself would report.
TEST_F(ForeseenTraining, TellsInADryRunOfARunThatIsOver) {
  const auto folder = scratch_ / "run";
  const auto told = [&](const Arguments& more) {
    const std::string lines =
        run_cantus(Arguments{"train", corpus_.experiment().string(), "-o", folder.string()} + more)
            .errors;
    return lines.substr(lines.rfind("cantus: ", lines.size() - 1));
  };
  const auto expect_foreseen = [&](const std::string& part, const Arguments& more) {
    const std::string foreseen = told(more + Arguments{"--dry-run"});
    EXPECT_TRUE(holds(foreseen, part));
    EXPECT_EQ(foreseen, told(more));
  };
  ASSERT_EQ(train(folder, {"--max-steps", "9"}).exit_code, 0);
  expect_foreseen("step 9 of 24, 1.5 of 4 epochs, as --max-steps says", {"--max-steps", "9"});
  ASSERT_EQ(train(folder).exit_code, 0);
  const std::string kept = ": nothing left to train, " + (folder / "model.safetensors").string();
  expect_foreseen("step 24 of 24, 4 of 4 epochs" + kept, {});
  expect_foreseen("step 24, 4 epochs: more than the 2 asked for" + kept, {"--epochs", "2"});
  EXPECT_TRUE(holds(told({"--epochs", "5", "--dry-run"}), "would resume from "));
}

}  // namespace
}  // namespace cantus
