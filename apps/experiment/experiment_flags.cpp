#include "apps/experiment/experiment_flags.h"

#include "apps/experiment/experiment.h"

namespace cantus {

void ExperimentFlags::declare(Flags& flags, const char* what_changes) {
  flags.repeated("--set", settings_, "SECTION.KEY=VALUE", what_changes);
  declare(flags, "--precision", "experiment.precision", "as experiment.precision");
}

void ExperimentFlags::declare(Flags& flags, const std::string& flag, const std::string& key,
                              const std::string& help) {
  Experiment standard;
  const Settings settings = settings_of(standard);
  const Settings::Setting& setting = *settings.find(key);
  std::string shown = setting.show();
  std::erase(shown, '"');
  flags.value(flag, setting.meta, "the file's, else " + shown, help, [=, this](const auto& value) {
    overrides_.push_back(key + "=" + value);
    other_words_.insert(other_words_.end(), {flag, value});
    GivenValues given;
    override_setting(overrides_.back(), given);
    Experiment tried;
    return settings_of(tried).find(key)->store(given.at(key));
  });
}

std::vector<std::string> ExperimentFlags::overrides() const {
  auto all = settings_;
  all.insert(all.end(), overrides_.begin(), overrides_.end());
  return all;
}

std::vector<std::string> ExperimentFlags::words() const {
  std::vector<std::string> words;
  for (const std::string& assignment : settings_) words.insert(words.end(), {"--set", assignment});
  words.insert(words.end(), other_words_.begin(), other_words_.end());
  return words;
}

}  // namespace cantus
