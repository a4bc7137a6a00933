#pragma once

#include <map>
#include <string>
#include <vector>

#include "apps/transfer_grid.h"
#include "models/interval.h"

namespace cantus {

// What a finished run scored on the test songs: by name, those of kTransferScores.
using TransferScores = std::map<std::string, double>;
inline constexpr const char* kTransferScores[] = {"f",      "f_mean_of_songs", "precision",
                                                  "recall", "specificity",     "auroc"};

// Reads them from the JSON of `evaluate`. A score that the songs do not define is left out. Errors:
// kBadData when it is none; `file` names it.
TransferScores scores_of(const std::string& file, const std::string& json);

// One line of the table: all runs of a way.
struct TransferRow {
  TransferWay way;
  std::int64_t num_trainable = 0;  // parameters
  std::vector<TransferScores> runs;

  // None where no run has the score.
  std::optional<RunMean> mean_of(const std::string& score) const;
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

}  // namespace cantus
