#include <cstdio>
#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/experiment/experiment_flags.h"
#include "apps/program/document.h"
#include "apps/program/stop.h"
#include "apps/program/verb.h"
#include "apps/study/study_runs.h"
#include "data/files/input_file.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

struct StudyOptions {
  fs::path file;
  fs::path output;
  fs::path work;
  fs::path source;
  std::int64_t num_seeds = 0;
  ExperimentFlags changes;
  bool is_smoke = false;
  bool dry_run = false;
};

// How to make the runs again; machines have their own --work and --threads.
std::string command_of(const StudyOptions& options, const CommonOptions& common) {
  std::string command =
      fmt::format("cantus experiment {} -o {}", options.file.string(), options.output.string());
  if (options.is_smoke) command += " --smoke";
  if (!options.source.empty()) command += fmt::format(" --source {}", options.source.string());
  for (const std::string& assignment : options.changes.settings)
    command += fmt::format(" --set '{}'", assignment);
  if (!options.changes.precision.empty()) command += " --precision " + options.changes.precision;
  if (common.is_given("--seed")) command += fmt::format(" --seed {}", common.seed);
  return command + " --device " + to_string(common.device);
}

Study study_of(const StudyOptions& options, const fs::path& work) {
  if (!options.source.empty()) InputFile{options.source};  // before anything is trained
  Study study = read_study(options.file,
                           {options.is_smoke, work, options.changes.overrides(), options.source});
  if (options.num_seeds > 0) study.num_seeds = options.num_seeds;
  return study;
}

Exit print_plan(const Study& study, const StudyRuns& runs, const CommonOptions& common) {
  auto plan = begin_document(kStudySchema);
  plan["dry_run"] = true;
  plan["runs"] = plan["figures"] = nlohmann::ordered_json::array();
  for (const auto& run : runs.all()) {
    plan["runs"].push_back({{"run", run.name}, {"finished", run.is_finished}});
    if (!common.json) std::printf("%s%s\n", run.name.c_str(), run.is_finished ? ", finished" : "");
  }
  for (const StudyFigure& figure : study.figures) {
    plan["figures"].push_back(figure.file);
    if (!common.json) std::printf("%s\n", figure.file.c_str());
  }
  if (common.json) print_document(plan);
  return Exit::kDone;
}

Exit experiment(const StudyOptions& options, const CommonOptions& common) {
  const fs::path work = options.work.empty() ? options.output / "work" : options.work;
  const Study study = study_of(options, work);
  StudyRuns runs(study, options.output, work, command_of(options, common), common);
  runs.check_figures();
  if (!common.force)
    require_own_table(options.output / "table.json", study,
                      seeds_from(common.seed, study.num_seeds));
  runs.find_finished();
  if (options.dry_run) return print_plan(study, runs, common);
  catch_stop_signals();
  runs.finish_all();
  runs.write_table();
  runs.draw_figures();
  if (study.rows.empty() && !common.json) return Exit::kDone;
  std::fputs((common.json ? runs.json() : runs.markdown()).c_str(), stdout);
  return Exit::kDone;
}

RunVerb declare(Flags& flags) {
  auto options = std::make_shared<StudyOptions>();
  flags.positional("STUDY.toml", options->file, "the networks, seeds and columns of a table");
  flags.path("-o,--output", options->output, "DIR", "finished runs, small files, and the table")
      .require();
  flags.path("--work", options->work, "DIR", "trainings and their models [work in -o]");
  flags.toggle("--smoke", options->is_smoke, "as small as the file's [smoke] says, to try it out");
  flags.path("--source", options->source, "MODEL",
             "layers are taken over from it [trained as [source] says]");
  flags.integer("--seeds", options->num_seeds, std::int64_t{0}, std::int64_t{1000},
                "runs of every row: --seed, --seed + 1, ...; 0: the file's");
  options->changes.declare(flags, "change a setting that all rows share");
  flags.toggle("--dry-run", options->dry_run, "name the runs and figures, train nothing");
  return [options](const CommonOptions& common) { return experiment(*options, common); };
}

}  // namespace

extern const Verb kExperimentVerb;
const Verb kExperimentVerb = {
    "experiment", "run all networks of a table or a curve, and write it",
    "  cantus experiment experiments/hou2020/table1.toml -o results/table1\n"
    "  cantus experiment table2.toml -o out --smoke --set data.corpus=mine\n",
    declare};

}  // namespace cantus
