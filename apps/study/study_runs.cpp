#include "apps/study/study_runs.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "apps/evaluation/evaluate_maps.h"
#include "apps/model/run_files.h"
#include "apps/program/log.h"
#include "apps/program/machine.h"
#include "apps/songs/corpus_songs.h"
#include "apps/study/study_settings.h"
#include "apps/study/study_songs.h"
#include "data/files/atomic_file.h"
#include "data/files/output_folder.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

// "cuda:0 (NVIDIA H200)", "cpu (AVX-512)": without what varies from run to run.
std::string device_text(const CommonOptions& common) {
  const std::string device = to_string(common.device);
  if (common.device.kind == DeviceKind::kCpu)
    return fmt::format("{} ({})", device, vector_extension());
  const std::string gpu = describe_gpu(common.device);
  return fmt::format("{} ({})", device, gpu.substr(0, gpu.find(',')));
}

}  // namespace

StudyRuns::StudyRuns(const Study& study, const StudyPlace& place, const CommonOptions& common)
    : study_(study), place_(place), common_(common), networks_(study, place.work, common) {
  for (const StudyRow& row : study_.rows)
    rows_.push_back({row, row_network_experiment(study_, row, study_.seeds.front()), {}});
  for (const std::uint64_t seed : study_.seeds) {
    for (std::size_t r = 0; r < rows_.size(); ++r) {
      if (seed == study_.seeds.front() || rows_[r].row.is_trained())
        runs_.push_back({r, seed, rows_[r].row.run(seed)});
    }
  }
}

fs::path StudyRuns::file_of(const std::string& run) const {
  return place_.output / kRunsFolder / (run + ".json");
}

// A source network that the study has trained sets the source digest of all rows.
void StudyRuns::find_source() {
  const fs::path file = file_of("source");
  if (!study_.source.is_trained() || !fs::exists(file)) return;
  const FinishedRun source = read_finished_run(file);
  const Experiment experiment = experiment_from(study_.source.settings, study_.file);
  require_same_settings(file, source, settings_text(study_.source, experiment));
  digests_.require_source(file, source.model_sha256);
}

void StudyRuns::find_finished() {
  find_source();
  for (Run& run : runs_) {
    const fs::path file = file_of(run.name);
    if (run.is_finished || !fs::exists(file)) continue;
    const FinishedRun finished = read_finished_run(file);
    FilledRow& filled = rows_[run.row];
    const Experiment experiment = row_network_experiment(study_, filled.row, run.seed);
    require_same_settings(file, finished, settings_text(study_, filled.row, experiment));
    digests_.require_run(file, finished, filled.row, experiment, study_.test);
    filled.runs.push_back(finished);
    std::ranges::sort(filled.runs, {}, &FinishedRun::seed);
    run.is_finished = true;
  }
}

bool StudyRuns::needs_source() const {
  const auto takes_layers = [this](const Run& run) {
    return !run.is_finished && !rows_[run.row].row.way.is_from_scratch();
  };
  const auto shows_it = [this](const StudyFigure& figure) {
    return figure.shows_source() && !fs::exists(place_.output / figure.file);
  };
  return study_.source.is_trained() && (std::ranges::any_of(runs_, takes_layers) ||
                                        std::ranges::any_of(study_.figures, shows_it));
}

void StudyRuns::check_songs() const {
  std::vector<CorpusSong> songs;
  const auto append = [&songs](const std::vector<CorpusSong>& more) {
    songs.insert(songs.end(), more.begin(), more.end());
  };
  std::set<std::size_t> rows;  // all seeds learn from the same songs
  for (const Run& run : runs_)
    if (!run.is_finished && rows.insert(run.row).second)
      append(songs_of_row(study_, rows_[run.row]));
  if (needs_source()) append(songs_of_source(study_));
  require_readable(songs);
}

void StudyRuns::finish_all() {
  const OutputFolder folder(place_.output / kRunsFolder);
  for (std::size_t r = 0; r < runs_.size(); ++r) {
    if (runs_[r].is_finished) continue;
    log_info(fmt::format("run {} of {}: {}", r + 1, runs_.size(), runs_[r].name));
    finish(runs_[r]);
    find_finished();
    write_table();
  }
}

