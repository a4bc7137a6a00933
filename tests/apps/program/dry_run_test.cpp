#include <map>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "apps/program/verb.h"
#include "tests/apps/support/random_model.h"
#include "tests/apps/support/run_cantus.h"
#include "tests/apps/support/tiny_corpus.h"
#include "tests/data/support/scratch.h"

namespace cantus {
namespace {

// With --json, a dry run prints a document as any other run does.
TEST(DryRun, OfEveryVerbIsJsonThatSaysSoAndWritesNothing) {
  const Scratch scratch;
  const TinyCorpus corpus(scratch / "corpus");
  const std::string experiment = corpus.experiment().string();
  const std::string song = corpus.song(0).string();
  const std::string model = write_random_model(scratch / "m.safetensors").string();
  const std::string mapper = write_random_model(scratch / "s.safetensors", "mel_cnn");
  scratch.file("study.toml",
               "[table]\ncolumns = [\"f\"]\nrows = [{ layers = \"none\" }]\n"
               "[model]\nname = \"glu_cnn\"\n"
               "[data]\ncorpus = \"tiny\"\npositive = \"sing\"\n"
               "[corpora.tiny]\nroot = \"corpus\"\n");
  const std::map<std::string, Arguments> arguments{
      {"synth", {"--voices", "builtin"}},
      {"features", {song}},
      {"train", {experiment}},
      {"transfer", {experiment, "--source", model}},
      {"experiment", {(scratch / "study.toml").string()}},
      {"self-improve",
       {experiment, "--set", "model.name=spectrogram_cnn", "--set", "model.num_frames=25",
        "--rounds", "1"}},
      {"saliency", {song, "--model", mapper}}};
  for (const Verb* verb : all_verbs()) {
    const bool has_plan = holds(run_cantus({verb->name, "--help"}).output, "--dry-run");
    ASSERT_EQ(has_plan, arguments.count(verb->name) > 0) << verb->name;
    if (!has_plan) continue;
    const auto result =
        run_cantus(Arguments{verb->name, "-o", (scratch / "out").string(), "--json", "--dry-run"} +
                   arguments.at(verb->name));
    ASSERT_EQ(result.exit_code, 0) << verb->name << result.errors;
    const auto plan = nlohmann::json::parse(result.output, nullptr, false);
    ASSERT_TRUE(plan.is_object()) << verb->name << result.output;
    const std::string kind = verb->name == std::string("transfer") ? "experiment" : verb->name;
    EXPECT_EQ(plan["schema"], "cantus." + kind + "/1");
    EXPECT_EQ(plan["dry_run"], true) << verb->name;
    EXPECT_FALSE(std::filesystem::exists(scratch / "out")) << verb->name;
  }
}

// What would fail in the run fails in the dry run.
TEST(DryRun, NamesSongsThatCannotBeRead) {
  const Scratch scratch;
  const auto text = scratch.file("text.wav", "no sound").string();
  const auto none = (scratch / "none.wav").string();
  const auto result =
      run_cantus({"features", "-o", (scratch / "out").string(), "--dry-run", "--json", text, none});
  EXPECT_TRUE(ended(result, 65, "none.wav: "));
  const auto songs = nlohmann::json::parse(result.output)["songs"];
  EXPECT_EQ(songs[0]["error"]["code"], 65);
  EXPECT_EQ(songs[1]["error"]["code"], 66);
}

}  // namespace
}  // namespace cantus
