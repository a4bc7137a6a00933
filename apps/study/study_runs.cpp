#include "apps/study/study_runs.h"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/evaluation/evaluate_maps.h"
#include "apps/program/document.h"
#include "apps/program/log.h"
#include "apps/program/machine.h"
#include "apps/program/stop.h"
#include "apps/self_improvement/improvement_rounds.h"
#include "apps/songs/corpus_songs.h"
#include "apps/study/study_settings.h"
#include "data/files/atomic_file.h"
#include "data/files/hash.h"
#include "data/files/json_text.h"
#include "data/files/output_folder.h"

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

constexpr const char* kRuns = "runs";
constexpr const char* kTable = "table.json";

std::vector<std::string> names_in_output(const Study& study, const StudyPlace& place) {
  const auto whole = [](const fs::path& path) { return fs::absolute(path).lexically_normal(); };
  const fs::path work = whole(place.work).lexically_relative(whole(place.output));
  std::vector<std::string> names{kRuns, kTable, work.begin()->string()};
  for (const StudyFigure& figure : study.figures)
    names.push_back(fs::path(figure.file).begin()->string());
  return names;
}

Exit print_plan(const Study& study, const StudyRuns& runs, const CommonOptions& common) {
  auto plan = begin_document(kStudySchema);
  plan["dry_run"] = true;
  plan["runs"] = plan["figures"] = nlohmann::ordered_json::array();
  std::string lines;
  for (const auto& run : runs.all()) {
    plan["runs"].push_back({{"run", run.name}, {"finished", run.is_finished}});
    lines += run.name + (run.is_finished ? ", finished\n" : "\n");
  }
  for (const StudyFigure& figure : study.figures) {
    plan["figures"].push_back(figure.file);
    lines += figure.file + "\n";
  }
  print_lines(common.json ? json_text(plan) : lines);
  return Exit::kDone;
}

}  // namespace

StudyRuns::StudyRuns(const Study& study, const StudyPlace& place, const CommonOptions& common)
    : study_(study), place_(place), common_(common) {
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
  return place_.output / kRuns / (run + ".json");
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

void StudyRuns::finish_all() {
  const OutputFolder folder(place_.output / kRuns);
  for (std::size_t r = 0; r < runs_.size(); ++r) {
    if (runs_[r].is_finished) continue;
    log_info(fmt::format("run {} of {}: {}", r + 1, runs_.size(), runs_[r].name));
    finish(runs_[r]);
    find_finished();
    write_table();
  }
}

void StudyRuns::finish(const Run& run) {
  const auto& [row, experiment, others] = rows_[run.row];
  auto corpora = row.corpora;
  corpora.insert(corpora.end(), study_.test_corpora.begin(), study_.test_corpora.end());
  make_corpora(study_, corpora, common_);
  require_readable(songs_of(run));
  FinishedRun finished;
  if (row.is_trained()) {  // other test songs are refused before training
    digests_.require_tested(trial_of(experiment, study_.test, {}).manifests.front(), experiment,
                            study_.test, prepare_test_songs(experiment, study_.test, common_));
    const TrainedNetwork network = train(run);
    finished =
        scored(run.name, network, study_.test, settings_text(study_, row, network.experiment));
  } else {
    finished = estimated(run);
  }
  digests_.require_run(file_of(run.name), finished, row,
                       row_network_experiment(study_, row, run.seed), study_.test);
  keep(finished);
}

// Makes the folder again: a process that began at the same time may have removed it, empty.
void StudyRuns::keep(const FinishedRun& run) const {
  make_folder(place_.output / kRuns);
  write_finished_run(file_of(run.run), run);
}

fs::path StudyRuns::folder_of(const Run& run) const {
  const StudyRow& row = rows_[run.row].row;
  if (row.round.empty()) return place_.work / run.name;
  const Experiment experiment = row_experiment(study_, row, run.seed);
  // Names of corpora, if there are any, make the folder the same on every machine.
  std::string settings =
      result_text(experiment) +
      (row.corpora.empty() ? setting_text(experiment, "data.manifest") : toml_of(row.corpora)) +
      "\n";
  for (const char* key : kOfTargets)
    settings += setting_text(experiment, fmt::format("self_improve.{}", key)) + "\n";
  return place_.work / fmt::format("rounds-{:.8}-seed{}", sha256_hex(settings), run.seed) /
         row.round;
}

TrainedNetwork StudyRuns::train(const Run& run) {
  const StudyRow& row = rows_[run.row].row;
  const fs::path folder = folder_of(run);
  if (!row.round.empty())
    return train_rounds(folder.parent_path(), row.round, row_experiment(study_, row, run.seed));
  const fs::path source = row.way.is_from_scratch() ? fs::path() : source_model();
  const Experiment experiment = row_experiment(study_, row, run.seed, source);
  return train_network(
      experiment, {.output = folder, .data_sha256 = digests_.learned(row, experiment)}, common_);
}

TrainedNetwork StudyRuns::train_rounds(const fs::path& folder, const std::string& last,
                                       const Experiment& experiment) {
  for (const ImprovementRound& round : improvement_rounds()) {
    if (!rounds_.contains(folder / round.name)) {
      rounds_[folder / round.name] = train_round(round, folder, experiment, common_).network;
    }
    if (round.name == last) break;
  }
  return rounds_.at(folder / last);
}

fs::path StudyRuns::source_model() {
  if (!source_.empty()) return source_;
  source_ = study_.source.model;
  if (!source_.empty()) return source_;
  make_corpora(study_, study_.source.corpora, common_);
  log_info("the source network");
  const Experiment experiment = experiment_from(study_.source.settings, study_.file);
  prepare_test_songs(experiment, {}, common_);
  const TrainedNetwork network = train_network(experiment, {place_.work / "source"}, common_);
  const FinishedRun finished =
      scored("source", network, {}, settings_text(study_.source, network.experiment));
  digests_.require_source(network.model(), finished.model_sha256);
  keep(finished);
  return source_ = network.model();
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

FinishedRun StudyRuns::estimated(const Run& wanted) const {
  const StudyRow& row = rows_[wanted.row].row;
  const Experiment experiment = row_experiment(study_, row, wanted.seed);
  const MapResult result = evaluate_estimate(*row.estimate, trial_of(experiment, study_.test, {}),
                                             experiment.dtype, common_);
  FinishedRun run = described(wanted.name, experiment, study_.test);
  run.settings = settings_text(study_, row, experiment);
  run.test_sha256 = result.in_time.subject.data_sha256;
  run.scores = scores_of(study_.test.scoring, wanted.name, document_of(result));
  return run;
}

void StudyRuns::write_table() const {
  if (rows_.empty()) return;
  write_file(place_.output / kTable, json());
  write_file(place_.output / "table.md", markdown());
}

Exit run_study(const Study& study, const StudyPlace& place, const CommonOptions& common) {
  StudyRuns runs(study, place, common);
  runs.check_figures();
  if (!common.force) {
    require_own_folder(place.output, names_in_output(study, place));
    require_own_table(place.output / kTable, study);
  }
  runs.find_finished();
  runs.check_songs();
  if (place.is_dry_run) return print_plan(study, runs, common);
  catch_stop_signals();
  runs.finish_all();
  runs.write_table();
  runs.draw_figures();
  if (study.rows.empty() && !common.json) return Exit::kDone;
  print_lines(common.json ? runs.json() : runs.markdown());
  return Exit::kDone;
}

}  // namespace cantus
