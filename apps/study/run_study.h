#pragma once

#include "apps/program/verb.h"
#include "apps/study/study.h"
#include "apps/study/study_runs.h"

namespace cantus {

// Trains and scores unfinished runs, writes the table, draws the figures and prints the table;
// first refuses what would fail later. Errors: those of StudyRuns, check_figures, draw_figures and
// require_own_table.
Exit run_study(const Study& study, const StudyPlace& place, const CommonOptions& common);

}  // namespace cantus
