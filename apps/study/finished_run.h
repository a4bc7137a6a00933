#pragma once

#include <filesystem>
#include <string>

#include "apps/study/run_scores.h"
#include "engine/parameters.h"

namespace cantus {

// What is kept of a run when its model is gone: small, and enough for every table that it is in
// (docs/formats.md, "Studies").
struct FinishedRun {
  std::string run;      // "L1-fixed-seed1"
  std::string command;  // that made it
  std::uint64_t seed = 1;
  std::string device;  // "cuda:0 (NVIDIA H200)", "cpu (AVX-512)"
  std::string precision;
  int num_threads = 0;
  std::string settings;       // as TOML: all that the result depends on
  std::string source_sha256;  // of the model whose layers were transferred; "": none
  std::string data_sha256;    // of the training and validation songs
  std::string model_sha256;
  std::string test_sha256;  // of the test songs; "": not stored by an earlier version
  std::string songs;        // the test songs in words
  ParameterCount parameters;
  std::int64_t num_steps = 0;
  std::int64_t best_step = 0;
  RunScores scores;  // score_names() and validation_f
};

// Errors: those of AtomicFile.
void write_finished_run(const std::filesystem::path& file, const FinishedRun& run);
// Errors: those of InputFile; kBadData for what is no such file, such as an empty one.
FinishedRun read_finished_run(const std::filesystem::path& file);

}  // namespace cantus
