#pragma once

#include <string>
#include <vector>

#include "apps/program/flags.h"

namespace cantus {

// The flags of a verb that trains, which stand over the experiment's file.
class ExperimentFlags {
 public:
  // --set and --precision. `what_changes`: the help of --set.
  void declare(Flags& flags, const char* what_changes = "override a setting of the file");
  // A flag that stands for a setting, and over --set: its values are the setting's.
  void declare(Flags& flags, const std::string& flag, const std::string& key,
               const std::string& help);
  // "SECTION.KEY=VALUE", as read_experiment() takes them.
  std::vector<std::string> overrides() const;
  // As they stand on a command line.
  std::vector<std::string> words() const;

 private:
  std::vector<std::string> settings_;     // of --set
  std::vector<std::string> overrides_;    // those of other flags
  std::vector<std::string> other_words_;  // these flags and their values
};

}  // namespace cantus
