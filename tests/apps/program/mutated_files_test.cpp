// Files that people write, or that were written long before they are read, after random accidents.

#include <gtest/gtest.h>

#include "apps/evaluation/read_evaluation.h"
#include "apps/experiment/experiment.h"
#include "apps/info/file_facts.h"
#include "apps/study/finished_run.h"
#include "tests/apps/support/run_cantus.h"
#include "tests/data/support/mutations.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

const fs::path kSources = CANTUS_SOURCE_DIR;

TEST(MutatedFiles, Experiments) {
  for (const char* name : {"quickstart.toml", "sung_spectrogram.toml"}) {
    expect_survives_mutations(
        name, content_of(kSources / "experiments" / name), 500,
        [](const fs::path& path) { read_experiment(path, {}, std::nullopt); });
  }
}

TEST(MutatedFiles, FinishedRuns) {
  expect_survives_mutations(
      "run.json", content_of(kSources / "docs/results/hou2020/table1/runs/none-seed1.json"), 500,
      [](const fs::path& path) { read_finished_run(path); });
}

TEST(MutatedFiles, Evaluations) {
  const Scratch scratch;
  const auto found = scratch.file("found.lab", "0 1 sing\n1 3 nosing\n");
  const auto truth = scratch.file("truth.lab", "0 2 sing\n2 3 nosing\n");
  const auto evaluation =
      run_cantus({"evaluate", "--predicted", found.string(), "--truth", truth.string(), "--json"});
  ASSERT_EQ(evaluation.exit_code, 0) << evaluation.errors;
  expect_survives_mutations("evaluation.json", evaluation.output, 1000,
                            [](const fs::path& path) { read_evaluation(path, ""); });
}

TEST(MutatedFiles, WhatInfoDescribes) {
  for (const char* name :
       {"experiments/mir1k.toml", "docs/timeline.png", "docs/results/hou2020/table1/table.json"}) {
    const fs::path path = kSources / name;
    expect_survives_mutations(path.filename(), content_of(path), 200,
                              [](const fs::path& file) { facts_of_file(file); });
  }
}

}  // namespace
}  // namespace cantus
