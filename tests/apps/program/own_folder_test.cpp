#include <gtest/gtest.h>

#include "data/files/list_files.h"
#include "tests/apps/support/random_model.h"
#include "tests/apps/support/run_cantus.h"
#include "tests/apps/support/tiny_corpus.h"
#include "tests/data/support/scratch.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

// Verbs that fill a folder, with the other arguments that they need.
class OwnFolder : public ::testing::Test {
 protected:
  OwnFolder() {
    write_random_model(scratch_ / "m.safetensors", "glu_cnn", {.num_frames = 5});
    scratch_.file("study.toml",
                  "[table]\ncolumns = [\"f\"]\nrows = [{ layers = \"none\" }]\n"
                  "[model]\nname = \"glu_cnn\"\n"
                  "[data]\ncorpus = \"tiny\"\npositive = \"sing\"\n"
                  "[corpora.tiny]\nroot = \"corpus\"\n");
  }

  ProcessResult run(const Arguments& arguments, const Arguments& more = {}) {
    return run_cantus(arguments + Arguments{"-o", out_.string(), "-q"} + more);
  }

  Scratch scratch_;
  TinyCorpus corpus_{scratch_ / "corpus"};
  fs::path out_ = scratch_ / "out";
};

TEST_F(OwnFolder, IsNoFolderOfSomethingElse) {
  const std::string experiment = corpus_.experiment(), music = scratch_ / "corpus";
  std::vector<Arguments> commands{
      {"train", experiment},
      {"transfer", experiment, "--source", scratch_ / "m.safetensors"},
      {"experiment", scratch_ / "study.toml"},
      {"self-improve", experiment, "--set", "model.name=spectrogram_cnn", "--set",
       "model.num_frames=25", "--rounds", "1"},
      {"synth", "--voices", "builtin"}};
  for (std::size_t i = 0, count = commands.size(); i < count; ++i) {
    commands.push_back(commands[i]);
    commands.back().push_back("--dry-run");
  }
  commands.push_back({"mix", "--speech", music, "--music", music});
  fs::create_directories(out_);
  scratch_.file("out/holiday.jpg", "a picture");
  for (const auto& command : commands) {
    const auto result = run(command);
    EXPECT_EQ(result.exit_code, 73) << command.front();
    EXPECT_EQ(result.errors,
              "cantus: error: " + out_.string() +
                  ": holds something else, such as holiday.jpg (expected a folder that is new, "
                  "empty or of the same work); choose another, or give --force to write into it\n")
        << command.front();
    EXPECT_EQ(list_files(out_), std::vector<fs::path>{out_ / "holiday.jpg"}) << command.front();
    EXPECT_FALSE(fs::exists(out_ / ".lock")) << command.front();
  }
}

TEST_F(OwnFolder, MayHoldALogThatAShellOpenedAndAnythingByForce) {
  fs::create_directories(out_);
  scratch_.file("out/train.log", "");
  EXPECT_EQ(run({"train", corpus_.experiment(), "--max-steps", "1"}).exit_code, 0);
  scratch_.file("out/train.log", "what a training said\n");
  EXPECT_EQ(run({"train", corpus_.experiment(), "--max-steps", "2"}).exit_code, 0);
  fs::remove_all(out_);
  fs::create_directories(out_);
  scratch_.file("out/holiday.jpg", "a picture");
  EXPECT_EQ(run({"train", corpus_.experiment(), "--max-steps", "1", "--force"}).exit_code, 0);
  EXPECT_EQ(content_of(out_ / "holiday.jpg"), "a picture");
}

}  // namespace
}  // namespace cantus
