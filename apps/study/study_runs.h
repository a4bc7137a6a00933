#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "apps/program/verb.h"
#include "apps/study/run_digests.h"
#include "apps/study/study.h"
#include "apps/study/study_networks.h"
#include "apps/study/study_table.h"

namespace cantus {

// Where a study's runs are, and how the user asked for them.
struct StudyPlace {
  std::filesystem::path output;  // finished runs, table and figures
  std::filesystem::path work;    // trainings and models
  std::string command;           // that makes the runs again
  bool is_dry_run = false;       // lists runs and figures, trains nothing
};

// Names in OUTPUT.
inline constexpr const char* kRunsFolder = "runs";  // of finished runs, RUN.json
inline constexpr const char* kTableFile = "table.json";

// The runs of a study, finished and still to do, and the table of those that are finished.
class StudyRuns {
 public:
  // `study` and `common` must outlive it.
  StudyRuns(const Study& study, const StudyPlace& place, const CommonOptions& common);

  struct Run {
    std::size_t row = 0;
    std::uint64_t seed = 1;
    std::string name;
    bool is_finished = false;
  };
  // All rows with the first seed, then all with the next, so that early results cover all rows.
  // Estimates draw nothing at random and have only the first seed.
  const std::vector<Run>& all() const { return runs_; }
  // Finds the finished runs. Errors: those of read_finished_run, require_same_settings and
  // RunDigests.
  void find_finished();

  // Refuses songs that an unfinished row, or the source network that it needs, cannot learn from or
  // be tested on, by manifests, labels and the beginnings of sounds; corpora that are not rendered
  // yet are skipped. Errors: those of songs_of_row, songs_of_source and require_readable. To be
  // called before hours of training.
  void check_songs() const;
  // Trains and scores unfinished runs, each after what it needs: the source network or earlier
  // rounds. Writes the table after every run. Errors: those of make_corpora, songs_of_row,
  // StudyNetworks and score.
  void finish_all();

  // The model of a run, or of "source", which is trained if it was not needed so far. Errors:
  // kNoInput for a model that is gone; those of StudyNetworks.
  std::filesystem::path model_of(const std::string& run);

  // Writes table.md and table.json of the finished runs.
  void write_table() const;
  std::string markdown() const { return to_markdown(study_, rows_); }
  std::string json() const { return to_json(study_, rows_); }

 private:
  std::filesystem::path file_of(const std::string& run) const;
  void find_source();
  bool needs_source() const;
  std::filesystem::path source_model();
  void finish(const Run& run);
  FinishedRun trained(const Run& run);
  FinishedRun estimated(const Run& run) const;
  FinishedRun scored(const std::string& name, const TrainedNetwork& network, const StudyTest& test,
                     const std::string& settings) const;
  FinishedRun described(const std::string& name, const Experiment& experiment,
                        const StudyTest& test) const;
  void keep(const FinishedRun& run) const;

  const Study& study_;
  StudyPlace place_;
  const CommonOptions& common_;
  std::vector<Run> runs_;
  std::vector<FilledRow> rows_;
  RunDigests digests_;
  StudyNetworks networks_;
  std::filesystem::path source_;  // "": not known yet
};

}  // namespace cantus
