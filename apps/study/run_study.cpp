#include "apps/study/run_study.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/program/document.h"
#include "apps/program/log.h"
#include "apps/program/stop.h"
#include "apps/study/study_figures.h"
#include "data/files/json_text.h"
#include "data/files/output_folder.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> names_in_output(const Study& study, const StudyPlace& place) {
  const auto whole = [](const fs::path& path) { return fs::absolute(path).lexically_normal(); };
  const fs::path work = whole(place.work).lexically_relative(whole(place.output));
  std::vector<std::string> names{kRunsFolder, kTableFile, work.begin()->string()};
  for (const StudyFigure& figure : study.figures)
    names.push_back(fs::path(figure.file).begin()->string());
  return names;
}

std::set<std::string> names_of(const StudyRuns& runs) {
  std::set<std::string> names;
  for (const auto& run : runs.all()) names.insert(run.name);
  return names;
}

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
  StudyRuns runs(study, place, common);
  check_figures(study, names_of(runs));
  if (!common.force) {
    require_own_folder(place.output, names_in_output(study, place));
    require_own_table(place.output / kTableFile, study);
  }
  runs.find_finished();
  runs.check_songs();
  if (place.is_dry_run) return print_plan(study, runs, common);
  catch_stop_signals();
  runs.finish_all();
  runs.write_table();
  draw_figures(
      study, place.output, [&](const std::string& run) { return runs.model_of(run); }, common);
  if (study.rows.empty() && !common.json) return Exit::kDone;
  print_lines(common.json ? runs.json() : runs.markdown());
  return Exit::kDone;
}

}  // namespace cantus
