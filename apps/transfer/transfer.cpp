#include <cstdio>
#include <memory>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/evaluation/scored_run.h"
#include "apps/evaluation/trial_songs.h"
#include "apps/experiment/experiment_flags.h"
#include "apps/program/document.h"
#include "apps/program/log.h"
#include "apps/program/verb.h"
#include "apps/training/training_songs.h"
#include "apps/transfer/transfer_table.h"
#include "data/files/atomic_file.h"
#include "data/files/hash.h"
#include "data/files/output_folder.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

struct TransferOptions {
  fs::path experiment;
  fs::path source;
  fs::path output;
  std::vector<std::string> sets{"L1", "L2", "L3", "L1+L2", "Lall", "none"};
  std::vector<std::string> modes{"fixed", "fine-tuned"};
  std::int64_t num_seeds = 3;
  ExperimentFlags changes;
  TestSongs test;
  bool dry_run = false;
};

// From --seed on, or else from the experiment's.
std::vector<std::uint64_t> seeds_of(const TransferOptions& options, const CommonOptions& common) {
  std::uint64_t first = common.seed;
  if (!common.is_given("--seed"))
    first = static_cast<std::uint64_t>(
        read_experiment(options.experiment, options.changes.overrides(), {}).seed);
  return seeds_from(first, options.num_seeds);
}

Experiment experiment_of(const TransferOptions& options, const TransferRun& run) {
  auto overrides = options.changes.overrides();
  for (auto& setting : run.settings(options.source.string()))
    overrides.push_back(std::move(setting));
  return read_experiment(options.experiment, overrides, {});
}

void check_layers(const std::vector<TransferWay>& ways, const Network& network, bool are_given) {
  for (const TransferWay& way : ways)
    for (const std::string& layer : layers_of(way.layers))
      if (!network.has_layer(layer))
        throw Error(
            Exit::kUsage, "--layers", way.layers + (are_given ? " given" : " by default"),
            fmt::format("layers of {}: {}; or {}none", network.name,
                        fmt::join(network.layers, ", "), network.has_layer("L1") ? "Lall, " : ""));
}

void check(const TransferOptions& options) {
  std::set<std::string> seen;
  for (const std::string& set : options.sets) {
    if (!seen.insert(set).second)
      throw Error(Exit::kUsage, "--layers", set + " given twice", "every set once");
  }
}

// A finished run goes on to more epochs, but not back to fewer, and all of a table have as many.
void refuse_longer_runs(const TransferOptions& options, const std::vector<TransferWay>& ways,
                        const std::vector<std::uint64_t>& seeds, std::int64_t num_epochs) {
  for (const TransferWay& way : ways) {
    for (const std::uint64_t seed : seeds) {
      const RunPlace place{options.output / TransferRun{way, seed}.folder()};
      if (!fs::exists(place.summary())) continue;
      const auto summary = read_summary(place.summary());
      const std::int64_t num_steps = summary["steps"], in_an_epoch = summary["batches_per_epoch"];
      if (num_steps <= num_epochs * in_an_epoch) continue;
      throw Error(Exit::kBadConfig, place.folder.string(),
                  fmt::format("trained for {:.4g} epochs",
                              static_cast<double>(num_steps) / static_cast<double>(in_an_epoch)),
                  fmt::format("{}, as the other runs", num_epochs),
                  "ask for as many (experiment.epochs), choose another folder, or delete it");
    }
  }
}

Exit print_plan(const TransferOptions& options, const std::vector<TransferWay>& ways,
                const std::vector<std::uint64_t>& seeds, bool as_json) {
  auto plan = begin_document(kTransferSchema);
  plan["dry_run"] = true;
  plan["runs"] = nlohmann::ordered_json::array();
  for (const TransferWay& way : ways) {
    for (const std::uint64_t seed : seeds) {
      const fs::path folder = options.output / TransferRun{way, seed}.folder();
      plan["runs"].push_back(folder.string());
      if (!as_json) std::printf("%s\n", folder.c_str());
    }
  }
  if (as_json) print_document(plan);
  return Exit::kDone;
}

