#include <gtest/gtest.h>

#include <sstream>

#include <nlohmann/json.hpp>

#include "data/curves/curve.h"
#include "tests/apps/support/run_cantus.h"
#include "tests/apps/support/tiny_corpus.h"
#include "tests/apps/support/training_runs.h"
#include "tests/data/support/scratch.h"

namespace cantus {
namespace {

// If the parent process ignores SIGCHLD, so did this program: it took the crash of the child
// process that reads a foreign HDF5 file for success.
TEST(InheritedState, OfIgnoredChildrenIsNotKept) {
  const Scratch scratch;
  const std::string whole = to_hdf5({{0.0, 1.0}, {0.5f, 0.25f}});
  const auto damaged = scratch.file("bad.h5", whole.substr(0, whole.size() / 2));
  const auto result =
      run_unlimited({"env", "--ignore-signal=CHLD", CANTUS_BINARY, "info", damaged.string()});
  EXPECT_EQ(result.exit_code, 65) << result.output << result.errors;
}

// Otherwise the first files opened would become standard output and the log. That the model's path
// cannot be printed is still an error.
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

// As a shell without job control leaves SIGINT for background processes.
TEST(InheritedState, OfAnIgnoredInterruptIsKept) {
  const Scratch scratch;
  const TinyCorpus corpus(scratch / "corpus");
  const auto log = scratch / "run/log.jsonl";
  std::string command = CANTUS_BINARY;
  for (const std::string& argument :
       train_arguments(corpus, scratch / "run", {"--set", "experiment.batch_size=64"}))
    command += " " + argument;
  command += " & pid=$!; for _ in $(seq 6000); do [ -s " + log.string() +
             " ] && break; sleep 0.01; done; wc -l < " + log.string() +
             "; kill -INT $pid; wait $pid";
  const auto result = run_unlimited({"sh", "-c", command});
  EXPECT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_LT(std::stoi(result.output), 24) << "the signal came behind the last step";
  EXPECT_EQ(num_lines(log), 24 + 4);
}

// Waiting threads' spin count is read before main(): the program re-executes itself to set it.
TEST(InheritedState, OfWaitsIsKeptAndElseMadeShort) {
  const Scratch scratch;
  const TinyCorpus corpus(scratch / "corpus");
  const auto turns_of = [&](const std::string& given) {
    const std::string command =
        "env -u GOMP_SPINCOUNT -u OMP_WAIT_POLICY " + given + " " + CANTUS_BINARY + " train " +
        corpus.experiment().string() + " -o " + (scratch / "run").string() +
        " --set experiment.epochs=1000 --resume never --force -q & pid=$!\n"
        "for _ in $(seq 100); do sleep 0.05; grep -qsz 'train' /proc/$pid/cmdline || continue\n"
        "grep -ao 'GOMP_SPINCOUNT=[0-9]*' /proc/$pid/environ && break; done; kill -9 $pid; wait "
        "$pid";
    return run_unlimited({"sh", "-c", command}).output;
  };
  EXPECT_EQ(turns_of(""), "GOMP_SPINCOUNT=10000\n");
  EXPECT_EQ(turns_of("GOMP_SPINCOUNT=77"), "GOMP_SPINCOUNT=77\n");
}

}  // namespace
}  // namespace cantus
