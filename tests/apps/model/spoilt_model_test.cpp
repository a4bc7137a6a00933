#include <gtest/gtest.h>

#include "tests/apps/support/random_model.h"
#include "tests/apps/support/run_cantus.h"
#include "tests/apps/support/tiny_corpus.h"
#include "tests/data/support/scratch.h"

namespace cantus {
namespace {

// Finite weights for which every song's output is NaN or infinite.
TEST(SpoiltModel, IsNamedByEveryVerbThatRunsIt) {
  const Scratch scratch;
  const TinyCorpus corpus(scratch / "corpus");
  const auto model = write_random_model(scratch / "m.safetensors", "mel_cnn");
  Checkpoint checkpoint = read_checkpoint(model);
  for (NamedTensor& tensor : checkpoint.tensors) {
    if (tensor.shape.size() != 4) continue;
    const std::vector<float> large(tensor.values<float>().size(), 3e38f);
    tensor = NamedTensor::of(tensor.name, tensor.shape, large);
  }
  write_checkpoint(model, checkpoint);
  const std::string song = corpus.song(0).string(), out = (scratch / "out").string();
  const std::string longer = (scratch / "longer.wav").string();
  write_wav(longer, {22050, std::vector<float>(44100, 0.1f)});
  const std::vector<Arguments> commands{
      {"detect", song},
      {"detect", song, "-o", out, "--curve", "csv"},
      {"saliency", song, "-o", out},
      {"panels", song, "-o", out + ".png"},
      {"panels", longer, "-o", out + ".png", "--panels", "gradient", "--excerpt-s", "1"},
      {"evaluate", "--manifest", corpus.manifest().string(), "--no-baselines"}};
  for (auto command : commands) {
    command.insert(command.begin() + 1, {"--model", model.string()});
    const auto result = run_cantus(command);
    EXPECT_TRUE(ended(result, 65, "cantus: error: " + model.string() + ": gives NaN in frame "))
        << command[0];
  }
}

}  // namespace
}  // namespace cantus
