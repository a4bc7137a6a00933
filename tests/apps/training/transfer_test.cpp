#include <gtest/gtest.h>

#include "data/checkpoint/series.h"
#include "tests/apps/support/training_runs.h"
#include "tests/support/expect_error.h"

namespace cantus {
namespace {

bool belongs_to(const std::string& tensor, const std::string& layer) {
  return tensor.rfind(layer + ".", 0) == 0;
}

class Transfer : public TinyTraining {
 protected:
  Transfer() {
    const auto result = train("source", {});
    EXPECT_EQ(result.exit_code, 0) << result.errors;
  }

  ProcessResult train(const std::string& run, const Arguments& settings) {
    Arguments more{"--seed", run == "source" ? "1" : "2"};
    for (const auto& setting : settings) more = more + Arguments{"--set", setting};
    return TinyTraining::train(scratch_ / run, more);
  }

  std::string source() const { return "transfer.source=" + model("source").string(); }
  std::filesystem::path model(const std::string& run) const {
    return scratch_ / run / "model.safetensors";
  }

  // Whether every tensor of the layer has the source's bytes in a checkpoint.
  bool is_source_in(const Checkpoint& checkpoint, const std::string& layer) const {
    const Checkpoint from = read_checkpoint(model("source"));
    int count = 0;
    for (const NamedTensor& tensor : from.tensors) {
      if (!belongs_to(tensor.name, layer)) continue;
      ++count;
      const NamedTensor* other = checkpoint.find(tensor.name);
      if (other == nullptr || other->bytes != tensor.bytes) return false;
    }
    return count > 0;
  }
};

TEST_F(Transfer, FixedLayersHaveTheSourcesBitsAfterTraining) {
  const auto result = train("fixed", {source(), "transfer.layers=[\"L1\", \"L3\"]",
                                      "transfer.mode=fixed", "model.name=glu_crnn"});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  const Checkpoint trained = read_checkpoint(model("fixed"));
  EXPECT_TRUE(is_source_in(trained, "L1"));
  EXPECT_FALSE(is_source_in(trained, "L2"));
  EXPECT_TRUE(is_source_in(trained, "L3"));
}

// With the source's seed, the layers that are not transferred would begin exactly as the source's
// did before it learned anything.
TEST_F(Transfer, LayersThatAreNotTakenOverBeginAnew) {
  const auto begun = [&](const std::string& run, Arguments settings) {
    settings.push_back("optimizer.learning_rate=1e-30");
    EXPECT_EQ(train(run, settings).exit_code, 0);
    return read_checkpoint(model(run)).find("L2.conv.weight")->bytes;
  };
  const Arguments taken{source(), "transfer.layers=L1"};
  const auto scratch = begun("scratch", {}), other = begun("other", taken);
  EXPECT_EQ(begun("once_more", {}), scratch);
  EXPECT_EQ(begun("other_again", taken), other);
  EXPECT_NE(scratch, other);
}

TEST_F(Transfer, FixedLayersTakeNoMomentsOfTheOptimizer) {
  ASSERT_EQ(train("whole", {"model.name=glu_crnn"}).exit_code, 0);
  ASSERT_EQ(
      train("fixed", {source(), "transfer.layers=L1", "transfer.mode=fixed", "model.name=glu_crnn"})
          .exit_code,
      0);
  const auto moments_of = [&](const std::string& run) {
    return latest_checkpoint(scratch_ / run / "checkpoints")
        ->checkpoint.find("optimizer.moment0")
        ->shape[0];
  };
  EXPECT_EQ(moments_of("whole") - moments_of("fixed"), 1408);  // Hou 2020, Table 1: L1
}

TEST_F(Transfer, FineTunedLayersStartFromTheSourcesBits) {
  // A step too small to change any bit shows the initial weights; the second run has moved on.
  ASSERT_EQ(train("tuned", {source(), "transfer.layers=L1", "experiment.epochs=1",
                            "optimizer.learning_rate=1e-30"})
                .exit_code,
            0);
  const Checkpoint tuned = read_checkpoint(model("tuned"));
  for (const char* name : {"L1.conv.weight", "L1.norm.gamma"})
    EXPECT_EQ(tuned.find(name)->bytes, read_checkpoint(model("source")).find(name)->bytes) << name;
  EXPECT_FALSE(is_source_in(tuned, "L2"));
  ASSERT_EQ(train("moved", {source(), "transfer.layers=L1", "experiment.epochs=1"}).exit_code, 0);
  EXPECT_FALSE(is_source_in(read_checkpoint(model("moved")), "L1"));
}

TEST_F(Transfer, StatisticsOfFixedLayersMayGoOnCounting) {
  ASSERT_EQ(train("counting", {source(), "transfer.layers=L1", "transfer.mode=fixed",
                               "model.freeze_statistics=false"})
                .exit_code,
            0);
  const Checkpoint counting = read_checkpoint(model("counting"));
  const Checkpoint from = read_checkpoint(model("source"));
  for (const char* name : {"L1.conv.weight", "L1.norm.gamma", "L1.norm.beta"})
    EXPECT_EQ(counting.find(name)->bytes, from.find(name)->bytes) << name;
  EXPECT_NE(counting.find("L1.norm.running_mean")->bytes, from.find("L1.norm.running_mean")->bytes);
}

TEST_F(Transfer, ResumesToTheSameBytes) {
  const Arguments settings{source(), "transfer.layers=L2", "transfer.mode=fixed"};
  ASSERT_EQ(train("whole", settings).exit_code, 0);
  Arguments first_half = settings;
  first_half.push_back("experiment.epochs=2");
  ASSERT_EQ(train("halves", first_half).exit_code, 0);
  ASSERT_EQ(train("halves", settings).exit_code, 0);
  EXPECT_TRUE(content_of(model("whole")) == content_of(model("halves")));
}

TEST_F(Transfer, TheFrozenCopyOfTheSettingsHoldsOnToItsSource) {
  ASSERT_EQ(train("fixed", {source(), "transfer.layers=L1"}).exit_code, 0);
  const auto config = (scratch_ / "fixed/config.toml").string();
  const auto same = run_cantus({"train", config, "-o", (scratch_ / "fixed").string(), "-q"});
  EXPECT_EQ(same.exit_code, 0) << same.errors;
  std::filesystem::copy_file(model("fixed"), model("source"),
                             std::filesystem::copy_options::overwrite_existing);
  const auto other = run_cantus({"train", config, "-o", (scratch_ / "fixed").string(), "-q"});
  EXPECT_TRUE(ended(other, 78, "expected transfer.source_sha256"));
}

TEST_F(Transfer, RefusesWhatDoesNotFitInOneLine) {
  const auto expect_error = [&](int code, const std::string& part, const Arguments& settings) {
    const auto result = train("refused", settings);
    EXPECT_TRUE(ended(result, code, part));
    EXPECT_EQ(std::count(result.errors.begin(), result.errors.end(), '\n'), 1) << result.errors;
    EXPECT_FALSE(std::filesystem::exists(model("refused")));
  };
  expect_error(65, "no layer gru (expected L1, L2, L3, dense, output)",
               {source(), "transfer.layers=gru", "model.name=glu_crnn"});
  expect_error(65, "tensor \"dense.weight\" is [64, 320] (expected [64, 128])",
               {source(), "transfer.layers=dense", "model.name=glu_crnn"});
  expect_error(65, "a model of front end hou2020 (expected ismir2015)",
               {source(), "transfer.layers=L1", "data.front_end=ismir2015"});
  expect_error(78, "--set transfer.layers=L4: transfer.layers names layer L4",
               {source(), "transfer.layers=L4"});
  expect_error(78, "transfer.layers without transfer.source", {"transfer.layers=L1"});
  expect_error(78, "transfer.source without transfer.layers", {source()});
  expect_error(66, "absent", {"transfer.source=absent.safetensors", "transfer.layers=L1"});
  const auto junk = scratch_.file("junk.safetensors", "not a model");
  expect_error(65, "junk.safetensors", {"transfer.source=" + junk.string(), "transfer.layers=L1"});
  expect_error(78, "transfer.mode", {source(), "transfer.layers=L1", "transfer.mode=frozen"});
}

}  // namespace
}  // namespace cantus
