#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "apps/study/finished_run.h"
#include "apps/study/study.h"

namespace cantus {

// Schema of the document that `cantus experiment` prints and that table.json holds.
inline constexpr const char* kStudySchema = "cantus.experiment/1";

// A row of a study and its finished runs, in the order of their seeds.
struct FilledRow {
  StudyRow row;
  Experiment experiment;  // of its first run
  std::vector<FinishedRun> runs;
};

// The table with the study's columns: for scores, mean and 95 % interval over the seeds. A line
// above it says what made the runs. A row without runs has the counts of its network.
std::string to_markdown(const Study& study, const std::vector<FilledRow>& rows);
// The table with all scores, whatever the columns.
std::string to_json(const Study& study, const std::vector<FilledRow>& rows);

// Refuses to replace a table.json, or the table.md beside it, of another file, or with rows or
// seeds that are not in this study. Errors: kCannotCreate.
void require_own_table(const std::filesystem::path& table, const Study& study);

}  // namespace cantus
