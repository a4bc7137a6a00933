#include "apps/study/study_settings.h"

#include <algorithm>

#include <fmt/format.h>

#include "kernels/core/error.h"

namespace cantus {
namespace {

// "mir1k/manifest.tsv": the same from every working folder.
std::string short_name(const std::filesystem::path& manifest) {
  const auto whole = std::filesystem::absolute(manifest).lexically_normal();
  return (whole.parent_path().filename() / whole.filename()).string();
}

// The settings and songs that a network is trained with.
SettingTexts settings_of_training(const Experiment& experiment,
                                  const std::vector<std::string>& corpora) {
  std::pair<std::string, std::string> songs{"data.corpus", toml_of(corpora)};
  if (corpora.empty()) {
    std::vector<std::string> manifests;
    for (const auto& manifest : experiment.manifests) manifests.push_back(short_name(manifest));
    songs = {"data.manifest", toml_of(manifests)};
  }
  SettingTexts settings = result_settings(experiment);
  const auto data = std::find_if(settings.begin(), settings.end(), [](const auto& setting) {
    return setting.first.starts_with("data.");
  });
  settings.insert(data, songs);
  return settings;
}

SettingTexts settings_of_targets(const Experiment& experiment) {
  SettingTexts settings;
  for (const char* name : kOfTargets) {
    const std::string key = fmt::format("self_improve.{}", name);
    settings.emplace_back(key, setting_text(experiment, key));
  }
  return settings;
}

SettingTexts settings_of_test(const Study& study) {
  StudyTest test = study.test;
  SettingTexts settings = test_settings(test).shown(/*all=*/true);
  const bool has_names = !study.test_corpora.empty() || test.manifests.empty();
  settings.insert(settings.begin(), has_names
                                        ? std::pair{"test.corpus", toml_of(study.test_corpora)}
                                        : std::pair{"test.manifest", toml_of(test.manifests)});
  return settings;
}

}  // namespace

Settings test_settings(StudyTest& test) {
  Settings settings;
  settings.texts("test.kinds", test.kinds);
  settings.choice("test.split", test.split);
  settings.integer("test.num_songs", test.num_songs, 0, 1000000);
  settings.choice("test.scores", test.scoring);
  settings.integer("test.fit_songs", test.num_fitted, 0, 1000000);
  return settings;
}

std::string settings_text(const Study& study, const StudyRow& row, const Experiment& experiment) {
  SettingTexts settings = settings_of_training(experiment, row.corpora);
  const auto append = [&settings](const SettingTexts& more) {
    settings.insert(settings.end(), more.begin(), more.end());
  };
  if (row.learns_from_targets()) append(settings_of_targets(experiment));
  append(settings_of_test(study));
  return toml_of(settings);
}

std::string settings_text(const StudySource& source, const Experiment& experiment) {
  return toml_of(settings_of_training(experiment, source.corpora));
}

void require_same_settings(const std::filesystem::path& file, const FinishedRun& run,
                           const std::string& wanted) {
  std::vector<std::string> ignored{"experiment.precision", "data.targets_sha256"};
  if (!values_of_text(wanted).contains("transfer.source_sha256"))
    ignored.emplace_back("transfer.source_sha256");
  const auto before = values_of_text(run.settings);
  if (!before.contains("data.corpus") && !before.contains("data.manifest"))
    ignored.insert(ignored.end(), {"data.corpus", "data.manifest"});
  const auto differences = changed_settings(run.settings, wanted, ignored);
  if (differences.empty()) return;
  throw Error(Exit::kBadConfig, file.string(),
              "the run was made with other settings, " + in_one_line(differences), "",
              "set them back, choose another folder, or delete it");
}

}  // namespace cantus
