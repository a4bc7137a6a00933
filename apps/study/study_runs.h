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
  bool is_dry_run = false;       // names the runs and figures, trains nothing
};

// The runs of a study and where they are: OUTPUT/runs/RUN.json of those that are finished,
// WORK/RUN the folders of trainings. Rounds of self-improvement with the same settings and seed
// share a folder, WORK/rounds-SETTINGS-seedN, whichever rows want their networks.
class StudyRuns {
 public:
  StudyRuns(const Study& study, const StudyPlace& place, const CommonOptions& common);

  struct Run {
    std::size_t row = 0;
    std::uint64_t seed = 1;
    std::string name;
    bool is_finished = false;
  };
  // All rows with the first seed, then with the next: what is done early says something of all.
  // Estimates draw nothing and have the first alone.
  const std::vector<Run>& all() const { return runs_; }
  // Looks which runs are finished. Errors: those of read_finished_run, require_same_settings and
  // RunDigests.
  void find_finished();

  // Refuses songs that a row which is not finished, or the source network that it needs, cannot
  // learn from or be tested on, by their manifests, labels and the openings of their sounds; those
  // that are not rendered yet are passed over. Errors: those of songs_of_experiment,
  // songs_of_trial, require_readable and require_untrained; kBadConfig for songs without labels of
  // frames. To be called before hours of training.
  void check_songs() const;
  // Trains and scores what is not finished, the source network before the first run that takes over
  // layers, the rounds before a round's, and writes the table after every run. Errors: those of
  // make_corpora, songs_of_experiment, train_network, train_round and score.
  void finish_all();

  // Refuses figures that name what the study does not have: kBadConfig. To be called before hours
  // of training.
  void check_figures() const;
  // Draws the figures that are not there, with the models of the first seed; trains the source
  // network where one shows it. Errors: those of run_as_process and make_corpora; kNoInput for a
  // model that is gone.
  void draw_figures();

  // table.md and table.json of the runs that are finished.
  void write_table() const;
  std::string markdown() const { return to_markdown(study_, rows_); }
  std::string json() const { return to_json(study_, rows_); }

 private:
  std::filesystem::path file_of(const std::string& run) const;
  void find_source();
  bool are_rendered(const std::vector<std::string>& corpora) const;
  // What a run, or the source network that some run or figure waits for, learns from and is tested
  // on; none where that is not rendered yet.
  std::vector<CorpusSong> songs_of(const Run& run) const;
  std::vector<CorpusSong> songs_of_source() const;
  bool needs_source() const;
  void finish(const Run& run);
  // Where a run's network is trained.
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
  std::filesystem::path source_;                            // "": not looked for yet
  std::map<std::filesystem::path, TrainedNetwork> rounds_;  // of this process, by their folders
};

// Trains and scores what is not finished, writes the table, draws the figures and prints the table.
// Refuses first what cannot end well. Errors: those of StudyRuns and require_own_table.
Exit run_study(const Study& study, const StudyPlace& place, const CommonOptions& common);

}  // namespace cantus
