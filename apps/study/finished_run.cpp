#include "apps/study/finished_run.h"

#include <sstream>

#include <nlohmann/json.hpp>

#include "apps/program/document.h"
#include "data/files/atomic_file.h"
#include "data/files/input_file.h"
#include "data/files/json_text.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kSchema = "cantus.run/1";

// Calls visit(key, member) for every text.
template <typename Run, typename Visit>
void for_each_text(Run& run, const Visit& visit) {
  visit("run", run.run);
  visit("command", run.command);
  visit("device", run.device);
  visit("precision", run.precision);
  visit("source_sha256", run.source_sha256);
  visit("data_sha256", run.data_sha256);
  visit("model_sha256", run.model_sha256);
  visit("songs", run.songs);
}

constexpr const char* kTested = "test_sha256";

// And for every whole number.
template <typename Run, typename Visit>
void for_each_number(Run& run, const Visit& visit) {
  visit("seed", run.seed);
  visit("threads", run.num_threads);
  visit("parameters", run.parameters.weights);
  visit("trainable", run.parameters.trainable);
  visit("steps", run.num_steps);
  visit("best_step", run.best_step);
}

}  // namespace

void write_finished_run(const std::filesystem::path& file, const FinishedRun& run) {
  Json json = begin_document(kSchema);
  const auto put = [&json](const char* key, const auto& value) { json[key] = value; };
  for_each_text(run, put);
  for_each_number(run, put);
  put(kTested, run.test_sha256);
  json["scores"] = run.scores;
  // One line per setting, so that a diff of two files shows which one differs.
  json["settings"] = Json::array();
  std::istringstream lines(run.settings);
  for (std::string line; std::getline(lines, line);) json["settings"].push_back(line);
  write_file(file, json_text(json, 1));
}

FinishedRun read_finished_run(const std::filesystem::path& file) {
  const std::string text = InputFile(file, std::uint64_t{1} << 20, WhenEmpty::kAccept).read_all();
  const Error none(Exit::kBadData, file.string(), "no finished run", kSchema,
                   "delete it, and it is made again");
  FinishedRun run;
  try {
    const Json json = Json::parse(text);
    if (json.at("schema") != kSchema) throw none;
    const auto get = [&json](const char* key, auto& value) { json.at(key).get_to(value); };
    for_each_text(run, get);
    for_each_number(run, get);
    if (json.contains(kTested)) get(kTested, run.test_sha256);
    json.at("scores").get_to(run.scores);
    for (const Json& line : json.at("settings")) run.settings += line.get<std::string>() + "\n";
  } catch (const Json::exception&) {
    throw none;
  }
  return run;
}

}  // namespace cantus
