#pragma once

#include <string>
#include <vector>

#include "apps/program/flags.h"

namespace cantus {

// The flags of every verb that trains, which stand over the experiment's file.
struct ExperimentFlags {
  std::vector<std::string> settings;  // --set SECTION.KEY=VALUE
  std::string precision;              // --precision; "": the file's

  // `what_changes`: the help of --set.
  void declare(Flags& flags, const char* what_changes = "change a setting of the file");
  // "SECTION.KEY=VALUE", as read_experiment() takes them.
  std::vector<std::string> overrides() const;
  // As they stand on a command line, behind what is there.
  std::string text() const;
};

}  // namespace cantus
