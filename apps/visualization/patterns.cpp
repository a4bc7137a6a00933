#include <algorithm>
#include <memory>
#include <numeric>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/model/model_file.h"
#include "apps/model/model_names.h"
#include "apps/program/document.h"
#include "apps/program/log.h"
#include "apps/program/machine.h"
#include "apps/program/progress.h"
#include "apps/program/stop.h"
#include "apps/program/verb.h"
#include "apps/songs/output_names.h"
#include "data/files/json_text.h"
#include "data/picture/pattern_sheet.h"
#include "data/picture/png_file.h"
#include "kernels/core/permutation.h"
#include "models/visualization/patterns.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

struct PatternsOptions {
  std::vector<std::string> models;
  std::vector<std::string> layers = {"L1", "L2", "L3"};
  fs::path output;
  int num_filters = 0;
  PatternSearch search;
};

// The patterns of one layer of one model.
struct FoundPatterns {
  std::string layer;
  std::string model;
  std::vector<int> filters;
  std::vector<FilterPattern> patterns;
};

// All filters, or num_wanted drawn at random, in order; the same for every model.
std::vector<int> chosen_filters(int num_all, int num_wanted, std::uint64_t seed) {
  std::vector<int> filters(static_cast<std::size_t>(num_all));
  std::iota(filters.begin(), filters.end(), 0);
  if (num_wanted == 0 || num_wanted >= num_all) return filters;
  const Permutation drawn(filters.size(), seed, 0);
  for (std::size_t i = 0; i < filters.size(); ++i) filters[i] = static_cast<int>(drawn[i]);
  filters.resize(static_cast<std::size_t>(num_wanted));
  std::sort(filters.begin(), filters.end());
  return filters;
}

double mean(const std::vector<FilterPattern>& patterns, double FilterPattern::*response) {
  double sum = 0;
  for (const FilterPattern& pattern : patterns) sum += pattern.*response;
  return sum / static_cast<double>(patterns.size());
}

// The mean correlation of the patterns of equal filters; none unless there are two models of one
// input size with the same filters.
std::optional<double> likeness(const std::vector<FoundPatterns>& models) {
  if (models.size() != 2 || models[0].filters != models[1].filters ||
      models[0].patterns[0].input.size() != models[1].patterns[0].input.size())
    return std::nullopt;
  double sum = 0;
  for (std::size_t i = 0; i < models[0].patterns.size(); ++i)
    sum += correlation(models[0].patterns[i].input, models[1].patterns[i].input);
  return sum / static_cast<double>(models[0].patterns.size());
}

class PatternsJob {
 public:
  PatternsJob(const PatternsOptions& options, const CommonOptions& common)
      : options_(options), queue_(common.device, common.num_threads) {
    for (const std::string& path : options.models) models_.push_back(load_model(queue_, path));
    for (const std::string& layer : options.layers)  // before the work begins
      for (const Model& model : models_) require_gated_layer(model.network, layer);
  }

  // Patterns by layer, then by model.
  std::vector<std::vector<FoundPatterns>> run() {
    std::vector<std::vector<FoundPatterns>> rows;
    Progress progress("patterns", 0, "filters");
    for (const std::string& layer : options_.layers) {
      rows.emplace_back();
      for (std::size_t m = 0; m < models_.size(); ++m) {
        LayerPatterns patterns(queue_, models_[m].network, models_[m].parameters, layer);
        FoundPatterns found{layer, models_[m].file, {}, {}};
        found.filters =
            chosen_filters(patterns.num_filters(), options_.num_filters, options_.search.seed);
        for (const int filter : found.filters) {
          found.patterns.push_back(
              patterns.find(filter, options_.search, [] { throw_if_stopped(kRunAgain); }));
          progress.advance(1);
        }
        rows.back().push_back(std::move(found));
      }
    }
    progress.finish();
    report_check(queue_);
    return rows;
  }

