#include <fstream>

#include <gtest/gtest.h>

#include "tests/apps/support/training_runs.h"
#include "tests/support/holds.h"

namespace cantus {
namespace {

// Slips in a manifest and its labels that are no errors but that a training reports.
class LabelSlips : public TinyTraining {
 protected:
  // The log of one update with these `rows` in the manifest.
  std::string log_of(const std::string& rows) {
    std::filesystem::remove_all(scratch_ / "run");
    std::ofstream(corpus_.manifest()) << "path\tlabels\tsplit\tsong\n" << rows;
    const auto result =
        run_cantus({"train", corpus_.experiment().string(), "-o", (scratch_ / "run").string(),
                    "--max-steps", "1", "--threads", "1"});
    EXPECT_EQ(result.exit_code, 0) << result.errors;
    return result.errors;
  }
};

TEST_F(LabelSlips, SongsWithoutLabelsAreCounted) {
  const std::string valid = "song4.wav\tsong4.lab\tvalid\te\n";
  const std::string all = "song0.wav\tsong0.lab\ttrain\ta\nsong1.wav\tsong1.lab\ttrain\tb\n";
  EXPECT_FALSE(holds(log_of(all + valid), "without labels"));
  const auto log = log_of("song0.wav\tsong0.lab\ttrain\ta\nsong1.wav\t\ttrain\tb\n" + valid);
  EXPECT_TRUE(holds(log, "training: 2 songs (1 without labels: no voice in it), "));
  EXPECT_TRUE(holds(log, "validation: 1 song, "));
}

TEST_F(LabelSlips, LabelsOfTwoSongsAreTheirsAlone) {
  const auto two = [&](const std::string& first, const std::string& second) {
    return log_of("song0.wav\tsong0.lab\ttrain\t" + first + "\nsong1.wav\tsong0.lab\ttrain\t" +
                  second + "\nsong4.wav\tsong4.lab\tvalid\te\n");
  };
  const auto log = two("One", "Two");
  EXPECT_TRUE(holds(log,
                    "song0.lab: the labels of song0.wav and of song1.wav, which are different "
                    "songs"));
  EXPECT_FALSE(holds(two("One", "One"), "different songs"))
      << "a copy at another level has the labels of its song";
  EXPECT_FALSE(holds(two("", "Two"), "different songs")) << "not told of one";
}

TEST_F(LabelSlips, LabelsThatEndEarlyMayBeOfAnotherSong) {
  std::ofstream(corpus_.labels(1)) << "0.1 0.5 sing\n";
  const auto log = log_of(
      "song0.wav\tsong0.lab\ttrain\ta\nsong1.wav\tsong1.lab\ttrain\tb\n"
      "song4.wav\tsong4.lab\tvalid\te\n");
  EXPECT_TRUE(holds(log, "song1.lab has its last label end at 0.500 s, its sound ends at 1.6"));
  EXPECT_FALSE(holds(log, "song0.lab has"));
}

TEST_F(LabelSlips, LabelsThatEndAFrameBehindTheSoundAreCutThere) {
  std::ofstream(corpus_.labels(0)) << "0.3 1.63 sing\n";
  std::ofstream(corpus_.labels(1)) << "0.3 1.65 sing\n";
  const auto log = log_of("song0.wav\tsong0.lab\ttrain\ta\nsong1.wav\tsong1.lab\ttrain\tb\n");
  EXPECT_TRUE(holds(log, "song1.lab ends at 1.650 s, its sound at 1.620 s: cut there"));
  EXPECT_FALSE(holds(log, "song0.lab ends"));
}

}  // namespace
}  // namespace cantus
