#include <memory>

#include <fmt/format.h>

#include "apps/experiment/experiment_flags.h"
#include "apps/experiment/given_values.h"
#include "apps/model/model_path.h"
#include "apps/program/shell_line.h"
#include "apps/program/verb.h"
#include "apps/study/run_study.h"
#include "data/files/input_file.h"
#include "data/files/json_text.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

struct TransferOptions {
  fs::path experiment;
  fs::path source;
  std::vector<std::string> sets{"L1", "L2", "L3", "L1+L2", "Lall", "none"};
  std::vector<TransferMode> modes{TransferMode::kFixed, TransferMode::kFineTuned};
  std::int64_t num_seeds = 3;
  StudyTest test;
  StudyPlace place;
  ExperimentFlags changes;
};

// The command that makes the runs again; --threads is left to each machine.
std::string command_of(const TransferOptions& options, const CommonOptions& common) {
  std::vector<std::string> modes;
  for (const TransferMode mode : options.modes) modes.push_back(to_string(mode));
  std::vector<std::string> words{"cantus", "transfer", options.experiment.string()};
  const auto add = [&](const std::vector<std::string>& more) {
    words.insert(words.end(), more.begin(), more.end());
  };
  add({"--source", options.source.string(), "-o", options.place.output.string()});
  add({"--layers", fmt::format("{}", fmt::join(options.sets, ","))});
  add({"--modes", fmt::format("{}", fmt::join(modes, ","))});
  add({"--seeds", std::to_string(options.num_seeds)});
  add(options.changes.words());
  for (const std::string& manifest : options.test.manifests) add({"--manifest", manifest});
  for (const std::string& kind : options.test.kinds) add({"--kinds", kind});
  add({"--split", to_string(options.test.split)});
  if (const auto seed = common.given_seed()) add({"--seed", std::to_string(*seed)});
  add({"--device", to_string(common.device)});
  return shell_line(words);
}

// One row per set of layers and mode; from scratch there is one row.
void add_rows(const TransferOptions& options, GivenValues& values) {
  int num_rows = 0;
  const auto add = [&](const std::string& key, const std::string& value, const char* flag) {
    values[fmt::format("table.rows.{}.{}", num_rows, key)] = {value, flag, {}};
  };
  for (const std::string& set : options.sets) {
    if (set == "none") {
      add("layers", set, "--layers");
      ++num_rows;
      continue;
    }
    for (const TransferMode mode : options.modes) {
      add("layers", set, "--layers");
      add("mode", to_string(mode), "--modes");
      ++num_rows;
    }
  }
}

std::vector<std::string> columns() {
  std::vector<std::string> columns{"layers", "mode", "trainable"};
  const auto& scores = score_names(Scoring::kFrames);
  columns.insert(columns.end(), scores.begin(), scores.end());
  return columns;
}

// The study that crosses sets of layers with modes (Hou 2020, Table 1).
Study study_of(const TransferOptions& options, std::uint64_t first_seed) {
  GivenValues values = read_toml(options.experiment);
  for (const auto& setting : options.changes.overrides()) override_setting(setting, values);
  values.erase("experiment.seed");
  take_section(values, "transfer.");
  add_rows(options, values);
  values["table.title"].value = valid_utf8(
      fmt::format("{}, layers of {}", options.experiment.string(), options.source.string()));
  values["table.columns"].value = columns();
  values["source.model"].value = options.source.string();
  StudyDemand demand;
  demand.first_seed = first_seed;
  demand.num_seeds = options.num_seeds;
  Study study = study_from(std::move(values), options.experiment, demand);
  study.test = options.test;
  return study;
}

Exit transfer(TransferOptions options, const CommonOptions& common) {
  options.source = model_path(options.source);
  InputFile{options.source};
  const Experiment experiment =
      read_experiment(options.experiment, options.changes.overrides(), {});
  const Study study = study_of(options, common.given_seed().value_or(experiment.seed));
  options.place.work = options.place.output / "work";
  options.place.command = command_of(options, common);
  return run_study(study, options.place, common);
}

RunVerb declare(Flags& flags) {
  auto options = std::make_shared<TransferOptions>();
  auto& [experiment, source, sets, modes, num_seeds, test, place, changes] = *options;
  flags.positional("EXPERIMENT.toml", experiment, "the target task");
  flags
      .path("--source", source, "MODEL", "a model trained on the source task, or folder of its run")
      .require();
  flags.path("-o,--output", place.output, "DIR", "finished runs, their models and the table")
      .require();
  flags.list("--layers", sets, "SET", "layers by name: L1, L1+L2, ..., Lall (L1+L2+L3), none");
  flags.list("--modes", modes, "MODE", "fixed, fine-tuned");
  flags.integer("--seeds", num_seeds, std::int64_t{1}, std::int64_t{1000},
                "networks per way, from --seed (or the file's) on");
  changes.declare(flags);
  flags.files("--manifest", test.manifests, "FILE", "test songs [the experiment's]");
  flags.list("--kinds", test.kinds, "KIND", "test songs of these kinds only");
  flags.choice("--split", test.split, "split to test on");
  flags.toggle("--dry-run", place.is_dry_run, "list the runs, check their songs, train nothing");
  return [options](const CommonOptions& common) { return transfer(*options, common); };
}

}  // namespace

const Verb kTransferVerb = {
    "transfer", "train a network from layers of another, in several ways, and compare",
    "  cantus transfer singing.toml --source runs/speech/model.safetensors -o runs/transfer\n"
    "  cantus transfer singing.toml --source speech.safetensors -o t --layers L1,none --seeds 5\n",
    declare};

}  // namespace cantus