  PatternSheet sheet(const std::vector<std::vector<FoundPatterns>>& rows) const {
    PatternSheet sheet;
    sheet.title = "Inputs that filters respond to most";
    sheet.note =
        "time to the right, bands upwards; each from its least (dark) to its most (bright)";
    const auto names = model_names(options_.models);
    for (const auto& row : rows) {
      sheet.rows.emplace_back();
      for (std::size_t m = 0; m < row.size(); ++m) {
        PatternBlock block;
        block.num_frames = models_[m].network.num_frames;
        block.num_bands = models_[m].network.num_bands;
        block.title =
            fmt::format("{}: {} ({})", row[m].layer, names[m], models_[m].facts.positive_label);
        for (std::size_t i = 0; i < row[m].filters.size(); ++i) {
          block.names.push_back(std::to_string(row[m].filters[i]));
          block.patterns.push_back(row[m].patterns[i].input);
        }
        sheet.rows.back().push_back(block);
      }
    }
    return sheet;
  }

 private:
  const PatternsOptions& options_;
  Queue queue_;
  std::vector<Model> models_;
};

std::string as_json(const PatternsOptions& options,
                    const std::vector<std::vector<FoundPatterns>>& rows) {
  nlohmann::ordered_json json = begin_document("cantus.patterns/1");
  json["picture"] = options.output.string();
  json["seed"] = options.search.seed;
  json["steps"] = options.search.num_steps;
  json["layers"] = nlohmann::ordered_json::array();
  for (const auto& row : rows) {
    nlohmann::ordered_json layer;
    layer["layer"] = row.front().layer;
    layer["correlation"] = or_null(likeness(row));
    for (const FoundPatterns& found : row) {
      nlohmann::ordered_json model{{"model", found.model}};
      for (std::size_t i = 0; i < found.filters.size(); ++i) {
        model["filters"].push_back({{"filter", found.filters[i]},
                                    {"blank_response", found.patterns[i].blank_response},
                                    {"response", found.patterns[i].response}});
      }
      layer["models"].push_back(model);
    }
    json["layers"].push_back(layer);
  }
  return json_text(json);
}

std::string table_text(const PatternsOptions& options,
                       const std::vector<std::vector<FoundPatterns>>& rows) {
  std::string text = options.output.string() + "\n";
  text +=
      fmt::format("{:<6} {:>7} {:>8} {:>8}  {}\n", "layer", "filters", "blank", "reached", "model");
  for (const auto& row : rows) {
    for (const FoundPatterns& found : row) {
      text += fmt::format("{:<6} {:>7} {:>8.3f} {:>8.3f}  {}\n", found.layer, found.filters.size(),
                          mean(found.patterns, &FilterPattern::blank_response),
                          mean(found.patterns, &FilterPattern::response), found.model);
    }
    if (const auto alike = likeness(row))
      text += fmt::format("{:<6} patterns of equal filters correlate by {:.3f}\n",
                          row.front().layer, *alike);
  }
  return text;
}

Exit patterns(PatternsOptions options, const CommonOptions& common) {
  options.search.seed = common.seed;
  require_output(options.output, ".png", common.force);
  catch_stop_signals();
  PatternsJob job(options, common);
  log_device(common);
  const auto rows = job.run();
  write_png(options.output, render_patterns(job.sheet(rows)));
  const std::string text = common.json ? as_json(options, rows) : table_text(options, rows);
  print_lines(text);
  return Exit::kDone;
}

RunVerb declare(Flags& flags) {
  auto options = std::make_shared<PatternsOptions>();
  flags
      .files("-m,--model", options->models, "MODEL",
             "model files, or folders of runs, side by side: source and target")
      .require();
  flags.path("-o,--output", options->output, "PNG", "the picture").require();
  flags.list("--layers", options->layers, "LAYERS", "gated layers");
  flags.integer("--filters", options->num_filters, 0, 4096,
                "filters per layer, drawn by --seed; 0: all");
  flags.integer("--steps", options->search.num_steps, 1, 100000, "of gradient ascent");
  flags.number("--step", options->search.step, {1e-9, 100},
               "step size, in standard deviations of a band");
  flags.number("--noise", options->search.noise, {0, 100}, "standard deviation of the blank input");
  return [options](const CommonOptions& common) { return patterns(*options, common); };
}

}  // namespace

const Verb kPatternsVerb = {
    "patterns", "draw what filters respond to most (Hou 2020, Fig. 5)",
    "  cantus patterns --model source.safetensors,target.safetensors -o fig5.png\n"
    "  cantus patterns --model voice.safetensors --layers L1 --filters 16 -o l1.png\n",
    declare};

}  // namespace cantus
