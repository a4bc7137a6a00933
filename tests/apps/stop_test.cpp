#include <chrono>
#include <thread>

#include <gtest/gtest.h>

#include "data/files/list_files.h"
#include "tests/apps/support/background.h"
#include "tests/apps/support/random_model.h"
#include "tests/apps/support/tiny_corpus.h"
#include "tests/data/support/scratch.h"

namespace cantus {
namespace {

// A model, and a song that takes it far longer than two seconds.
class Stop : public ::testing::Test {
 protected:
  Stop() {
    write_random_model(model_);
    Audio audio{16000, {}};
    for (std::uint32_t n = 0; n < 16000 * 900; ++n)
      audio.samples.push_back(static_cast<float>(n * 2654435761u >> 16) / 65536.0f - 0.5f);
    write_wav(song_, audio);
  }

  // Sends SIGINT once the log shows `begun`, and gives the exit code and the seconds until the end.
  std::pair<int, double> interrupt(const std::vector<std::string>& arguments, const char* begun) {
    Background process(arguments, log_.string());
    while (process.is_running() && content_of(log_).find(begun) == std::string::npos)
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    std::this_thread::sleep_for(std::chrono::seconds(2));
    const auto start = std::chrono::steady_clock::now();
    const int code = process.end(SIGINT);
    return {code, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count()};
  }

  Scratch scratch_;
  std::filesystem::path model_ = scratch_ / "m.safetensors";
  std::filesystem::path song_ = scratch_ / "long.wav";
  std::filesystem::path log_ = scratch_ / "log";
};

TEST_F(Stop, DetectEndsInTheMidstOfASong) {
  const auto out = scratch_ / "out";
  const auto [code, waited_s] = interrupt(
      {"detect", "-m", model_.string(), song_.string(), "-o", out.string(), "--threads", "1"},
      "device cpu");
  EXPECT_EQ(code, 75);
  EXPECT_LT(waited_s, 2);
  EXPECT_NE(content_of(log_).find("stopped on request; run the same command again with "
                                  "--skip-existing, finished songs stay"),
            std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(out));
}

TEST_F(Stop, EvaluateEndsInTheMidstOfASong) {
  const auto manifest =
      scratch_.file("manifest.tsv", "path\tlabels\tsplit\nlong.wav\t\ttest\n").string();
  const auto [code, waited_s] =
      interrupt({"evaluate", "-m", model_.string(), "--manifest", manifest, "--threads", "1"},
                "features: 1 of 1 song");
  EXPECT_EQ(code, 75);
  EXPECT_LT(waited_s, 2);
}

}  // namespace
}  // namespace cantus
