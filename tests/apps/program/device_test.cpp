#include <gtest/gtest.h>

#include "kernels/core/error.h"
#include "tests/apps/support/random_model.h"
#include "tests/apps/support/run_cantus.h"
#include "tests/apps/support/tiny_corpus.h"
#include "tests/data/support/scratch.h"
#include "tests/support/environment_variable.h"
#include "tests/support/holds.h"

// The program with a GPU's module. `emulated` runs that module's code without a GPU, and imitates
// machines with no GPU, an old driver, too little memory, or a launch that fails.
namespace cantus {
namespace {

namespace fs = std::filesystem;

class EmulatedDevice : public ::testing::Test {
 protected:
  EmulatedDevice() : corpus_(scratch_ / "corpus") { write_random_model(model_); }

  ProcessResult detect(const std::string& device, const std::string& precision = "float32") {
    return run_cantus({"detect", "--quiet", "--device", device, "--precision", precision, "--model",
                       model_.string(), "--json", (scratch_ / "corpus/song6.wav").string()});
  }
  ProcessResult train(const std::string& device, const std::string& run) {
    return run_cantus({"train", (scratch_ / "corpus/tiny.toml").string(), "--quiet", "--device",
                       device, "-o", (scratch_ / run).string()});
  }
  // Expects one line that contains `words`, and this code.
  void expect_refusal(const ProcessResult& result, Exit code, const std::string& words) {
    EXPECT_TRUE(ended(result, static_cast<int>(code), words));
    EXPECT_EQ(std::count(result.errors.begin(), result.errors.end(), '\n'), 1) << result.errors;
  }

