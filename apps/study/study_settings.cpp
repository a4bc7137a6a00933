#include "apps/study/study_settings.h"

#include <algorithm>

#include <fmt/format.h>

#include "kernels/core/error.h"

namespace cantus {
namespace {

constexpr const char* kOfTests[] = {"corpus", "kinds", "split", "num_songs", "scores", "fit_songs"};

SettingTexts settings_of_targets(const Experiment& experiment) {
  SettingTexts settings;
  for (const char* name : kOfTargets) {
    const std::string key = fmt::format("self_improve.{}", name);
    settings.emplace_back(key, setting_text(experiment, key));
  }
  return settings;
}

SettingTexts settings_of_test(const Study& study) {
  const TestSongs& test = study.test;
  const SettingValue values[] = {study.test_corpora,      test.kinds,
                                 to_string(test.split),   test.num_songs,
                                 to_string(test.scoring), test.num_fitted};
  SettingTexts settings;
  for (std::size_t i = 0; i < std::size(values); ++i)
    settings.emplace_back(fmt::format("test.{}", kOfTests[i]), toml_of(values[i]));
  if (study.test_corpora.empty() && !test.manifests.empty())
    settings.front() = {"test.manifest", toml_of(test.manifests)};
  return settings;
}

bool has_section(const ValueTexts& settings, const std::string& section) {
  const auto first = settings.lower_bound(section + ".");
  return first != settings.end() && first->first.starts_with(section + ".");
}

[[noreturn]] void refuse(const std::filesystem::path& file, const std::string& difference) {
  throw Error(Exit::kBadConfig, file.string(),
              "the run was made with other settings, " + difference, "",
              "set them back, choose another folder, or delete it");
}

}  // namespace

std::string settings_text(const Study& study, const StudyRow& row, const Experiment& experiment) {
  SettingTexts settings = result_settings(experiment);
  if (!row.corpora.empty()) {
    const auto data = std::find_if(settings.begin(), settings.end(), [](const auto& setting) {
      return setting.first.starts_with("data.");
    });
    settings.insert(data, {"data.corpus", toml_of(row.corpora)});
  }
  const auto append = [&settings](const SettingTexts& more) {
    settings.insert(settings.end(), more.begin(), more.end());
  };
  if (row.learns_from_targets()) append(settings_of_targets(experiment));
  append(settings_of_test(study));
  return toml_of(settings);
}

void require_same_settings(const std::filesystem::path& file, const FinishedRun& run,
                           const std::string& wanted, const std::string& songs) {
  std::vector<std::string> ignored{"experiment.precision", "data.targets_sha256"};
  ValueTexts before = values_of_text(run.settings);
  const ValueTexts now = values_of_text(wanted);
  if (!now.contains("transfer.source_sha256")) ignored.emplace_back("transfer.source_sha256");
  if (!has_section(before, "test")) {
    if (!run.songs.ends_with(", " + songs))
      refuse(file, fmt::format("tested on {}, and not on {}", run.songs, songs));
    ignored.emplace_back("data.corpus");
    for (const char* key : kOfTests) ignored.push_back(fmt::format("test.{}", key));
    if (has_section(now, "self_improve"))
      for (const auto& setting : settings_of_targets({})) before.insert(setting);
  }
  const auto differences = changed_settings(before, now, ignored);
  if (!differences.empty()) refuse(file, in_one_line(differences));
}

}  // namespace cantus
