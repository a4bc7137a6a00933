#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "apps/program/verb.h"
#include "apps/study/run_digests.h"
#include "apps/study/study.h"
#include "apps/study/study_table.h"

namespace cantus {

// Where a study's runs are, and how the user asked for them.
struct StudyPlace {
  std::filesystem::path output;  // finished runs, table and figures
  std::filesystem::path work;    // trainings and models
  std::string command;           // that makes the runs again
  bool is_dry_run = false;       // lists runs and figures, trains nothing
};

// The runs of a study and their files: OUTPUT/runs/RUN.json for finished runs, WORK/RUN for folders
// of trainings. Rounds of self-improvement with the same settings and seed share a folder,
// WORK/rounds-SETTINGS-seedN, whichever rows need their networks.
class StudyRuns {
 public:
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
  // yet are skipped. Errors: those of songs_of_experiment, songs_of_trial, require_readable and
  // require_untrained; kBadConfig for songs without labels of frames. To be called before hours of
  // training.
  void check_songs() const;
  // Trains and scores unfinished runs, each after what it needs: the source network or earlier
  // rounds. Writes the table after every run. Errors: those of make_corpora, songs_of_experiment,
  // train_network, train_round and score.
  void finish_all();

  // Refuses figures that name what the study does not have: kBadConfig. To be called before hours
  // of training.
  void check_figures() const;
  // Draws the figures that do not exist, with the models of the first seed; trains the source
  // network if a figure shows it. Errors: those of run_as_process and make_corpora; kNoInput for a
  // model that is gone.
  void draw_figures();

  // Writes table.md and table.json of the finished runs.
  void write_table() const;
  std::string markdown() const { return to_markdown(study_, rows_); }
  std::string json() const { return to_json(study_, rows_); }

 private:
  std::filesystem::path file_of(const std::string& run) const;
  void find_source();
  bool are_rendered(const std::vector<std::string>& corpora) const;
  // The training and test songs of a run, or of the source network if a run or figure needs it;
  // none if they are not rendered yet.
  std::vector<CorpusSong> songs_of(const Run& run) const;
  std::vector<CorpusSong> songs_of_source() const;
  bool needs_source() const;
  void finish(const Run& run);
  // The folder in which a run's network is trained.
  std::filesystem::path folder_of(const Run& run) const;
  TrainedNetwork train(const Run& run);
  TrainedNetwork train_rounds(const std::filesystem::path& folder, const std::string& last,
                              const Experiment& experiment);
  std::filesystem::path source_model();
  std::string meaning_of(const std::string& name);
  FinishedRun scored(const std::string& name, const TrainedNetwork& network, const StudyTest& test,
                     const std::string& settings) const;
  FinishedRun estimated(const Run& run) const;
  void keep(const FinishedRun& run) const;
  FinishedRun described(const std::string& name, const Experiment& experiment,
                        const StudyTest& test) const;

  const Study& study_;
  StudyPlace place_;
  const CommonOptions& common_;
  std::vector<Run> runs_;
  std::vector<FilledRow> rows_;
  RunDigests digests_;
  std::filesystem::path source_;                            // "": not known yet
  std::map<std::filesystem::path, TrainedNetwork> rounds_;  // trained by this process, by folder
};

// Trains and scores unfinished runs, writes the table, draws the figures and prints the table;
// first refuses what would fail later. Errors: those of StudyRuns and require_own_table.
Exit run_study(const Study& study, const StudyPlace& place, const CommonOptions& common);

}  // namespace cantus
