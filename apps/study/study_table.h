#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "apps/study/finished_run.h"
#include "apps/study/study.h"

namespace cantus {

// Of the document that `cantus experiment` prints, which is its table.json too.
inline constexpr const char* kStudySchema = "cantus.experiment/1";

// A row of a study and its runs that are finished, in the order of their seeds.
struct FilledRow {
  StudyRow row;
  Experiment experiment;  // its first run's
  std::vector<FinishedRun> runs;
};

// The study's columns; of scores mean and 95 % interval over the seeds. Above them stands what made
// the runs. A row without a run is there, with the counts of its network.
std::string to_markdown(const Study& study, const std::vector<FilledRow>& rows);
// All scores, whatever the columns.
std::string to_json(const Study& study, const std::vector<FilledRow>& rows);

// Refuses to write this study's table.json and the table.md beside it over those of another file,
// or of rows or seeds that are not among this one's. Errors: kCannotCreate.
void require_own_table(const std::filesystem::path& table, const Study& study);

}  // namespace cantus
