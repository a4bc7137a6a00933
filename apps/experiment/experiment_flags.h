#pragma once

#include <string>
#include <vector>

#include "apps/program/flags.h"

namespace cantus {

// The flags of a verb that trains, which override the experiment file.
class ExperimentFlags {
 public:
  // --set and --precision. `what_changes`: the help of --set.
  void declare(Flags& flags, const char* what_changes = "override a setting of the file");
  // A flag that sets `key` and overrides --set; it takes what the setting takes.
  void declare(Flags& flags, const std::string& flag, const std::string& key,
               const std::string& help);
  // All overrides as "SECTION.KEY=VALUE", for read_experiment().
  std::vector<std::string> overrides() const;
  // The flags as words of a command line.
  std::vector<std::string> words() const;

 private:
  std::vector<std::string> settings_;     // given by --set
  std::vector<std::string> overrides_;    // given by other flags
  std::vector<std::string> other_words_;  // the other flags and their values
};

}  // namespace cantus
