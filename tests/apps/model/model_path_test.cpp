#include "apps/model/model_path.h"

#include <set>

#include <gtest/gtest.h>

#include "apps/model/model_names.h"
#include "apps/program/verb.h"
#include "data/checkpoint/series.h"
#include "tests/apps/support/random_model.h"
#include "tests/apps/support/run_cantus.h"
#include "tests/apps/support/tiny_corpus.h"
#include "tests/data/support/scratch.h"
#include "tests/support/expect_error.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

TEST(ModelPath, IsTheFileThatIsNamedOrThatOfTheRun) {
  const Scratch scratch;
  fs::create_directories(scratch / "run");
  scratch.file("run/model.safetensors", "a model");
  EXPECT_EQ(model_path(scratch / "run"), scratch / "run/model.safetensors");
  EXPECT_EQ(model_path(scratch / "run/"), scratch / "run/model.safetensors");
  for (const char* other : {"run/model.safetensors", "absent"})
    EXPECT_EQ(model_path(scratch / other), scratch / other);
}

TEST(ModelPath, NamesTheNewestCheckpointOfARunThatIsNotFinished) {
  const Scratch scratch;
  fs::create_directories(scratch / "run/checkpoints");
  for (const std::int64_t step : {4, 12})
    write_checkpoint(step_path(scratch / "run/checkpoints", step), {});
  expect_error(Exit::kNoInput,
               "run: a training that is not finished, at step 12 (expected model.safetensors, "
               "which its end writes); train it to its end, or name its newest checkpoint, a model "
               "too: " +
                   step_path(scratch / "run/checkpoints", 12).string(),
               [&] { model_path(scratch / "run"); });
}

TEST(ModelPath, IsNoOtherFolder) {
  const Scratch scratch;
  expect_error(Exit::kNoInput,
               "a folder without model.safetensors (expected a model file, or the folder of a "
               "finished training)",
               [&] { model_path(scratch.folder()); });
}

TEST(ModelPath, IsNoExperimentFile) {
  const Scratch scratch;
  const auto experiment = scratch.file("my.toml", "[data]\nmanifest = \"songs.tsv\"\n").string();
  const std::string said =
      "my.toml: an experiment file (expected a model file, or the folder of a "
      "finished training); `cantus train` it, and name that run's folder";
  expect_error(Exit::kBadData, said, [&] { model_path(experiment); });
  const auto detected = run_cantus({"detect", "song.wav", "-m", experiment});
  EXPECT_TRUE(ended(detected, 65, said));
  EXPECT_EQ(run_cantus({"info", "--model", experiment}).errors, detected.errors);
  EXPECT_EQ(model_path(scratch / "absent.toml"), scratch / "absent.toml");
}

TEST(ModelNames, AreThoseOfRunsOrFilesWithAsMuchBeforeThemAsTellsThemApart) {
  const Scratch scratch;
  for (const char* run : {"one/a", "two/a", "two/b"}) {
    fs::create_directories(scratch / run);
    scratch.file(std::string(run) + "/model.safetensors", "a model");
  }
  const auto names = model_names({(scratch / "one/a").string(), (scratch / "two/a/").string(),
                                  (scratch / "two/b/model.safetensors").string(),
                                  (scratch / "voice.safetensors").string()});
  EXPECT_EQ(names, (std::vector<std::string>{"one/a", "two/a", "b", "voice"}));
}

