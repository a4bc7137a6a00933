#include <memory>

#include "apps/experiment/experiment_flags.h"
#include "apps/model/model_path.h"
#include "apps/program/shell_line.h"
#include "apps/program/verb.h"
#include "apps/study/run_study.h"
#include "data/files/input_file.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

struct StudyOptions {
  fs::path file;
  fs::path work;
  StudyDemand demand;
  StudyPlace place;
  ExperimentFlags changes;
};

// The command that makes the runs again; --work and --threads are left to each machine.
std::string command_of(const StudyOptions& options, const CommonOptions& common) {
  std::vector<std::string> words{"cantus", "experiment", options.file.string(), "-o",
                                 options.place.output.string()};
  const auto add = [&](const std::vector<std::string>& more) {
    words.insert(words.end(), more.begin(), more.end());
  };
  if (options.demand.is_smoke) add({"--smoke"});
  if (!options.demand.source.empty()) add({"--source", options.demand.source.string()});
  if (options.demand.num_seeds > 0) add({"--seeds", std::to_string(options.demand.num_seeds)});
  add(options.changes.words());
  if (const auto seed = common.given_seed()) add({"--seed", std::to_string(*seed)});
  add({"--device", to_string(common.device)});
  return shell_line(words);
}

Exit experiment(StudyOptions options, const CommonOptions& common) {
  auto& [file, work, demand, place, changes] = options;
  demand.source = model_path(demand.source);
  if (!demand.source.empty()) InputFile{demand.source};  // before anything is trained
  place.work = work.empty() ? place.output / "work" : work;
  place.command = command_of(options, common);
  demand.work = place.work;
  demand.overrides = changes.overrides();
  demand.first_seed = common.seed;
  return run_study(read_study(file, demand), place, common);
}

RunVerb declare(Flags& flags) {
  auto options = std::make_shared<StudyOptions>();
  auto& [file, work, demand, place, changes] = *options;
  flags.positional("STUDY.toml", file, "a study: the networks, seeds and columns of a table");
  flags.path("-o,--output", place.output, "DIR", "finished runs and the table").require();
  flags.path("--work", work, "DIR", "training runs and models [work in -o]");
  flags.toggle("--smoke", demand.is_smoke, "trial run, as small as the file's [smoke] says");
  flags.path("--source", demand.source, "MODEL",
             "source of transferred layers, or folder of its run [trained as [source] says]");
  flags.integer("--seeds", demand.num_seeds, std::int64_t{0}, std::int64_t{1000},
                "runs per row: --seed, --seed + 1, ...; 0: the file's");
  changes.declare(flags, "override a setting that all rows share");
  flags.toggle("--dry-run", place.is_dry_run, "list runs and figures, check songs, train nothing");
  return [options](const CommonOptions& common) { return experiment(*options, common); };
}

}  // namespace

const Verb kExperimentVerb = {
    "experiment", "train and score all networks of a table or curve",
    "  cantus experiment experiments/hou2020/table1.toml -o results/table1\n"
    "  cantus experiment table2.toml -o out --smoke --set data.corpus=mine\n",
    declare};

}  // namespace cantus
