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

// A corpus that a study's trainings name.
struct StudyCorpus {
  std::filesystem::path root;
  std::string manifest = "manifest.tsv";  // below root
  std::string make;                       // the verb and flags that render it; "": it must be there

  std::filesystem::path path() const { return root / manifest; }
};

// One line of a study's table: a network, trained with several seeds, or an estimate of the voice
// that needs none.
struct StudyRow {
  std::string name;                  // "L1 fixed", "num_frames 9"
  std::string where;                 // its first value stands
  TransferWay way{"none"};           // what it begins with
  std::string round;                 // of self-improvement, that it is the network of; "": of none
  std::optional<Estimate> estimate;  // none: it is a network
  std::string paper;                 // what the paper has in its place
  GivenValues settings;              // as of an experiment file, but for seed and [transfer]
  std::vector<std::string> corpora;

  bool is_trained() const { return !estimate; }
  bool learns_from_targets() const;
  // "L1-fixed-seed1": the run's name in files.
  std::string run(std::uint64_t seed) const;
};

struct StudyColumn {
  std::string key;  // name, layers, mode, paper, parameters, trainable, runs, a score, a setting
  std::string title;
};

// The task whose network gives its layers.
struct StudySource {
  std::filesystem::path model;  // that is there already; "": it is trained
  GivenValues settings;
  std::vector<std::string> corpora;

  bool is_trained() const { return model.empty() && !settings.empty(); }
};

// A picture that one of our verbs draws when the runs are done.
struct StudyFigure {
  std::string name;
  std::string file;  // or folder, below the study's own
  std::string make;  // the verb and flags but for -o

  bool shows_source() const { return make.find("{source}") != std::string::npos; }
};

// A table or a curve of a paper as data: networks and ways to train them, crossed with seeds.
struct Study {
  std::string file;
  std::string title;
  std::vector<std::uint64_t> seeds{1};  // of every row
  std::vector<StudyColumn> columns;
  std::vector<StudyRow> rows;  // none: figures alone
  std::vector<StudyFigure> figures;
  std::map<std::string, StudyCorpus> corpora;
  StudySource source;
  StudyTest test;
  std::vector<std::string> test_corpora;
};

// What the command line changes about a file.
struct StudyDemand {
  bool is_smoke = false;               // [smoke] goes over the file
  std::filesystem::path work;          // folder that paths in [smoke] are relative to
  std::vector<std::string> overrides;  // "experiment.epochs=2", over both
  std::filesystem::path source = {};   // in place of source.model; "": as the file says
  std::uint64_t first_seed = 1;
  std::int64_t num_seeds = 0;  // 0: as many as the file says
};

// Reads a study and what it includes: sections [table], [corpora.NAME], [source], [test],
// [figures.NAME] and [smoke], and those of an experiment file, which all rows share
// (docs/formats.md, "Studies"). All settings of all rows are read, so that none is refused after
// hours. Errors: those of read_toml and experiment_from; kBadConfig with FILE:LINE for what does
// not fit.
Study read_study(const std::filesystem::path& file, const StudyDemand& demand);
// The same from values that are read already; `file` stands for them in errors.
Study study_from(GivenValues values, const std::filesystem::path& file, const StudyDemand& demand);

// The settings of a row's training. Without a `source` a transfer's layers are named and no file is
// looked for.
Experiment row_experiment(const Study& study, const StudyRow& row, std::uint64_t seed);
Experiment row_experiment(const Study& study, const StudyRow& row, std::uint64_t seed,
                          const std::filesystem::path& source);
// The same of the row's network alone, where that of a round has not all settings of its rounds;
// with the digest of its source, where source.model is there already.
Experiment row_network_experiment(const Study& study, const StudyRow& row, std::uint64_t seed);

// The rows of table.rows: every element of the lists under `each` is a row of its own, all of them
// crossed. `shared` are the settings that they go over.
std::vector<StudyRow> rows_of(const std::vector<GivenValues>& tables, const GivenValues& shared);

// Renders what is missing of the corpora and of those that their rendering reads. Errors:
// kBadConfig for a command that is none; what rendering ends with, in its own words.
void make_corpora(const Study& study, const std::vector<std::string>& names,
                  const CommonOptions& common);

}  // namespace cantus
