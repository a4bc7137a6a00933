#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "apps/evaluation/evaluate_maps.h"
#include "apps/experiment/experiment.h"
#include "apps/study/test_run.h"
#include "apps/study/transfer_way.h"

namespace cantus {

// A corpus that a study trains or tests on.
struct StudyCorpus {
  std::filesystem::path root;
  std::string manifest = "manifest.tsv";  // below root
  std::string make;                       // verb and flags that render it; "": it must exist

  std::filesystem::path path() const { return root / manifest; }
};

// One row of a study's table: a network, trained with several seeds, or an estimate of the voice
// that needs no network.
struct StudyRow {
  std::string name;                      // "L1 fixed", "num_frames 9"
  std::string where;                     // where its first value is given
  TransferWay way{"none"};               // what its network begins with
  std::string round;                     // the round of self-improvement that trains it; "": none
  std::optional<EstimateKind> estimate;  // none: a network
  std::string paper;                     // the paper's result for it
  GivenValues settings;                  // as in an experiment file, without seed and [transfer]
  std::vector<std::string> corpora;

  bool is_trained() const { return !estimate; }
  bool learns_from_targets() const;
  // The name of the row's run in files: "L1-fixed-seed1".
  std::string run(std::uint64_t seed) const;
};

struct StudyColumn {
  std::string key;  // name, layers, mode, paper, parameters, trainable, runs, a score, a setting
  std::string title;
};

// The task whose network gives the layers to transfer.
struct StudySource {
  std::filesystem::path model;  // an existing model; "": it is trained
  GivenValues settings;
  std::vector<std::string> corpora;

  bool is_trained() const { return model.empty() && !settings.empty(); }
};

// A picture that a verb draws when the runs are done.
struct StudyFigure {
  std::string name;
  std::string file;  // or folder, below the study's output
  std::string make;  // verb and flags, without -o

  bool shows_source() const { return make.find("{source}") != std::string::npos; }
};

// A paper's table or figure as data: networks and ways to train them, crossed with seeds.
struct Study {
  std::string file;
  std::string title;
  std::vector<std::uint64_t> seeds{1};  // of every row
  std::vector<StudyColumn> columns;
  std::vector<StudyRow> rows;  // none: only figures
  std::vector<StudyFigure> figures;
  std::map<std::string, StudyCorpus> corpora;
  StudySource source;
  StudyTest test;
  std::vector<std::string> test_corpora;
};

// What the command line changes in a study file.
struct StudyDemand {
  bool is_smoke = false;               // [smoke] overrides the file
  std::filesystem::path work;          // folder for relative paths in [smoke]
  std::vector<std::string> overrides;  // "experiment.epochs=2": override file and [smoke]
  std::filesystem::path source = {};   // replaces source.model; "": as in the file
  std::uint64_t first_seed = 1;
  std::int64_t num_seeds = 0;  // 0: as in the file
};

// Reads a study and the file that it includes: sections [table], [corpora.NAME], [source], [test],
// [figures.NAME] and [smoke], and those of an experiment file, which all rows share
// (docs/formats.md, "Studies"). Reads all settings of all rows, so that none is refused after
// hours. Errors: those of read_toml and experiment_from; kBadConfig with FILE:LINE for settings
// that contradict each other.
Study read_study(const std::filesystem::path& file, const StudyDemand& demand);
// The same from values that are read already; `file` names them in errors.
Study study_from(GivenValues values, const std::filesystem::path& file, const StudyDemand& demand);

// The experiment of a row's training. Without `source`, transferred layers are named but no file is
// looked for.
Experiment row_experiment(const Study& study, const StudyRow& row, std::uint64_t seed,
                          const std::filesystem::path& source = {});
// The same for the row's network alone: a network of a round lacks some settings of all rounds. Has
// the digest of the source if source.model exists.
Experiment row_network_experiment(const Study& study, const StudyRow& row, std::uint64_t seed);

// Makes the rows of table.rows: lists under `each` are crossed, each combination a row. Their
// settings override `shared`.
std::vector<StudyRow> rows_of(const std::vector<GivenValues>& tables, const GivenValues& shared);

// Renders corpora that are missing, and those that their rendering reads. Errors: kBadConfig for a
// command that is none; the rendering's own error.
void make_corpora(const Study& study, const std::vector<std::string>& names,
                  const CommonOptions& common);

}  // namespace cantus