Exit transfer(const TransferOptions& options, const CommonOptions& common) {
  check(options);
  const auto ways = transfer_ways(options.sets, options.modes);
  const auto seeds = seeds_of(options, common);
  check_layers(ways, experiment_of(options, {{"none"}, seeds.front()}).network(),
               common.is_given("--layers"));
  // All settings are read, and refused, before anything is trained; so are the songs.
  const Experiment any = experiment_of(options, {ways.front(), seeds.front()});
  const ModelTrial trial = trial_of(any, options.test, {});
  songs_of_experiment(any);
  songs_of_trial(trial);
  std::vector<TransferRow> rows;
  for (const TransferWay& way : ways)
    rows.push_back(
        {way, count_parameters(experiment_of(options, {way, seeds.front()})).trainable, {}});
  if (options.dry_run) return print_plan(options, ways, seeds, common.json);
  const fs::path table_file = options.output / "table.json";
  if (!common.force) require_all_of_table(table_file, songs_title(trial), ways, seeds);
  refuse_longer_runs(options, ways, seeds, any.epochs);
  const OutputFolder folder(options.output);
  find_test_songs(any, options.test, common);
  std::size_t num_begun = 0;
  for (TransferRow& row : rows) {
    for (const std::uint64_t seed : seeds) {
      const TransferRun run{row.way, seed};
      log_info(
          fmt::format("run {} of {}: {}", ++num_begun, rows.size() * seeds.size(), run.folder()));
      const TrainedNetwork network =
          train_network(experiment_of(options, run), {options.output / run.folder()}, common);
      row.runs.push_back(score(network, options.test, common).scores);
    }
  }
  const TransferSubject subject{options.experiment.string(),
                                options.source.string(),
                                sha256_of_file(options.source),
                                subject_title(trial),
                                seeds,
                                to_string(common.device)};
  const std::string json = to_json(subject, rows), table = to_markdown(subject, rows);
  write_file(table_file, json);
  write_file(options.output / "table.md", table);
  std::fputs((common.json ? json : table).c_str(), stdout);
  return Exit::kDone;
}

RunVerb declare(Flags& flags) {
  auto options = std::make_shared<TransferOptions>();
  flags.positional("EXPERIMENT.toml", options->experiment, "the target task");
  flags.path("--source", options->source, "MODEL", "a model trained on the source task").require();
  flags.path("-o,--output", options->output, "DIR", "one folder a run, and the table").require();
  flags.list("--layers", options->sets, "SET",
             "layers by name: L1, L1+L2, ..., Lall (L1+L2+L3), none");
  flags.list("--modes", options->modes, "MODE", "fixed, fine-tuned", {"fixed", "fine-tuned"});
  flags.integer("--seeds", options->num_seeds, std::int64_t{1}, std::int64_t{1000},
                "networks of every way: with --seed, or the file's, and those after it");
  options->changes.declare(flags);
  flags.files("--manifest", options->test.manifests, "FILE", "songs to test on [the experiment's]");
  flags.list("--kinds", options->test.kinds, "KIND", "test songs of these kinds only");
  flags.choice("--split", options->test.split, "the songs to test on");
  flags.toggle("--dry-run", options->dry_run, "name the runs, train nothing");
  return [options](const CommonOptions& common) { return transfer(*options, common); };
}

}  // namespace

extern const Verb kTransferVerb;
const Verb kTransferVerb = {
    "transfer", "train a network from layers of another, in every way, and compare",
    "  cantus transfer singing.toml --source runs/speech/model.safetensors -o runs/transfer\n"
    "  cantus transfer singing.toml --source speech.safetensors -o t --layers L1,none --seeds 5\n",
    declare};

}  // namespace cantus
