#include "apps/study/run_study.h"

#include <nlohmann/json.hpp>

#include "apps/program/document.h"
#include "apps/program/log.h"
#include "apps/program/stop.h"
#include "apps/study/study_runs.h"
#include "data/files/json_text.h"

namespace cantus {
namespace {

Exit print_plan(const Study& study, const StudyRuns& runs, const CommonOptions& common) {
  auto plan = begin_document(kStudySchema);
  plan["dry_run"] = true;
  plan["runs"] = plan["figures"] = nlohmann::ordered_json::array();
  std::string lines;
  for (const auto& run : runs.all()) {
    plan["runs"].push_back({{"run", run.name}, {"finished", run.is_finished}});
    lines += run.name + (run.is_finished ? ", finished\n" : "\n");
  }
  for (const StudyFigure& figure : study.figures) {
    plan["figures"].push_back(figure.file);
    lines += figure.file + "\n";
  }
  print_lines(common.json ? json_text(plan) : lines);
  return Exit::kDone;
}

}  // namespace

Exit run_study(const Study& study, const StudyPlace& place, const CommonOptions& common) {
  StudyRuns runs(study, place.output, place.work, place.command, common);
  runs.check_figures();
  if (!common.force) require_own_table(place.output / "table.json", study);
  runs.find_finished();
  if (place.is_dry_run) return print_plan(study, runs, common);
  catch_stop_signals();
  runs.finish_all();
  runs.write_table();
  runs.draw_figures();
  if (study.rows.empty() && !common.json) return Exit::kDone;
  print_lines(common.json ? runs.json() : runs.markdown());
  return Exit::kDone;
}

}  // namespace cantus
