#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "apps/evaluation/run_scores.h"
#include "apps/transfer/transfer_grid.h"

namespace cantus {

// Of the document that `cantus transfer` prints, which is its table.json too.
inline constexpr const char* kTransferSchema = "cantus.transfer/1";

// One line of the table: all runs of a way.
struct TransferRow {
  TransferWay way;
  std::int64_t num_trainable = 0;  // parameters
  std::vector<RunScores> runs;
};

// What the table is about.
struct TransferSubject {
  std::string experiment;  // file
  std::string source;      // model file
  std::string source_sha256;
  std::string songs;  // "corpus/manifest.tsv, test"
  std::vector<std::uint64_t> seeds;
  std::string device;
};

// As Markdown: mean and 95 % interval over the seeds.
std::string to_markdown(const TransferSubject& subject, const std::vector<TransferRow>& rows);
std::string to_json(const TransferSubject& subject, const std::vector<TransferRow>& rows);

// Refuses to write, over the table.json that is there, one of another split, or without some of its
// ways or seeds, and over somebody else's table.md beside it. `songs` is songs_title of the trial.
// Errors: kCannotCreate that names one.
void require_all_of_table(const std::filesystem::path& table, const std::string& songs,
                          const std::vector<TransferWay>& ways,
                          const std::vector<std::uint64_t>& seeds);

}  // namespace cantus
