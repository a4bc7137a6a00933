#include <fstream>

#include <gtest/gtest.h>

#include "tests/apps/support/run_cantus.h"
#include "tests/apps/support/tiny_corpus.h"
#include "tests/data/support/scratch.h"

namespace cantus {
namespace {

// Slips in a manifest and its labels that are no errors, and that a training tells of.
class LabelSlips : public ::testing::Test {
 protected:
  // What an update says where `rows` are those of the manifest.
  std::string log_of(const std::string& rows) {
    std::filesystem::remove_all(scratch_ / "run");
    std::ofstream(corpus_.manifest()) << "path\tlabels\tsplit\tsong\n" << rows;
    const auto result =
        run_cantus({"train", corpus_.experiment().string(), "-o", (scratch_ / "run").string(),
                    "--max-steps", "1", "--threads", "1"});
    EXPECT_EQ(result.exit_code, 0) << result.errors;
    return result.errors;
  }

  Scratch scratch_;
  TinyCorpus corpus_{scratch_ / "corpus"};
};

TEST_F(LabelSlips, SongsWithoutLabelsAreCounted) {
  const std::string valid = "song4.wav\tsong4.lab\tvalid\te\n";
  const std::string all = "song0.wav\tsong0.lab\ttrain\ta\nsong1.wav\tsong1.lab\ttrain\tb\n";
  EXPECT_EQ(log_of(all + valid).find("without labels"), std::string::npos);
  const auto log = log_of("song0.wav\tsong0.lab\ttrain\ta\nsong1.wav\t\ttrain\tb\n" + valid);
  EXPECT_NE(log.find("training: 2 songs (1 without labels: no voice in it), "), std::string::npos)
      << log;
  EXPECT_NE(log.find("validation: 1 song, "), std::string::npos) << log;
}

TEST_F(LabelSlips, LabelsOfTwoSongsAreTheirsAlone) {
  const auto two = [&](const std::string& first, const std::string& second) {
    return log_of("song0.wav\tsong0.lab\ttrain\t" + first + "\nsong1.wav\tsong0.lab\ttrain\t" +
                  second + "\nsong4.wav\tsong4.lab\tvalid\te\n");
  };
  const auto log = two("One", "Two");
  EXPECT_NE(log.find("song0.lab: the labels of song0.wav and of song1.wav, which are different "
                     "songs"),
            std::string::npos)
      << log;
  EXPECT_EQ(two("One", "One").find("different songs"), std::string::npos)
      << "a copy at another level has the labels of its song";
  EXPECT_EQ(two("", "Two").find("different songs"), std::string::npos) << "not told of one";
}

TEST_F(LabelSlips, LabelsThatEndEarlyMayBeOfAnotherSong) {
  std::ofstream(corpus_.labels(1)) << "0.1 0.5 sing\n";
  const auto log = log_of(
      "song0.wav\tsong0.lab\ttrain\ta\nsong1.wav\tsong1.lab\ttrain\tb\n"
      "song4.wav\tsong4.lab\tvalid\te\n");
  EXPECT_NE(log.find("song1.lab has its last label end at 0.500 s, its sound ends at 1.6"),
            std::string::npos)
      << log;
  EXPECT_EQ(log.find("song0.lab has"), std::string::npos) << log;
}

TEST_F(LabelSlips, LabelsThatEndAFrameBehindTheSoundAreCutThere) {
  std::ofstream(corpus_.labels(0)) << "0.3 1.63 sing\n";
  std::ofstream(corpus_.labels(1)) << "0.3 1.65 sing\n";
  const auto log = log_of("song0.wav\tsong0.lab\ttrain\ta\nsong1.wav\tsong1.lab\ttrain\tb\n");
  EXPECT_NE(log.find("song1.lab ends at 1.650 s, its sound at 1.620 s: cut there"),
            std::string::npos)
      << log;
  EXPECT_EQ(log.find("song0.lab ends"), std::string::npos) << log;
}

}  // namespace
}  // namespace cantus