  Scratch scratch_;
  TinyCorpus corpus_;
  fs::path model_ = scratch_ / "m.safetensors";
};

std::string segments_of(const std::string& json) {
  const auto begin = json.find("\"songs\"");
  return begin == std::string::npos ? "no songs" : json.substr(begin);
}

TEST_F(EmulatedDevice, FindsTheVoiceWhereTheCpuFindsIt) {
  const auto expected = detect("cpu");
  const auto found = detect("emulated");
  ASSERT_EQ(found.exit_code, 0) << found.errors;
  EXPECT_EQ(segments_of(found.output), segments_of(expected.output));
}

TEST_F(EmulatedDevice, IsCheckedTensorByTensorAgainstTheCpu) {
  const auto detected =
      run_cantus({"detect", "--device", "check:emulated", "--model", model_.string(), "--json",
                  (scratch_ / "corpus/song6.wav").string()});
  EXPECT_TRUE(ended(detected, 0, "check: the worst tensor, output 0 of "));
  const auto judged =
      run_cantus({"evaluate", "--device", "check:emulated", "--model", model_.string(),
                  "--manifest", (scratch_ / "corpus/manifest.tsv").string(), "--no-baselines"});
  EXPECT_TRUE(ended(judged, 0, "check: the worst tensor"));
  const auto trained =
      run_cantus({"train", (scratch_ / "corpus/tiny.toml").string(), "--device", "check:emulated",
                  "--max-steps", "2", "-o", (scratch_ / "checked").string()});
  EXPECT_TRUE(ended(trained, 0, "check: the worst tensor"));
}

TEST_F(EmulatedDevice, TrainsAModelThatTheCpuReads) {
  const auto trained = train("emulated", "run");
  ASSERT_EQ(trained.exit_code, 0) << trained.errors;
  const auto info = run_cantus({"info", (scratch_ / "run/model.safetensors").string()});
  EXPECT_EQ(info.exit_code, 0) << info.errors;
}

TEST_F(EmulatedDevice, ComputesAtThePrecisionAskedFor) {
  const auto detected = detect("emulated", "tf32");
  ASSERT_EQ(detected.exit_code, 0) << detected.errors;
  EXPECT_TRUE(holds(detected.output, "\"precision\": \"tf32\""));
  const auto trained = run_cantus({"train", (scratch_ / "corpus/tiny.toml").string(), "--device",
                                   "emulated", "--set", "experiment.precision=\"tf32\"", "--epochs",
                                   "1", "--json", "-o", (scratch_ / "tf32").string()});
  ASSERT_EQ(trained.exit_code, 0) << trained.errors;
  EXPECT_TRUE(holds(trained.errors, "precision tf32"));
  EXPECT_TRUE(holds(trained.output, "\"precision\": \"tf32\""));
  const auto resumed = run_cantus({"train", (scratch_ / "corpus/tiny.toml").string(), "--quiet",
                                   "--device", "emulated", "-o", (scratch_ / "tf32").string()});
  expect_refusal(resumed, Exit::kBadConfig, "experiment.precision: was \"tf32\", is \"float32\"");
}

TEST_F(EmulatedDevice, RefusesAPrecisionThatTheCpuDoesNotHave) {
  for (const char* precision : {"tf32", "bf16"}) {
    expect_refusal(
        detect("cpu", precision), Exit::kUnavailable,
        std::string("precision ") + precision + ": the CPU multiplies in float32 always");
    expect_refusal(detect("check:emulated", precision), Exit::kUnavailable,
                   "compared with the CPU");
    const auto trained =
        run_cantus({"train", (scratch_ / "corpus/tiny.toml").string(), "--quiet", "--device", "cpu",
                    "--precision", precision, "-o", (scratch_ / "refused").string()});
    expect_refusal(trained, Exit::kUnavailable, "the CPU multiplies in float32 always");
    EXPECT_FALSE(fs::exists(scratch_ / "refused"));
    const auto transferred =
        run_cantus({"transfer", (scratch_ / "corpus/tiny.toml").string(), "--quiet", "--device",
                    "cpu", "--precision", precision, "--source", model_.string(), "--layers",
                    "none", "-o", (scratch_ / "t").string()});
    expect_refusal(transferred, Exit::kUnavailable, "the CPU multiplies in float32 always");
    const auto evaluated =
        run_cantus({"evaluate", "--quiet", "--device", "cpu", "--precision", precision, "--model",
                    model_.string(), "--manifest", (scratch_ / "corpus/manifest.tsv").string()});
    expect_refusal(evaluated, Exit::kUnavailable, "the CPU multiplies in float32 always");
  }
}

TEST_F(EmulatedDevice, LosesNoWeightsToALossThatIsReadLater) {
  std::vector<std::string> errors;
  for (const char* every : {"1", "50"}) {
    const auto result =
        run_cantus({"train", (scratch_ / "corpus/tiny.toml").string(), "--quiet", "--device",
                    "emulated", "-o", (scratch_ / every).string(), "--set",
                    "optimizer.kind=nesterov", "--set", "optimizer.learning_rate=200", "--set",
                    "experiment.batches_per_epoch=50", "--set", "checkpoint.every_steps=1000",
                    "--set", std::string("experiment.loss_every_steps=") + every});
    EXPECT_EQ(result.exit_code, 1);
    const auto place = result.errors.find("the loss of step ");
    ASSERT_NE(place, std::string::npos) << result.errors;
    errors.push_back(result.errors.substr(place));
  }
  EXPECT_EQ(errors[0], errors[1]);
  EXPECT_TRUE(content_of(scratch_ / "1/diverged-step.ckpt") ==
              content_of(scratch_ / "50/diverged-step.ckpt"));
}

TEST_F(EmulatedDevice, SaysThatThereIsNoGpu) {
  const testing::EnvironmentVariable fault("CANTUS_EMULATED_FAULT", "no_device");
  expect_refusal(detect("emulated"), Exit::kUnavailable, "there is no GPU");
}

TEST_F(EmulatedDevice, SaysWhichDriverIsTooOld) {
  const testing::EnvironmentVariable fault("CANTUS_EMULATED_FAULT", "old_driver");
  expect_refusal(detect("emulated"), Exit::kUnavailable, "or later); install a newer driver");
}

TEST_F(EmulatedDevice, SaysThatNoKernelWasBuiltForTheGpu) {
  const testing::EnvironmentVariable fault("CANTUS_EMULATED_FAULT", "no_code");
  expect_refusal(
      detect("emulated"), Exit::kUnavailable,
      "compute capability is 9.0 (expected 8.0 or later, one that cantus was built for)");
}

TEST_F(EmulatedDevice, SaysWhichNumbersThereAre) {
  expect_refusal(detect("emulated:3"), Exit::kUnavailable, "there is no such GPU (expected 0)");
}

TEST_F(EmulatedDevice, SaysThatTheModuleIsMissing) {
  const testing::EnvironmentVariable modules("CANTUS_MODULES", scratch_.folder().string());
  expect_refusal(detect("emulated"), Exit::kUnavailable, "there is no libcantus_emulated.so");
}

// The CPU replaces a GPU only if there is none, and never silently.
TEST_F(EmulatedDevice, AutomaticallyChosenIsTheGpuOrTheCpuWithAReason) {
  const auto errors = [&] {
    const auto result = run_cantus({"detect", "--device", "auto:emulated", "--model",
                                    model_.string(), (scratch_ / "corpus/song6.wav").string()});
    EXPECT_EQ(result.exit_code, 0) << result.errors;
    return result.errors;
  };
  const auto has = [](const std::string& text, const std::string& words) {
    return text.find(words) != std::string::npos;
  };
  const std::string found = errors();
  EXPECT_TRUE(has(found, "device emulated:0") && !has(found, "warning")) << found;
  {
    const testing::EnvironmentVariable fault("CANTUS_EMULATED_FAULT", "no_device");
    const std::string none = errors();
    EXPECT_TRUE(has(none, "device cpu (") && !has(none, "warning")) << none;
  }
  for (const auto& [kind, reason] :
       {std::pair{"old_driver", "the driver is for CUDA "}, {"no_code", "compute capability is"}}) {
    const testing::EnvironmentVariable fault("CANTUS_EMULATED_FAULT", kind);
    const std::string warned = errors();
    EXPECT_TRUE(has(warned, "device cpu (") && has(warned, reason)) << warned;
    const auto first = warned.find("cantus: warning: the CPU computes");
    EXPECT_NE(first, std::string::npos) << warned;
    EXPECT_EQ(warned.find("the CPU computes", first + 30), std::string::npos) << warned;
  }
  const testing::EnvironmentVariable modules("CANTUS_MODULES", scratch_.folder().string());
  const std::string without_module = errors();
  EXPECT_TRUE(has(without_module, "warning") &&
              has(without_module, "there is no libcantus_emulated.so"))
      << without_module;
}

TEST_F(EmulatedDevice, SaysWhatABatchNeedsAndWhichOneFits) {
  ASSERT_EQ(train("cpu", "first").exit_code, 0);  // this stores the features
  const testing::EnvironmentVariable memory("CANTUS_EMULATED_MEMORY_BYTES", "1600000");
  expect_refusal(train("emulated", "second"), Exit::kOsError, "a batch of ");
  expect_refusal(detect("emulated"), Exit::kOsError, "the network needs ");
}

// The refusal must not wait for the end of the first epoch.
TEST_F(EmulatedDevice, SaysBeforeTrainingThatValidationHasNoRoom) {
  ASSERT_EQ(train("cpu", "first").exit_code, 0);
  const testing::EnvironmentVariable memory("CANTUS_EMULATED_MEMORY_BYTES", "44000000");
  expect_refusal(train("emulated", "second"), Exit::kOsError, "the network needs ");
  EXPECT_FALSE(fs::exists(scratch_ / "second/log.jsonl"));
}

TEST_F(EmulatedDevice, SaysWhatTheTrainingSongsNeed) {
  ASSERT_EQ(train("cpu", "first").exit_code, 0);  // this stores the features
  const testing::EnvironmentVariable memory("CANTUS_EMULATED_MEMORY_BYTES", "60000");
  const auto refused = train("emulated", "second");
  expect_refusal(refused, Exit::kOsError, "the training songs' features need 0.00 GB");
  EXPECT_TRUE(holds(refused.errors, "data.dtype = \"float16\" halves them"));
}

TEST_F(EmulatedDevice, NamesTheKernelThatCouldNotBeLaunched) {
  const testing::EnvironmentVariable fault("CANTUS_EMULATED_FAULT", "launch:3");
  expect_refusal(detect("emulated"), Exit::kOsError, "the launch failed");
}

// Every later song would fail as the first did.
TEST_F(EmulatedDevice, EndsABatchWithTheGpuThatItLost) {
  const testing::EnvironmentVariable fault("CANTUS_EMULATED_FAULT", "launch:3");
  expect_refusal(
      run_cantus({"detect", "--quiet", "--device", "emulated", "--model", model_.string(),
                  (scratch_ / "corpus/song5.wav").string(),
                  (scratch_ / "corpus/song6.wav").string(), "-o", (scratch_ / "out").string()}),
      Exit::kOsError, "the GPU is lost to this process: run the same command again");
  EXPECT_FALSE(fs::exists(scratch_ / "out/song6.lab"));
}

TEST(Device, WithoutADriverIsRefusedInOneLine) {
  if (fs::exists("/dev/nvidiactl")) GTEST_SKIP() << "there is a driver";
  const auto result = run_cantus({"detect", "--device", "cuda", "--model", "none", "none.wav"});
  EXPECT_EQ(result.exit_code, static_cast<int>(Exit::kUnavailable));
  EXPECT_EQ(
      result.errors,
      "cantus: error: --device cuda: there is no NVIDIA driver (libcuda.so.1); install one, or "
      "use --device cpu\n");
}

}  // namespace
}  // namespace cantus
