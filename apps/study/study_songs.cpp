#include "apps/study/study_songs.h"

#include <algorithm>

#include "apps/evaluation/trial_songs.h"
#include "apps/songs/corpus_songs.h"
#include "apps/songs/weak_songs.h"
#include "apps/training/training_songs.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

void append(std::vector<CorpusSong>& songs, const std::vector<CorpusSong>& more) {
  songs.insert(songs.end(), more.begin(), more.end());
}

bool are_rendered(const Study& study, const std::vector<std::string>& corpora) {
  return std::ranges::all_of(corpora, [&](const std::string& name) {
    const StudyCorpus& corpus = study.corpora.at(name);
    return corpus.make.empty() || fs::exists(corpus.path());
  });
}

}  // namespace

std::vector<CorpusSong> songs_of_row(const Study& study, const FilledRow& filled) {
  const auto& [row, experiment, unused] = filled;
  if (!are_rendered(study, row.corpora) || !are_rendered(study, study.test_corpora)) return {};
  const ModelTrial trial = trial_of(experiment, study.test, {});
  for (const std::string& manifest : trial.manifests)
    if (is_weakly_labelled(manifest))
      throw Error(Exit::kBadConfig, manifest, "has labels of songs alone, and would be tested on",
                  "a corpus manifest", "name one with test.corpus");
  std::vector<CorpusSong> songs = songs_of_trial(trial);
  if (!row.is_trained()) return songs;
  for (const fs::path& manifest : experiment.manifests)
    if (!experiment.is_weak() && is_weakly_labelled(manifest))
      throw Error(Exit::kBadConfig, manifest.string(),
                  "has labels of songs alone, and row " + row.name + " learns from those of frames",
                  "a corpus manifest", "give the row a data.corpus of its own");
  append(songs, songs_of_experiment(experiment));
  require_untrained(experiment, study.test);
  return songs;
}

std::vector<CorpusSong> songs_of_source(const Study& study) {
  if (!are_rendered(study, study.source.corpora)) return {};
  const Experiment experiment = experiment_from(study.source.settings, study.file);
  std::vector<CorpusSong> songs = songs_of_trial(trial_of(experiment, {}, {}));
  append(songs, songs_of_experiment(experiment));
  return songs;
}

}  // namespace cantus
