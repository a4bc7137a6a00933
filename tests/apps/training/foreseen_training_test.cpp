#include <fstream>

#include "tests/apps/support/training_runs.h"
#include "tests/support/holds.h"

namespace cantus {
namespace {

// What `train --dry-run` says.
class ForeseenTraining : public ::testing::Test {
 protected:
  Scratch scratch_;
  TinyCorpus corpus_{scratch_ / "corpus"};
};

TEST_F(ForeseenTraining, ShowsEverySettingOfADryRunAndWritesNothing) {
  const auto result = run_cantus({"train", corpus_.experiment().string(), "--dry-run", "--set",
                                  "optimizer.learning_rate=0.25"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_NE(result.output.find("learning_rate = 0.25\n"), std::string::npos) << result.output;
  EXPECT_FALSE(std::filesystem::exists(scratch_ / "corpus/features"));
}

// All that the run itself would say of its songs, before their features.
TEST_F(ForeseenTraining, NamesEverySongAndEveryLabelFileThatCannotBeRead) {
  std::filesystem::remove(corpus_.song(0));
  std::filesystem::remove(corpus_.labels(1));
  std::ofstream(corpus_.labels(2)) << "0.1 0.5\n";
  const auto foreseen = run_cantus({"train", corpus_.experiment().string(), "--dry-run"});
  EXPECT_EQ(foreseen.exit_code, 66);
  EXPECT_TRUE(holds(foreseen.errors, corpus_.song(0).string() + ": no such file"));
  EXPECT_TRUE(holds(foreseen.errors, corpus_.labels(1).string() + ": no such file"));
  EXPECT_TRUE(holds(foreseen.errors, corpus_.labels(2).string() + ":1: "));
  EXPECT_TRUE(holds(foreseen.errors, "3 ok, 3 failed"));
  const auto run =
      run_cantus({"train", corpus_.experiment().string(), "-o", (scratch_ / "run").string()});
  EXPECT_EQ(run.exit_code, 66);
  EXPECT_TRUE(holds(run.errors, "3 ok, 3 failed"));
}

TEST_F(ForeseenTraining, IsOfAsManySongsAsThereAre) {
  const auto of = [&](const char* num_songs) {
    return run_cantus({"train", corpus_.experiment().string(), "--dry-run", "--set",
                       std::string("data.num_songs=") + num_songs});
  };
  EXPECT_EQ(of("4").exit_code, 0);
  const auto refused = of("5");
  EXPECT_EQ(refused.exit_code, 78);
  EXPECT_TRUE(holds(refused.errors, "4 training songs with voice (expected data.num_songs = 5)"));
}

TEST_F(ForeseenTraining, HoldsADryRunToTheFolder) {
  const auto folder = scratch_ / "run";
  const auto dry = [&](const std::vector<std::string>& more) {
    std::vector<std::string> arguments = {"train", corpus_.experiment().string(), "-o",
                                          folder.string(), "--dry-run"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_cantus(arguments);
  };
  EXPECT_NE(dry({}).errors.find("would start in " + folder.string() + "\n"), std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(folder));
  ASSERT_EQ(run_cantus(train_arguments(corpus_, folder, {"--max-steps", "4"})).exit_code, 0);
  const auto on = dry({});
  EXPECT_NE(on.errors.find("would resume from " + (folder / "checkpoints/step_").string()),
            std::string::npos)
      << on.errors;
  EXPECT_EQ(dry({"--resume", "never"}).exit_code, 73);
  EXPECT_TRUE(holds(dry({"--resume", "never", "--force"}).errors,
                    "would start in " + folder.string() +
                        " and replace what is there: config.toml, checkpoints, log.jsonl, "
                        "model.safetensors, summary.json\n"));
  EXPECT_EQ(dry({"--set", "optimizer.decay=0.5"}).exit_code, 78);
}

// A dry run says of a run that is over what the run itself would say of it.
TEST_F(ForeseenTraining, TellsInADryRunOfARunThatIsOver) {
  const auto folder = scratch_ / "run";
  const auto told = [&](Arguments more) {
    more.insert(more.begin(), {"train", corpus_.experiment().string(), "-o", folder.string()});
    const std::string lines = run_cantus(more).errors;
    return lines.substr(lines.rfind("cantus: ", lines.size() - 1));
  };
  const auto expect_foreseen = [&](const std::string& part, const Arguments& more) {
    Arguments dry = more;
    dry.push_back("--dry-run");
    const std::string foreseen = told(dry);
    EXPECT_NE(foreseen.find(part), std::string::npos) << foreseen;
    EXPECT_EQ(foreseen, told(more));
  };
  ASSERT_EQ(run_cantus(train_arguments(corpus_, folder, {"--max-steps", "9"})).exit_code, 0);
  expect_foreseen("step 9 of 24, 1.5 of 4 epochs, as --max-steps says", {"--max-steps", "9"});
  ASSERT_EQ(run_cantus(train_arguments(corpus_, folder)).exit_code, 0);
  const std::string kept = ": nothing left to train, " + (folder / "model.safetensors").string();
  expect_foreseen("step 24 of 24, 4 of 4 epochs" + kept, {});
  expect_foreseen("step 24, 4 epochs: more than the 2 asked for" + kept, {"--epochs", "2"});
  EXPECT_NE(told({"--epochs", "5", "--dry-run"}).find("would resume from "), std::string::npos);
}

}  // namespace
}  // namespace cantus
