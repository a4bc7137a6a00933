#include "apps/transfer/transfer_grid.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "apps/evaluation/run_scores.h"
#include "tests/apps/support/run_cantus.h"
#include "tests/apps/support/tiny_corpus.h"
#include "tests/data/support/scratch.h"

namespace cantus {
namespace {

TEST(TransferGrid, HasOneWayFromScratchAndTwoForEverySet) {
  const auto ways = transfer_ways({"L1", "L1+L2", "Lall", "none"}, {"fixed", "fine-tuned"});
  std::vector<std::string> names;
  for (const auto& way : ways) names.push_back(way.name());
  EXPECT_EQ(names, (std::vector<std::string>{"L1 fixed", "L1 fine-tuned", "L1+L2 fixed",
                                             "L1+L2 fine-tuned", "Lall fixed", "Lall fine-tuned",
                                             "none"}));
  EXPECT_EQ(layers_of("L1+L2"), (std::vector<std::string>{"L1", "L2"}));
  EXPECT_EQ(layers_of("Lall"), (std::vector<std::string>{"L1", "L2", "L3"}));
  EXPECT_TRUE(layers_of("none").empty());
  EXPECT_EQ((TransferRun{{"L1+L2", true}, 7}.folder()), "L1+L2-fixed-seed7");
  EXPECT_EQ((TransferRun{{"none", false}, 7}.settings("m")),
            (std::vector<std::string>{"experiment.seed=7"}));
}

TEST(TransferGrid, HasSeedsThatAnExperimentCanHave) {
  EXPECT_EQ(seeds_from(7, 3), (std::vector<std::uint64_t>{7, 8, 9}));
  const std::uint64_t last = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ(seeds_from(last, 1), std::vector<std::uint64_t>{last});
  EXPECT_THROW(seeds_from(last, 2), Error);
  EXPECT_THROW(seeds_from(last + 1, 1), Error);
}

class TransferVerb : public ::testing::Test {
 protected:
  TransferVerb() {
    const auto result = run_cantus({"train", corpus_.experiment().string(), "-o",
                                    (scratch_ / "source").string(), "--threads", "1", "-q"});
    EXPECT_EQ(result.exit_code, 0) << result.errors;
  }

