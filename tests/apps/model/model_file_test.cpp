#include "apps/model/model_file.h"

#include <gtest/gtest.h>

#include "data/frontend/front_end.h"
#include "models/networks/network.h"
#include "tests/data/support/added_memory.h"
#include "tests/data/support/scratch.h"
#include "tests/support/expect_error.h"

namespace cantus {
namespace {

// A small network with random weights and plausible statistics.
struct Saved {
  Queue queue{Device{}, 1};
  ModelFacts facts{"glu_crnn", {}, "hou2020", "speech", "seed = 3\n"};
  Parameters parameters{queue, parameter_specs(make_network(facts.network, facts.options))};
  Standardization standardization;

  Saved() {
    facts.options.dropout = 0.3f;
    facts.options.reset = ResetGate::kAfter;
    facts.options.head = TimeHead::kMean;
    parameters.initialize(3);
    for (int band = 0; band < 64; ++band) {
      standardization.mean.push_back(-5.0f + 0.1f * static_cast<float>(band));
      standardization.inv_std.push_back(1.0f / (1.0f + static_cast<float>(band)));
    }
  }
  Checkpoint checkpoint() const { return model_checkpoint(facts, parameters, standardization); }
};

TEST(ModelFile, ComesBackBitForBit) {
  const Scratch scratch;
  Saved saved;
  write_checkpoint(scratch / "m.safetensors", saved.checkpoint());
  const Model model = load_model(saved.queue, scratch / "m.safetensors");
  EXPECT_EQ(model.facts.network, "glu_crnn");
  EXPECT_EQ(model.facts.options.dropout, 0.3f);
  EXPECT_EQ(model.facts.options.reset, ResetGate::kAfter);
  EXPECT_EQ(model.facts.options.head, TimeHead::kMean);
  EXPECT_EQ(model.facts.positive_label, "speech");
  EXPECT_EQ(model.facts.training_config, "seed = 3\n");
  EXPECT_EQ(model.standardization.mean, saved.standardization.mean);
  EXPECT_EQ(model.standardization.inv_std, saved.standardization.inv_std);
  EXPECT_EQ(model.sha256.size(), 64u);
  for (std::size_t i = 0; i < saved.parameters.specs().size(); ++i) {
    const auto expected = saved.parameters.values(i);
    const auto found = model.parameters.values(i);
    ASSERT_TRUE(std::equal(expected.begin(), expected.end(), found.begin(), found.end()))
        << saved.parameters.specs()[i].name;
  }
}

TEST(ModelFile, PassesOverTheStateOfTraining) {
  const Scratch scratch;
  Saved saved;
  Checkpoint checkpoint = saved.checkpoint();
  checkpoint.tensors.push_back(
      NamedTensor::of<float>("optimizer.moment0", {3}, {1.0f, 2.0f, 3.0f}));
  checkpoint.tensors.push_back(NamedTensor::of<std::uint64_t>("state.step", {1}, {7}));
  write_checkpoint(scratch / "m.ckpt", checkpoint);
  EXPECT_EQ(load_model(saved.queue, scratch / "m.ckpt").facts.front_end, "hou2020");
}

TEST(ModelFile, NamesAHeadThatThereIsNot) {
  Checkpoint checkpoint = Saved().checkpoint();
  checkpoint.metadata["network.head"] = "first_state";
  expect_error(Exit::kBadData, "`network.head` is \"first_state\"",
               [&] { read_facts("m", checkpoint); });
}

TEST(ModelFile, NamesTheTensorThatDoesNotFit) {
  Saved saved;
  const auto read = [&](const Checkpoint& checkpoint) {
    read_parameters("m", checkpoint, saved.parameters);
  };
  Checkpoint missing = saved.checkpoint();
  std::erase_if(missing.tensors, [](const auto& t) { return t.name == "L2.conv.weight"; });
  expect_error(Exit::kBadData, "tensor \"L2.conv.weight\" is missing", [&] { read(missing); });

  Checkpoint reshaped = saved.checkpoint();
  reshaped.tensors[0].shape = {1, 3, 3, 128};
  expect_error(Exit::kBadData, "is F32 [1, 3, 3, 128] (expected F32 [128, 3, 3, 1])",
               [&] { read(reshaped); });

  Checkpoint no_mean = saved.checkpoint();
  std::erase_if(no_mean.tensors, [](const auto& t) { return t.name == "input.mean"; });
  expect_error(Exit::kBadData, "input.mean", [&] { read_standardization("m", no_mean, 64); });
}

// Loads a model in which something was changed.
class ChangedModel : public ::testing::Test {
 protected:
  void expect_refused(const std::string& message) {
    write_checkpoint(file_, checkpoint_);
    expect_error(Exit::kBadData, "m.safetensors: " + message,
                 [&] { load_model(saved_.queue, file_); });
  }
  Scratch scratch_;
  std::filesystem::path file_ = scratch_ / "m.safetensors";
  Saved saved_;
  Checkpoint checkpoint_ = saved_.checkpoint();
};

TEST_F(ChangedModel, HasATensorLeftOver) {
  checkpoint_.tensors.push_back(NamedTensor::of<float>("L9.conv.weight", {1}, {0.0f}));
  expect_refused("tensor \"L9.conv.weight\" belongs to no layer");
}

TEST_F(ChangedModel, IsOfOtherFeaturesThanItsFrontEnds) {
  checkpoint_.metadata["front_end"] = "ismir2015";
  checkpoint_.metadata["front_end.text"] = canonical_text(front_end_preset("ismir2015"));
  expect_refused("a network of 64 bands (expected 80, as front end \"ismir2015\" has)");
}

TEST_F(ChangedModel, SeesFewerFramesThanItsConvolutionsTake) {
  checkpoint_.metadata["network"] = "spectrogram_cnn";
  checkpoint_.metadata["front_end"] = "schlueter2016";
  checkpoint_.metadata["front_end.text"] = canonical_text(front_end_preset("schlueter2016"));
  checkpoint_.metadata["network.num_frames"] = "24";
  checkpoint_.metadata["network.num_bands"] = "372";
  expect_refused("a network of 24 frames (expected 25 or more)");
}

// Attention weights, which exist only in training.
TEST(ModelFile, MayBeACheckpointOfATrainingWithAttention) {
  const Scratch scratch;
  Queue queue{Device{}, 1};
  const ModelFacts facts{"spectrogram_cnn", {.num_frames = 25}, "schlueter2016", "sing", ""};
  NetworkOptions trained = facts.options;
  trained.has_attention = true;
  Parameters parameters(queue,
                        parameter_specs(make_network(facts.network, trained), Mode::kTraining));
  const auto bands = static_cast<std::size_t>(front_end_preset(facts.front_end).num_bands());
  write_checkpoint(scratch / "m.ckpt", model_checkpoint(facts, parameters,
                                                        {std::vector<float>(bands, 0.0f),
                                                         std::vector<float>(bands, 1.0f)}));
  const Model model = load_model(queue, scratch / "m.ckpt");
  EXPECT_EQ(model.parameters.specs().size() + 2, parameters.specs().size());
}

// The network would need 5 GB because of a single number in the file.
TEST(ModelFile, TakesNoMemoryForANetworkThatIsNotThere) {
  const Scratch scratch;
  Saved saved;
  Checkpoint checkpoint = saved.checkpoint();
  checkpoint.metadata["network"] = "spectrogram_cnn";
  checkpoint.metadata["front_end"] = "schlueter2016";
  checkpoint.metadata["front_end.text"] = canonical_text(front_end_preset("schlueter2016"));
  checkpoint.metadata["network.num_frames"] = "4096";
  checkpoint.metadata["network.num_bands"] = "372";
  write_checkpoint(scratch / "m.safetensors", checkpoint);
  const auto load = [&] {
    expect_error(Exit::kBadData, "tensor \"conv1.conv.weight\" is missing",
                 [&] { load_model(saved.queue, scratch / "m.safetensors"); });
  };
  EXPECT_LT(added_memory_kb(load), 1 << 20);
}

TEST(ModelFile, RefusesFactsItDoesNotKnow) {
  Saved saved;
  const auto read_with = [&](const std::string& key, const std::string& value) {
    Checkpoint checkpoint = saved.checkpoint();
    checkpoint.metadata[key] = value;
    read_facts("m", checkpoint);
  };
  expect_error(Exit::kBadData, "not a model of cantus", [&] { read_with("schema", "other/1"); });
  expect_error(Exit::kBadData, "network \"big\"", [&] { read_with("network", "big"); });
  for (const char* label : {"", "si\x1bng"})
    expect_error(Exit::kBadData, "positive_label", [&] { read_with("positive_label", label); });
  expect_error(Exit::kBadData, "front end \"x\"", [&] { read_with("front_end", "x"); });
  expect_error(Exit::kBadData, "other numbers", [&] { read_with("front_end.text", "x"); });
  expect_error(Exit::kBadData, "`network.num_frames` is \"99999999\"",
               [&] { read_with("network.num_frames", "99999999"); });
}

}  // namespace
}  // namespace cantus
