#pragma once

#include <filesystem>
#include <string>

#include "apps/program/verb.h"
#include "apps/study/study.h"

namespace cantus {

// Where a study's runs are, and how the user asked for them.
struct StudyPlace {
  std::filesystem::path output;  // finished runs, table and figures
  std::filesystem::path work;    // trainings and models
  std::string command;           // that makes the runs again
  bool is_dry_run = false;       // names the runs and figures, trains nothing
};

// Trains and scores what is not finished, writes the table, draws the figures and prints the table.
// Refuses first what cannot end well. Errors: those of StudyRuns and require_own_table.
Exit run_study(const Study& study, const StudyPlace& place, const CommonOptions& common);

}  // namespace cantus
