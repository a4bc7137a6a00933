#include <fstream>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/model/model_file.h"
#include "apps/training/training_folder.h"
#include "data/checkpoint/series.h"
#include "data/files/lock.h"
#include "tests/apps/support/training_runs.h"
#include "tests/support/holds.h"

namespace cantus {
namespace {

using Train = TinyTraining;

TEST_F(Train, WritesAModelThatLoadsAndAnAccountOfItself) {
  const auto result = train(scratch_ / "run", {"--json"});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  const auto summary = nlohmann::json::parse(result.output);
  EXPECT_EQ(summary["schema"], "cantus.train/1");
  EXPECT_EQ(summary["steps"], 24);
  EXPECT_EQ(summary["train"]["songs"], 4);
  EXPECT_EQ(summary["train"]["frames"], 4 * 79);
  EXPECT_EQ(summary["valid"]["songs"], 2);
  EXPECT_NEAR(summary["valid"]["voiced_share"], 0.6 * 50 / 79, 0.01);
  EXPECT_EQ(content_of(scratch_ / "run/summary.json"), result.output);
  Queue queue({}, 1);
  const Model model = load_model(queue, scratch_ / "run/model.safetensors");
  EXPECT_EQ(model.facts.positive_label, "sing");
  EXPECT_EQ(model.network.num_frames, 5);
  EXPECT_EQ(num_lines(scratch_ / "run/log.jsonl"), 24 + 4);
  const auto again = run_cantus({"train", (scratch_ / "run/config.toml").string(), "-o",
                                 (scratch_ / "again").string(), "--threads", "1", "-q"});
  ASSERT_EQ(again.exit_code, 0) << again.errors;
  expect_same_run(scratch_ / "run", scratch_ / "again");
}

TEST_F(Train, LogsUpdatesAndEpochsAsObjectsOfTheSameKeys) {
  ASSERT_EQ(train(scratch_ / "run", {"--epochs", "1"}).exit_code, 0);
  using Json = nlohmann::ordered_json;
  const auto keys = [](const Json& object) {
    std::vector<std::string> all;
    for (const auto& [key, value] : object.items()) all.push_back(key);
    return fmt::format("{}", fmt::join(all, " "));
  };
  std::ifstream log(scratch_ / "run/log.jsonl");
  std::string update, line, epoch;
  for (std::getline(log, update); std::getline(log, line);) epoch = line;
  EXPECT_EQ(keys(Json::parse(update)), "step epoch learning_rate loss loss_hex");
  const float loss = Json::parse(update)["loss"];
  EXPECT_EQ(loss, std::stof(Json::parse(update)["loss_hex"].get<std::string>()));
  EXPECT_EQ(keys(Json::parse(epoch)), "step epoch valid");
  EXPECT_EQ(keys(Json::parse(epoch)["valid"]), "f precision recall specificity accuracy auroc");
}

TEST_F(Train, PrintsItsSettingsAsJsonInADryRun) {
  const auto plan = nlohmann::json::parse(train(scratch_ / "run", {"--dry-run", "--json"}).output);
  EXPECT_EQ(plan["settings"]["experiment"]["batch_size"], 4);
  EXPECT_EQ(plan["settings"]["data"]["positive"][0], "sing");
}

TEST_F(Train, LearnsTheTinySongs) {
  const auto result =
      train(scratch_ / "run", {"--json", "--set", "experiment.batches_per_epoch=40"});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_GT(nlohmann::json::parse(result.output)["best_validation_f"], 0.9);
}

// With weights that hardly leave their initial values, some seeds call no frame voice and some do.
TEST_F(Train, SaysWhereNoFrameWasEverCalledVoice) {
  std::set<bool> found;
  for (const char* seed : {"1", "2", "3", "4"}) {
    const auto result = train(scratch_ / seed, {"--json", "--seed", seed, "--epochs", "1", "--set",
                                                "experiment.batches_per_epoch=1", "--set",
                                                "optimizer.learning_rate=1e-30"});
    ASSERT_EQ(result.exit_code, 0) << result.errors;
    const bool none_called = nlohmann::json::parse(result.output)["best_validation_f"] == 0;
    found.insert(none_called);
    EXPECT_EQ(result.errors.find("was ever called voice") != std::string::npos, none_called)
        << result.output << result.errors;
  }
  EXPECT_EQ(found.size(), 2u);
}

TEST_F(Train, LeavesNothingBehindWhenItCouldNotBegin) {
  const auto folder = scratch_ / "deep/run";
  const auto expect_nothing_left = [&](const Arguments& more, int code) {
    const auto result = train(folder, more);
    EXPECT_EQ(result.exit_code, code) << result.errors;
    EXPECT_FALSE(std::filesystem::exists(scratch_ / "deep"));
  };
  expect_nothing_left({"--set", "data.manifest=nowhere.tsv"}, 66);
  expect_nothing_left({"--set", "data.positive=opera"}, 78);
  const auto file = scratch_.file("features", "no folder");
  expect_nothing_left({"--set", "data.features=" + file.string()}, 73);
  std::filesystem::resize_file(corpus_.song(2), 20);
  expect_nothing_left({}, 65);
  // An existing run stays, even if it was to be replaced.
  std::filesystem::remove(corpus_.song(2));
  const auto run = scratch_.file("deep_run", "");
  std::filesystem::remove(run);
  std::filesystem::create_directories(run / "checkpoints");
  std::ofstream(run / "model.safetensors") << "mine";
  EXPECT_EQ(train(run, {"--resume", "never", "--force"}).exit_code, 66);
  EXPECT_EQ(content_of(run / "model.safetensors"), "mine");
}

TEST_F(Train, KeepsAFinishedRunAsItIs) {
  const auto folder = scratch_ / "run";
  ASSERT_EQ(train(folder).exit_code, 0);
  const auto written = std::filesystem::last_write_time(folder / "model.safetensors");
  const auto record = [&] {
    return content_of(folder / "config.toml") + content_of(folder / "summary.json");
  };
  const std::string before = record();
  auto arguments = train_arguments(corpus_, folder, {"--epochs", "2", "--threads", "2"});
  std::erase(arguments, "-q");
  const auto again = run_cantus(arguments);
  EXPECT_TRUE(ended(again, 0, "nothing left to train"));
  EXPECT_EQ(record(), before);
  EXPECT_EQ(std::filesystem::last_write_time(folder / "model.safetensors"), written);
}

// Advises a value that adapts, even if rounding to one digit would make it 1 or 0.
TEST_F(Train, AdvisesAMomentumThatFollows) {
  const auto advice = [&](const std::string& batches) {
    auto arguments = train_arguments(corpus_, scratch_ / batches,
                                     {"--set", "experiment.batches_per_epoch=" + batches, "--set",
                                      "model.batch_norm_momentum=0.99", "--max-steps", "1"});
    std::erase(arguments, "-q");
    return run_cantus(arguments).errors;
  };
  EXPECT_TRUE(holds(advice("400"),
                    "2 % of batch norm's statistics are still initial; "
                    "model.batch_norm_momentum = 0.98 in place of 0.99 adapts faster"));
  EXPECT_TRUE(holds(advice("3"), "model.batch_norm_momentum = 0.1 in place"));
}

TEST_F(Train, RefusesAFolderThatAnotherProcessUses) {
  std::filesystem::create_directories(scratch_ / "run");
  const FileLock lock(scratch_ / "run/.lock");
  const auto result = train(scratch_ / "run");
  EXPECT_TRUE(ended(result, 75, "is in use by process"));
}

TEST_F(Train, RefusesToGoOnWithOtherSettingsOrOtherSongs) {
  const auto folder = scratch_ / "run";
  ASSERT_EQ(train(folder, {"--max-steps", "4"}).exit_code, 0);
  const auto changed = train(folder, {"--set", "optimizer.learning_rate=0.5"});
  EXPECT_TRUE(ended(changed, 78, "optimizer.learning_rate: was 0.001, is 0.5"));
  std::ofstream(corpus_.labels(1)) << "0.1 0.2 sing\n";
  const auto relabelled = train(folder);
  EXPECT_TRUE(ended(relabelled, 78, "other songs or labels"));
}

TEST_F(Train, StartsAfreshOnlyWhenToldTo) {
  const auto folder = scratch_ / "run";
  ASSERT_EQ(train(folder, {"--max-steps", "4"}).exit_code, 0);
  EXPECT_EQ(train(folder, {"--resume", "never"}).exit_code, 73);
  std::ofstream(folder / "checkpoints/mine.txt") << "mine";
  const auto afresh =
      train(folder, {"--resume", "never", "--force", "--seed", "2", "--max-steps", "4"});
  EXPECT_EQ(afresh.exit_code, 0) << afresh.errors;
  EXPECT_EQ(content_of(folder / "checkpoints/mine.txt"), "mine");
}

// Stopped before its first checkpoint, it would otherwise resume from a checkpoint of the old run.
TEST(TrainingFolder, HoldsNothingOfAnEarlierRunWhereOneStartsAfresh) {
  const Scratch scratch;
  const RunFiles files{scratch / "run"};
  const TrainingFolder folder(files);
  folder.begin({}, /*afresh=*/true);
  write_checkpoint(step_path(files.checkpoints(), 8), {});
  const std::filesystem::path others[] = {files.log(), files.model(), files.summary(),
                                          files.diverged()};
  for (const auto& file : others) std::ofstream(file) << "of the run before";
  folder.begin({}, /*afresh=*/false);
  EXPECT_TRUE(latest_checkpoint(files.checkpoints()));
  for (const auto& file : others) EXPECT_TRUE(std::filesystem::exists(file)) << file;
  folder.begin({}, /*afresh=*/true);
  EXPECT_FALSE(latest_checkpoint(files.checkpoints()));
  for (const auto& file : others) EXPECT_FALSE(std::filesystem::exists(file)) << file;
}

TEST_F(Train, SaysThatARunWithoutACheckpointBeginsAgain) {
  const auto folder = scratch_ / "run";
  auto arguments = train_arguments(
      corpus_, folder,
      {"--set", "checkpoint.every_steps=1000", "--set", "experiment.batches_per_epoch=1000"});
  Background process(arguments);
  wait_for_lines(process, folder / "log.jsonl", 3);
  process.end(SIGKILL);
  std::erase(arguments, "-q");
  const auto again = run_cantus(arguments + Arguments{"--max-steps", "1"});
  EXPECT_TRUE(holds(again.errors, "ended before its first checkpoint"));
}

TEST_F(Train, NeverSilentlyStartsAfreshOverDamagedCheckpoints) {
  const auto folder = scratch_ / "run";
  ASSERT_EQ(train(folder, {"--max-steps", "4"}).exit_code, 0);
  for (const auto& file : list_files(folder / "checkpoints"))
    std::filesystem::resize_file(file, 100);
  EXPECT_EQ(train(folder).exit_code, 65);
}

TEST_F(Train, NamesTheBadFile) {
  std::filesystem::resize_file(corpus_.song(2), 20);
  const auto truncated = train(scratch_ / "run");
  EXPECT_TRUE(ended(truncated, 65, "song2.wav"));
  std::filesystem::remove(corpus_.song(2));
  EXPECT_EQ(train(scratch_ / "run").exit_code, 66);
}

TEST_F(Train, RefusesSongsWithoutTheVoiceThatIsToBeFound) {
  const auto result = train(scratch_ / "run", {"--set", "data.positive=speech"});
  EXPECT_TRUE(ended(result, 78, "has the label speech of data.positive; there are: sing"));
  EXPECT_FALSE(std::filesystem::exists(scratch_ / "corpus/features")) << "made before it looked";
}

TEST_F(Train, WarnsWhereAllFramesThatAreDrawnAreOfOneKind) {
  // Two frames at each end of a song are the centre of no excerpt.
  for (int song = 0; song < 4; ++song) std::ofstream(corpus_.labels(song)) << "0.05 1.55 sing\n";
  const auto sung = train(scratch_ / "a", {"--max-steps", "1"});
  EXPECT_EQ(sung.exit_code, 0) << sung.errors;
  EXPECT_TRUE(
      holds(sung.errors, "manifest.tsv: every one of the 300 frames to learn from has voice"));
  const auto balanced = train(scratch_ / "b", {"--set", "data.balanced=true"});
  EXPECT_TRUE(ended(balanced, 65, "manifest.tsv, split train: every excerpt has voice"));
  for (int song = 0; song < 4; ++song) std::ofstream(corpus_.labels(song)) << "0 0.03 sing\n";
  const auto played = train(scratch_ / "c", {"--max-steps", "1"});
  EXPECT_TRUE(holds(played.errors, "none of the 300 frames to learn from has voice"));
}

TEST_F(Train, CutsLabelsThatOutlastTheSoundAndRefusesThoseOfAnotherSong) {
  const auto relabel = [&](const char* lines) {
    std::ofstream(corpus_.labels(1)) << lines;
    return train(scratch_ / "run", {"--max-steps", "1"});
  };
  EXPECT_EQ(relabel("0 1.62 sing\n").errors, "");  // 1.6 s of sound, frames of 20 ms
  const auto cut = relabel("0 0.9 sing\n0.9 2.3 nosing\n");
  EXPECT_TRUE(holds(cut.errors, "song1.lab ends at 2.300 s, its sound at 1.6"));
  for (const char* foreign : {"0 3 sing\n", "0.3 0.9 sing\n1.8 1.9 sing\n"}) {
    const auto refused = relabel(foreign);
    EXPECT_TRUE(ended(refused, 65, "after the end of the sound"));
  }
}

TEST_F(Train, EndsWhenTheLossIsNoNumber) {
  const auto folder = scratch_ / "run";
  const auto result =
      train(folder, {"--set", "optimizer.kind=nesterov", "--set", "optimizer.learning_rate=1000",
                     "--set", "experiment.epochs=1000"});
  EXPECT_TRUE(ended(result, 1, "finite"));
  EXPECT_FALSE(std::filesystem::exists(folder / "model.safetensors"));
}

// Weights and losses are finite; only scores by the running statistics are not.
TEST_F(Train, EndsWhenValidationGivesNoNumber) {
  const auto folder = scratch_ / "run";
  const auto result =
      train(folder, {"--set", "optimizer.kind=nesterov", "--set", "optimizer.learning_rate=1000",
                     "--set", "experiment.batches_per_epoch=1", "--set", "experiment.epochs=2"});
  EXPECT_EQ(result.exit_code, 1) << result.errors;
  EXPECT_TRUE(
      holds(result.errors, " the network gives NaN in place of probabilities; this is its state"));
  EXPECT_EQ(std::count(result.errors.begin(), result.errors.end(), '\n'), 1) << result.errors;
  EXPECT_FALSE(std::filesystem::exists(folder / "model.safetensors"));
}

TEST_F(Train, KeepsTheLastGoodCheckpointAndTheStateBeforeALossThatIsNoNumber) {
  // Some steps go well; the state before the first one that does not is finite.
  const auto folder = scratch_ / "run";
  const auto arguments =
      train_arguments(corpus_, folder,
                      {"--set", "optimizer.kind=nesterov", "--set", "optimizer.learning_rate=200",
                       "--set", "experiment.epochs=1000", "--set", "checkpoint.every_steps=1"});
  const auto result = run_cantus(arguments);
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_EQ(std::count(result.errors.begin(), result.errors.end(), '\n'), 1);
  const auto last = latest_checkpoint(folder / "checkpoints");
  ASSERT_TRUE(last) << result.errors;
  EXPECT_TRUE(holds(result.errors, last->path.string()));
  const auto diverged = folder / "diverged-step.ckpt";
  EXPECT_TRUE(holds(result.errors, diverged.string() + ": the loss of step " +
                                       std::to_string(last->step + 1) + " is not finite"));
  EXPECT_TRUE(content_of(diverged) == content_of(last->path));
  const auto again = run_cantus(arguments);
  EXPECT_EQ(again.exit_code, 1);
  EXPECT_EQ(again.errors, result.errors);
}

TEST_F(Train, RefusesAFolderItCannotMake) {
  const auto file = scratch_.file("file", "x");
  EXPECT_EQ(train(file / "run").exit_code, 73);
}

}  // namespace
}  // namespace cantus
