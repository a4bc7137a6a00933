#include <algorithm>
#include <set>

#include "apps/evaluation/trial_songs.h"
#include "apps/songs/corpus_songs.h"
#include "apps/songs/weak_songs.h"
#include "apps/study/study_runs.h"
#include "apps/training/training_songs.h"
#include "kernels/core/error.h"

namespace cantus {

namespace fs = std::filesystem;

namespace {

void append(std::vector<CorpusSong>& songs, const std::vector<CorpusSong>& more) {
  songs.insert(songs.end(), more.begin(), more.end());
}

}  // namespace

bool StudyRuns::are_rendered(const std::vector<std::string>& corpora) const {
  return std::ranges::all_of(corpora, [this](const std::string& name) {
    const StudyCorpus& corpus = study_.corpora.at(name);
    return corpus.make.empty() || fs::exists(corpus.path());
  });
}

std::vector<CorpusSong> StudyRuns::songs_of(const Run& run) const {
  const FilledRow& filled = rows_[run.row];
  const StudyRow& row = filled.row;
  if (!are_rendered(row.corpora) || !are_rendered(study_.test_corpora)) return {};
  const ModelTrial trial = trial_of(filled.experiment, study_.test, {});
  for (const std::string& manifest : trial.manifests)
    if (is_weakly_labelled(manifest))
      throw Error(Exit::kBadConfig, manifest, "has labels of songs alone, and would be tested on",
                  "a corpus manifest", "name one with test.corpus");
  std::vector<CorpusSong> songs = songs_of_trial(trial);
  if (!row.is_trained()) return songs;
  for (const fs::path& manifest : filled.experiment.manifests)
    if (!filled.experiment.is_weak() && is_weakly_labelled(manifest))
      throw Error(Exit::kBadConfig, manifest.string(),
                  "has labels of songs alone, and row " + row.name + " learns from those of frames",
                  "a corpus manifest", "give the row a data.corpus of its own");
  append(songs, songs_of_experiment(filled.experiment));
  require_untrained(filled.experiment, study_.test);
  return songs;
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

std::vector<CorpusSong> StudyRuns::songs_of_source() const {
  if (!needs_source() || !are_rendered(study_.source.corpora)) return {};
  const Experiment experiment = experiment_from(study_.source.settings, study_.file);
  std::vector<CorpusSong> songs = songs_of_trial(trial_of(experiment, {}, {}));
  append(songs, songs_of_experiment(experiment));
  return songs;
}

void StudyRuns::check_songs() const {
  std::vector<CorpusSong> songs;
  std::set<std::size_t> rows;  // all seeds learn from the same songs
  for (const Run& run : runs_)
    if (!run.is_finished && rows.insert(run.row).second) append(songs, songs_of(run));
  append(songs, songs_of_source());
  require_readable(songs);
}

}  // namespace cantus
