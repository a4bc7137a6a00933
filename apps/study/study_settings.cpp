#include "apps/study/study_settings.h"

#include <fmt/format.h>

#include "kernels/core/error.h"

namespace cantus {
namespace {

constexpr const char* kOfTests[] = {"corpus", "kinds", "split", "num_songs", "scores", "fit_songs"};

std::string section_of_targets(const Experiment& experiment) {
  std::string text = "\n[self_improve]\n";
  for (const char* key : kOfTargets)
    text += fmt::format("{} = {}\n", key,
                        setting_text(experiment, fmt::format("self_improve.{}", key)));
  return text;
}

// "[self_improve]" or another, at the beginning of a line.
bool has_section(const std::string& settings, const std::string& section) {
  return ("\n" + settings).find("\n" + section + "\n") != std::string::npos;
}

[[noreturn]] void refuse(const std::filesystem::path& file, const std::string& difference) {
  throw Error(Exit::kBadConfig, file.string(),
              "the run was made with other settings, " + difference, "",
              "set them back, choose another folder, or delete it");
}

}  // namespace

std::string settings_text(const Study& study, const StudyRow& row, const Experiment& experiment) {
  std::string text = result_text(experiment);
  const std::string data = "[data]\n";
  if (!row.corpora.empty())
    text.insert(text.find(data) + data.size(), fmt::format("corpus = {}\n", toml_of(row.corpora)));
  if (row.learns_from_targets()) text += section_of_targets(experiment);
  const TestSongs& test = study.test;
  const SettingValue values[] = {study.test_corpora,      test.kinds,
                                 to_string(test.split),   test.num_songs,
                                 to_string(test.scoring), test.num_fitted};
  text += "\n[test]\n";
  for (std::size_t i = 0; i < std::size(values); ++i)
    text += fmt::format("{} = {}\n", kOfTests[i], toml_of(values[i]));
  return text;
}

void require_same_settings(const std::filesystem::path& file, const FinishedRun& run,
                           const std::string& wanted, const std::string& songs) {
  std::vector<std::string> ignored{"experiment.precision", "transfer.source_sha256",
                                   "data.targets_sha256"};
  std::string before = run.settings;
  if (!has_section(before, "[test]")) {
    if (!run.songs.ends_with(", " + songs))
      refuse(file, fmt::format("tested on {}, and not on {}", run.songs, songs));
    ignored.emplace_back("data.corpus");
    for (const char* key : kOfTests) ignored.push_back(fmt::format("test.{}", key));
    if (has_section(wanted, "[self_improve]")) before += section_of_targets({});
  }
  const auto differences = changed_settings(before, wanted, ignored);
  if (!differences.empty()) refuse(file, in_one_line(differences));
}

}  // namespace cantus
