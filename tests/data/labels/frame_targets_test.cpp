#include "data/labels/frame_targets.h"

#include <gtest/gtest.h>

#include "data/checkpoint/checkpoint.h"
#include "tests/data/support/scratch.h"
#include "tests/support/expect_error.h"

namespace cantus {
namespace {

class TargetFile : public ::testing::Test {
 protected:
  void expect_refused(const Checkpoint& file, const std::string& found) {
    write_checkpoint(path_, file);
    expect_error(Exit::kBadData, found, [&] { read_frame_targets(path_); });
  }

  Scratch scratch_;
  std::filesystem::path path_ = scratch_ / "targets.safetensors";
};

TEST_F(TargetFile, ReadsWhatItWrote) {
  const FrameTargets targets{{{"model", "abc"}}, {{"one", {0, 0.25f, 1}}, {"two", {0.5f, -1}}}};
  write_frame_targets(path_, targets);
  const FrameTargets read = read_frame_targets(path_);
  EXPECT_EQ(read.by_track, targets.by_track);
  EXPECT_EQ(read.facts, targets.facts);
}

TEST_F(TargetFile, RefusesWhatIsNone) {
  expect_refused({{{"schema", "cantus.model/1"}}, {}}, "no targets of frames");
  const std::map<std::string, std::string> schema{{"schema", "cantus.targets/1"}};
  expect_refused({schema, {NamedTensor::of<float>("one", {2}, {0.5f, 1.5f})}}, "target of 1.5");
  expect_refused({schema, {NamedTensor::of<float>("one", {1}, {-0.5f})}}, "target of -0.5");
  expect_refused({schema, {NamedTensor::of<float>("one", {1, 2}, {0.5f, 1})}}, "another shape");
  expect_refused({schema, {NamedTensor::of<double>("one", {2}, {0.5, 1})}},
                 "another shape or type");
}

}  // namespace
}  // namespace cantus
