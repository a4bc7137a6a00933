#include "apps/study/run_digests.h"

#include <gtest/gtest.h>

#include "tests/support/expect_error.h"

namespace cantus {
namespace {

class RunDigestsTest : public ::testing::Test {
 protected:
  RunDigestsTest() { experiment_.manifests = {"songs/manifest.tsv"}; }

  // Adds the run of another seed or another row.
  void add(const std::string& name) { digests_.require_run(name, run_, row_, experiment_, {}); }

  void expect_refused(const std::string& part) {
    expect_error(Exit::kBadConfig, "b.json: " + part + " than a.json", [&] { add("b.json"); });
  }

  Experiment experiment_ = default_experiment("glu_cnn");
  StudyRow row_;
  FinishedRun run_{.source_sha256 = "5", .data_sha256 = "1", .test_sha256 = "2"};
  RunDigests digests_;
};

TEST_F(RunDigestsTest, AreTheSameInAllRunsOfATable) {
  add("a.json");
  EXPECT_EQ(digests_.learned(row_, experiment_), "1");
  run_.source_sha256 = "6";
  expect_refused("another source network");
  run_.source_sha256 = "";
  run_.test_sha256 = "3";
  expect_refused("tested on other songs or labels");
  run_.test_sha256 = "";  // as from an earlier version
  add("b.json");
  run_.data_sha256 = "4";
  expect_refused("trained on other songs or labels");
}

TEST_F(RunDigestsTest, DifferWhereSongsMay) {
  add("a.json");
  run_.data_sha256 = "4";
  experiment_.num_songs = 5;
  add("other_number.json");
  run_.data_sha256 = "6";
  experiment_.seed = 2;
  add("other_seed.json");
  run_.data_sha256 = "7";
  run_.test_sha256 = "8";
  experiment_.positive = {"speech"};
  add("other_labels.json");
  row_.round = "beta";
  EXPECT_EQ(digests_.learned(row_, experiment_), "");
  run_.data_sha256 = "9";  // of its targets
  add("beta.json");
}

}  // namespace
}  // namespace cantus
