#include "apps/info/folder_facts.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "data/checkpoint/series.h"
#include "tests/apps/support/random_model.h"
#include "tests/apps/support/run_cantus.h"
#include "tests/data/support/scratch.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

TEST(InfoOfAFolder, CountsWhatIsInIt) {
  const Scratch scratch;
  fs::create_directories(scratch / "corpus/songs");
  for (const char* name : {"manifest.tsv", "songs/a.wav", "songs/b.WAV", "songs/a.lab", "README"})
    scratch.file(std::string("corpus/") + name, "x");
  fs::create_directory(scratch / "empty");
  const auto result =
      run_cantus({"info", (scratch / "corpus").string(), (scratch / "empty").string()});
  EXPECT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_EQ(result.output, (scratch / "corpus").string() +
                               ": folder\n"
                               "  files            5\n"
                               "  without ending   1\n"
                               "  .tsv             1\n"
                               "  .lab             1\n"
                               "  .wav             2\n" +
                               (scratch / "empty").string() + ": folder\n  files            0\n");
  fs::create_directory_symlink(scratch / "corpus", scratch / "empty/sound");
  const auto facts = facts_of_folder(scratch / "empty");
  EXPECT_EQ(facts.details.back().second, "1 to folders, not followed");
  const auto json = run_cantus({"info", "--json", (scratch / "corpus").string()}).output;
  EXPECT_EQ(nlohmann::json::parse(json)["files"][0]["num_files"], 5);
}

TEST(InfoOfAFolder, IsOfTheModelWhereItIsARuns) {
  const Scratch scratch;
  fs::create_directories(scratch / "run/checkpoints");
  const auto run = (scratch / "run").string();
  write_checkpoint(step_path(scratch / "run/checkpoints", 7), {});
  const auto unfinished = run_cantus({"info", run});
  EXPECT_TRUE(ended(unfinished, 66, "a training that is not finished, at step 7"));
  const auto model = write_random_model(scratch / "run/model.safetensors").string();
  EXPECT_TRUE(run_cantus({"info", run}).output.starts_with(model + ": model\n"));
}

}  // namespace
}  // namespace cantus
