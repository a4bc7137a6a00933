#include <gtest/gtest.h>

#include <sstream>

#include <nlohmann/json.hpp>

#include "data/curves/curve_hdf5.h"
#include "tests/apps/support/run_cantus.h"
#include "tests/apps/support/tiny_corpus.h"
#include "tests/data/support/scratch.h"

namespace cantus {
namespace {

// Where a parent ignores the ends of its children, so did this program of its own: the crash of the
// child that reads a strange HDF5 file passed for a success.
TEST(InheritedState, OfIgnoredChildrenIsNotKept) {
  const Scratch scratch;
  const std::string whole = to_hdf5({{0.0, 1.0}, {0.5f, 0.25f}});
  const auto damaged = scratch.file("bad.h5", whole.substr(0, whole.size() / 2));
  const auto result =
      run_unlimited({"env", "--ignore-signal=CHLD", CANTUS_BINARY, "info", damaged.string()});
  EXPECT_EQ(result.exit_code, 65) << result.output << result.errors;
}

// The first files to be opened would have been standard output and the log. That the model's path
// cannot be printed is an error still.
TEST(InheritedState, OfClosedDescriptorsLeadsNowhere) {
  const Scratch scratch;
  const TinyCorpus corpus(scratch / "corpus");
  const auto run = scratch / "run";
  const std::string command = "exec " + std::string(CANTUS_BINARY) + " train " +
                              corpus.experiment().string() + " -o " + run.string() +
                              " --threads 1 >&- 2>&-";
  const auto result = run_unlimited({"sh", "-c", command});
  EXPECT_EQ(result.exit_code, 74);
  std::istringstream log(content_of(run / "log.jsonl"));
  int num_lines = 0;
  for (std::string line; std::getline(log, line); ++num_lines)
    EXPECT_TRUE(nlohmann::json::accept(line)) << line;
  EXPECT_EQ(num_lines, 24 + 4);
}

}  // namespace
}  // namespace cantus