void StudyRuns::finish(const Run& run) {
  const StudyRow& row = rows_[run.row].row;
  auto corpora = row.corpora;
  corpora.insert(corpora.end(), study_.test_corpora.begin(), study_.test_corpora.end());
  make_corpora(study_, corpora, common_);
  require_readable(songs_of_row(study_, rows_[run.row]));
  const FinishedRun finished = row.is_trained() ? trained(run) : estimated(run);
  digests_.require_run(file_of(run.name), finished, row,
                       row_network_experiment(study_, row, run.seed), study_.test);
  keep(finished);
}

// Other test songs than those of the table's runs are refused before training.
FinishedRun StudyRuns::trained(const Run& run) {
  const auto& [row, experiment, unused] = rows_[run.row];
  digests_.require_tested(trial_of(experiment, study_.test, {}).manifests.front(), experiment,
                          study_.test, prepare_test_songs(experiment, study_.test, common_));
  const fs::path source = row.way.is_from_scratch() ? fs::path() : source_model();
  const TrainedNetwork network = networks_.train(
      row, run.seed, source, digests_.learned(row, row_experiment(study_, row, run.seed)));
  return scored(run.name, network, study_.test, settings_text(study_, row, network.experiment));
}

FinishedRun StudyRuns::estimated(const Run& run) const {
  const StudyRow& row = rows_[run.row].row;
  const Experiment experiment = row_experiment(study_, row, run.seed);
  const MapResult result = evaluate_estimate(*row.estimate, trial_of(experiment, study_.test, {}),
                                             experiment.dtype, common_);
  FinishedRun finished = described(run.name, experiment, study_.test);
  finished.settings = settings_text(study_, row, experiment);
  finished.test_sha256 = result.in_time.subject.data_sha256;
  finished.scores = scores_of(study_.test.scoring, run.name, document_of(result));
  return finished;
}

FinishedRun StudyRuns::scored(const std::string& name, const TrainedNetwork& network,
                              const StudyTest& test, const std::string& settings) const {
  const ScoredRun scores = score(network, test, common_);
  const auto& training = network.summary;
  FinishedRun run = described(name, network.experiment, test);
  run.settings = settings;
  run.source_sha256 = network.experiment.source_sha256;
  run.data_sha256 = training.at("data_sha256");
  run.model_sha256 = scores.model_sha256;
  run.test_sha256 = scores.test_sha256;
  run.parameters = count_parameters(network.experiment);
  run.num_steps = training.at("steps");
  run.best_step = training.at("best_step");
  run.scores = scores.scores;
  if (const auto& f = training.at("best_validation_f"); f.is_number())
    run.scores["validation_f"] = f;
  return run;
}

FinishedRun StudyRuns::described(const std::string& name, const Experiment& experiment,
                                 const StudyTest& test) const {
  FinishedRun run;
  run.run = name;
  run.command = place_.command;
  run.seed = static_cast<std::uint64_t>(experiment.seed);
  run.device = device_text(common_);
  run.precision = to_string(experiment.precision);
  run.num_threads = common_.num_threads;
  run.songs = subject_title(trial_of(experiment, test, {}));
  return run;
}

// Makes the folder again: a process that began at the same time may have removed it, empty.
void StudyRuns::keep(const FinishedRun& run) const {
  make_folder(place_.output / kRunsFolder);
  write_finished_run(file_of(run.run), run);
}

fs::path StudyRuns::source_model() {
  if (!source_.empty()) return source_;
  source_ = study_.source.model;
  if (!source_.empty()) return source_;
  const TrainedNetwork network = networks_.train_source();
  const FinishedRun finished =
      scored("source", network, {}, settings_text(study_.source, network.experiment));
  digests_.require_source(network.model(), finished.model_sha256);
  keep(finished);
  return source_ = network.model();
}

fs::path StudyRuns::model_of(const std::string& run) {
  if (run == "source") return source_model();
  const Run& found = *std::ranges::find(runs_, run, &Run::name);
  const fs::path model = RunFiles{networks_.folder_of(rows_[found.row].row, found.seed)}.model();
  if (fs::exists(model)) return model;
  throw Error(Exit::kNoInput, model.string(), "the model of a finished run is not there",
              "the folder it was trained in", "give it as --work, or remove the run's file");
}

void StudyRuns::write_table() const {
  if (rows_.empty()) return;
  write_file(place_.output / kTableFile, json());
  write_file(place_.output / "table.md", markdown());
}

}  // namespace cantus
