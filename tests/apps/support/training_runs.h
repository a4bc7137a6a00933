#pragma once

#include <algorithm>
#include <thread>

#include <gtest/gtest.h>

#include "data/files/list_files.h"
#include "tests/apps/support/background.h"
#include "tests/apps/support/run_cantus.h"
#include "tests/apps/support/tiny_corpus.h"
#include "tests/data/support/scratch.h"

// Training runs on TinyCorpus.
namespace cantus {

inline Arguments train_arguments(const TinyCorpus& corpus, const std::filesystem::path& output,
                                 const Arguments& more = {}) {
  return Arguments{"train", corpus.experiment().string(), "-o", output.string(), "--threads", "1",
                   "-q"} +
         more;
}

// Base of tests that train on TinyCorpus.
class TinyTraining : public ::testing::Test {
 protected:
  ProcessResult train(const std::filesystem::path& run, const Arguments& more = {}) const {
    return run_cantus(train_arguments(corpus_, run, more));
  }

  Scratch scratch_;
  TinyCorpus corpus_{scratch_ / "corpus"};
};

inline std::int64_t num_lines(const std::filesystem::path& path) {
  const std::string text = content_of(path);
  return std::count(text.begin(), text.end(), '\n');
}

// Waits until the run that writes `log` has written so many lines.
inline void wait_for_lines(Background& process, const std::filesystem::path& log,
                           std::int64_t wanted) {
  while (process.is_running() && (!std::filesystem::exists(log) || num_lines(log) < wanted))
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

// Expects two finished runs on TinyCorpus to be equal.
inline void expect_same_run(const std::filesystem::path& a, const std::filesystem::path& b) {
  EXPECT_EQ(content_of(a / "log.jsonl"), content_of(b / "log.jsonl"));
  EXPECT_TRUE(content_of(a / "model.safetensors") == content_of(b / "model.safetensors"));
  const auto in_a = list_files(a / "checkpoints");
  const auto in_b = list_files(b / "checkpoints");
  ASSERT_EQ(in_a.size(), 2u);
  ASSERT_EQ(in_b.size(), 2u);
  EXPECT_EQ(in_a.back().filename(), "step_00000024.ckpt");
  EXPECT_EQ(in_b.back().filename(), "step_00000024.ckpt");
  EXPECT_TRUE(content_of(in_a.back()) == content_of(in_b.back()));
}

}  // namespace cantus