  ProcessResult transfer(std::vector<std::string> more) {
    std::vector<std::string> arguments{
        "transfer",  corpus_.experiment().string(),
        "--source",  (scratch_ / "source/model.safetensors").string(),
        "-o",        (scratch_ / "grid").string(),
        "--set",     "model.name=glu_crnn",
        "--set",     "experiment.epochs=1",
        "--threads", "1",
        "-q"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_cantus(arguments);
  }

  Scratch scratch_;
  TinyCorpus corpus_{scratch_ / "corpus"};
};

TEST_F(TransferVerb, TrainsEveryWayScoresItAndWritesOneTable) {
  const auto result = transfer({"--layers", "L1,none", "--seeds", "2", "--json"});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  const auto table = nlohmann::json::parse(result.output);
  EXPECT_EQ(table["schema"], "cantus.transfer/1");
  EXPECT_EQ(table["seeds"], (std::vector<int>{1, 2}));
  ASSERT_EQ(table["ways"].size(), 3u);
  EXPECT_EQ(table["ways"][0]["mode"], "fixed");
  // Hou 2020, Table 1; the excerpt's length changes no count.
  EXPECT_EQ(table["ways"][0]["trainable"], 205890);
  EXPECT_EQ(table["ways"][1]["trainable"], 207298);
  EXPECT_TRUE(table["ways"][2]["mode"].is_null());
  for (const auto& way : table["ways"]) {
    ASSERT_EQ(way["auroc"]["runs"].size(), 2u);
    const double first = way["auroc"]["runs"][0], second = way["auroc"]["runs"][1];
    EXPECT_NEAR(way["auroc"]["mean"], (first + second) / 2, 1e-12);
    EXPECT_NEAR(way["auroc"]["half_width"], 12.7062 * std::abs(first - second) / 2, 1e-9);
  }
  EXPECT_EQ(content_of(scratch_ / "grid/table.json"), result.output);
  const std::string scores = content_of(scratch_ / "grid/L1-fixed-seed2/scores.json");
  EXPECT_EQ(scores_of(Scoring::kFrames, "scores.json", scores).at("auroc"),
            table["ways"][0]["auroc"]["runs"][1]);
}

TEST_F(TransferVerb, GoesOnWhereItWasStopped) {
  ASSERT_EQ(transfer({"--layers", "L1", "--modes", "fixed", "--seeds", "1"}).exit_code, 0);
  const auto model = scratch_ / "grid/L1-fixed-seed1/model.safetensors";
  const auto written = std::filesystem::last_write_time(model);
  const auto result = transfer({"--layers", "L1,none", "--modes", "fixed", "--seeds", "1"});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_EQ(std::filesystem::last_write_time(model), written);
  EXPECT_NE(result.output.find("| L1 | fixed | 205890 |"), std::string::npos) << result.output;
  EXPECT_NE(result.output.find("| none | - | 207298 |"), std::string::npos) << result.output;
}

TEST_F(TransferVerb, LosesNoRowOfItsTableButOnPurpose) {
  ASSERT_EQ(transfer({"--layers", "L1,none", "--modes", "fixed", "--seeds", "1"}).exit_code, 0);
  const std::string table = content_of(scratch_ / "grid/table.json");
  const auto expect_refusal = [&](const std::string& lost, const std::vector<std::string>& more) {
    const auto result = transfer(more);
    EXPECT_EQ(result.exit_code, 73);
    EXPECT_NE(result.errors.find("table.json: has " + lost + ", which is not asked for"),
              std::string::npos)
        << result.errors;
    EXPECT_EQ(content_of(scratch_ / "grid/table.json"), table);
  };
  expect_refusal("the way \"none\"", {"--layers", "L1", "--modes", "fixed", "--seeds", "1"});
  expect_refusal("the way \"L1 fixed\"",
                 {"--layers", "L1,none", "--modes", "fine-tuned", "--seeds", "1"});
  expect_refusal("seed 1", {"--layers", "L1,none", "--seeds", "1", "--seed", "2"});
  const auto of_others =
      transfer({"--layers", "L1,none", "--modes", "fixed", "--seeds", "1", "--split", "valid"});
  EXPECT_EQ(of_others.exit_code, 73);
  EXPECT_NE(of_others.errors.find("manifest.tsv, test (expected valid)"), std::string::npos)
      << of_others.errors;
  const auto forced =
      transfer({"--layers", "none", "--modes", "fixed", "--seeds", "1", "--force", "--json"});
  EXPECT_EQ(nlohmann::json::parse(forced.output).at("ways").size(), 1u) << forced.errors;
}

// Networks of one table have as many epochs, and a test song that cannot be read is known at once.
TEST_F(TransferVerb, RefusesWhatWouldSpoilTheTableBeforeItTrains) {
  const std::vector<std::string> short_ones{"--layers", "none",  "--seeds",
                                            "1",        "--set", "experiment.epochs=1"};
  auto longer = short_ones;
  longer.back() = "experiment.epochs=2";
  ASSERT_EQ(transfer(longer).exit_code, 0);
  const auto refused = transfer(short_ones);
  EXPECT_EQ(refused.exit_code, 78);
  EXPECT_NE(refused.errors.find("none-seed1: trained for 2 epochs (expected 1, as the other runs)"),
            std::string::npos)
      << refused.errors;
  std::filesystem::remove_all(scratch_ / "grid");
  std::filesystem::create_directories(scratch_ / "grid");
  scratch_.file("grid/table.md", "of others");
  EXPECT_EQ(transfer(short_ones).exit_code, 73);
  std::filesystem::remove_all(scratch_ / "grid");
  std::filesystem::remove(corpus_.song(6));
  EXPECT_EQ(transfer(short_ones).exit_code, 66);
  EXPECT_FALSE(std::filesystem::exists(scratch_ / "grid/none-seed1"));
}

TEST_F(TransferVerb, RefusesInOneLineBeforeItTrains) {
  const auto expect_error = [&](int code, const std::string& part,
                                const std::vector<std::string>& more) {
    const auto result = transfer(more);
    EXPECT_EQ(result.exit_code, code) << part;
    EXPECT_NE(result.errors.find(part), std::string::npos) << result.errors;
    EXPECT_EQ(std::count(result.errors.begin(), result.errors.end(), '\n'), 1) << result.errors;
    EXPECT_FALSE(std::filesystem::exists(scratch_ / "grid"));
  };
  expect_error(64, "--layers: L7 given (expected layers of glu_crnn: L1, L2, L3, ",
               {"--layers", "L1,L7"});
  expect_error(64, "L1 given twice", {"--layers", "L1,L1"});
  expect_error(64, "--modes", {"--modes", "frozen"});
  const auto no_source = run_cantus({"transfer", corpus_.experiment().string(), "-o", "x"});
  EXPECT_EQ(no_source.exit_code, 64);
  EXPECT_NE(no_source.errors.find("--source: not given"), std::string::npos) << no_source.errors;
}

}  // namespace
}  // namespace cantus
