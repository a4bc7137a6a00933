#include "apps/self_improvement/earlier_rounds.h"

#include <fmt/format.h>

#include "apps/model/model_file.h"
#include "data/files/hash.h"
#include "data/files/input_file.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

[[noreturn]] void refuse(const fs::path& file, const std::string& found, const fs::path& learner) {
  throw Error(Exit::kBadConfig, file.string(),
              fmt::format("{}, and {} learned from it", found, learner.string()), "",
              fmt::format("set it back, choose another folder, or delete {} to train it anew",
                          learner.string()));
}

// The digest of targets is told by require_same_targets, in words.
void require_same_training(const fs::path& model, const Experiment& now, const fs::path& learner) {
  const std::string before = read_facts(model.string(), read_checkpoint(model)).training_config;
  const auto differences =
      changed_settings(before, result_text(now), {"data.targets", "data.targets_sha256"});
  if (!differences.empty())
    refuse(model, "trained with other settings, " + differences[0], learner);
}

void require_same_targets(const fs::path& file, const std::map<std::string, std::string>& now,
                          const fs::path& learner) {
  const auto before = read_frame_targets(file).facts;
  for (const auto& [fact, value] : now) {
    const auto found = before.find(fact);
    const std::string was = found == before.end() ? "not given" : found->second;
    if (was == value) continue;
    refuse(file,
           fact == "model_sha256" ? "made by another model than that of the round before"
                                  : fmt::format("{}: was {}, is {}", fact, was, value),
           learner);
  }
  if (before.size() > now.size()) refuse(file, "made in another way", learner);
}

}  // namespace

void require_same_lineage(const std::vector<ImprovementRound>& rounds, const fs::path& folder,
                          const Experiment& of_all) {
  for (std::size_t r = 1; r < rounds.size(); ++r) {
    const ImprovementRound& round = rounds[r];
    const fs::path learner = folder / round.name;
    const fs::path model = RunPlace{folder / round.before}.model();
    const fs::path targets = targets_of(round, folder);
    if (!fs::exists(RunPlace{learner}.checkpoints())) continue;
    if (!fs::exists(model)) refuse(model, "missing", learner);
    require_same_training(model, experiment_of(rounds[r - 1], of_all), learner);
    if (fs::exists(targets))
      require_same_targets(targets,
                           target_facts(*round.targets, of_all.improvement, sha256_of_file(model)),
                           learner);
  }
}

void keep_later_rounds(const fs::path& file, Json& report) {
  if (!fs::exists(file)) return;
  const Json before = Json::parse(InputFile(file).read_all(), nullptr, /*allow_exceptions=*/false);
  if (!before.is_object() || before.value("schema", "") != report["schema"]) return;
  const Json there = before.value("rounds", Json::array());
  const auto names_model = [](const Json& round, const Json& other) {
    return round.value("round", "") == other.value("round", "") &&
           round.value("model_sha256", "") == other.value("model_sha256", "");
  };
  Json& rounds = report["rounds"];
  if (!std::equal(rounds.begin(), rounds.end(), there.begin(),
                  there.begin() + std::min(there.size(), rounds.size()), names_model))
    return;
  for (std::size_t r = rounds.size(); r < there.size(); ++r) rounds.push_back(there[r]);
}

}  // namespace cantus