TEST(ModelNames, AreShortAndDistinct) {
  const Scratch scratch;
  const auto names_of = [&](std::vector<std::string> files) {
    for (std::string& file : files) file = scratch / file;
    return model_names(files);
  };
  using Names = std::vector<std::string>;
  EXPECT_EQ(names_of({"a.ckpt", "a.ckpt", "./a.ckpt"}), (Names{"a", "a (2)", "a (3)"}));
  EXPECT_EQ(names_of({"v.safetensors", "v.ckpt"}), (Names{"v", "v (2)"}));
  EXPECT_EQ(names_of({"v.ckpt", "x/v.ckpt", "x/v.ckpt"}),
            (Names{scratch.folder().filename().string() + "/v", "x/v", "x/v (2)"}));
  EXPECT_EQ(names_of({"x/checkpoints/step_7.ckpt", "y/checkpoints/step_7.ckpt",
                      "y/checkpoints/step_8.ckpt", "y/model.safetensors"}),
            (Names{"x/step_7", "y/step_7", "step_8", "y"}));
  EXPECT_EQ(names_of({"d/e/v.ckpt", "e/v.ckpt"}),
            (Names{"d/e/v", scratch.folder().filename().string() + "/e/v"}));
  EXPECT_EQ(model_names({"/a/v.ckpt", "/v.ckpt", "/model.safetensors"}),
            (Names{"a/v", "v", "model"}));
}

// Every verb that takes a model also takes a run's folder.
TEST(RunAsModel, IsTheSameToEveryVerb) {
  const Scratch scratch;
  const TinyCorpus corpus(scratch / "corpus");
  fs::create_directories(scratch / "run");
  fs::create_directories(scratch / "cnn");
  write_random_model(scratch / "run/model.safetensors", "glu_cnn", {.num_frames = 5});
  write_random_model(scratch / "cnn/model.safetensors", "mel_cnn");
  scratch.file("study.toml",
               "[table]\ncolumns = [\"f\"]\nrows = [{ layers = \"L1\", mode = \"fixed\" }]\n"
               "[model]\nname = \"glu_cnn\"\n[data]\ncorpus = \"tiny\"\npositive = \"sing\"\n"
               "[corpora.tiny]\nroot = \"corpus\"\n");
  const std::string song = corpus.song(0), experiment = corpus.experiment();
  const std::string out = scratch / "out", png = scratch / "out.png";
  // {glu} and {cnn} are replaced by the models.
  const std::vector<Arguments> commands{
      {"detect", song, "--model", "{glu}", "--json"},
      {"detect", song, "--model", "{glu}", "--beside", "{glu},{cnn}", "--page", "-o", out},
      {"evaluate", "--manifest", corpus.manifest(), "--model", "{glu}", "--json"},
      {"saliency", song, "--model", "{cnn}", "--dry-run", "-o", out},
      {"panels", song, "--model", "{cnn}", "-o", png},
      {"patterns", "--model", "{glu},{glu}", "--layers", "L1", "--filters", "1", "-o", png},
      {"info", "--model", "{glu}"},
      {"info", "{glu}"},
      {"train", experiment, "--dry-run", "--set", "transfer.source={glu}", "--set",
       "transfer.layers=L1"},
      {"transfer", experiment, "--source", "{glu}", "--dry-run", "-o", out},
      {"experiment", scratch / "study.toml", "--source", "{glu}", "--dry-run", "-o", out}};
  std::set<std::string> verbs;
  for (const auto& command : commands) {
    verbs.insert(command.front());
    const auto run_with = [&](const char* inside) {
      Arguments words = command + Arguments{"--force", "--threads", "1", "-q"};
      for (std::string& word : words)
        for (const auto& [mark, run] : {std::pair{"{glu}", "run"}, std::pair{"{cnn}", "cnn"}})
          for (auto at = word.find(mark); at != word.npos; at = word.find(mark))
            word.replace(at, 5, scratch / (std::string(run) + inside));
      return run_cantus(words);
    };
    const auto of_file = run_with("/model.safetensors"), of_run = run_with("");
    ASSERT_EQ(of_run.exit_code, 0) << command.front() << of_run.errors;
    EXPECT_EQ(of_run.output, of_file.output) << command.front();
  }
  for (const Verb* verb : all_verbs()) {
    const std::string help = run_cantus({verb->name, "--help"}).output;
    const bool takes_models = help.find("MODEL") != std::string::npos;
    EXPECT_EQ(takes_models, verbs.contains(verb->name) && verb->name != std::string("train"))
        << verb->name;
  }
}

}  // namespace
}  // namespace cantus
