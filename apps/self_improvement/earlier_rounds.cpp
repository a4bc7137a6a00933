#include "apps/self_improvement/earlier_rounds.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "apps/model/model_file.h"
#include "apps/program/document.h"
#include "data/files/hash.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

[[noreturn]] void refuse(const fs::path& file, const std::string& found, const fs::path& learner,
                         const std::string& advice) {
  throw Error(Exit::kBadConfig, file.string(),
              fmt::format("{}, and {} learned from it", found, learner.string()), "", advice);
}

// Advice where the learner can be trained anew, as its targets can be made again.
std::string or_without(const fs::path& learner) {
  return fmt::format("set it back, choose another folder, or delete {} to train it anew",
                     learner.string());
}

// None if the model is missing or damaged.
std::optional<Checkpoint> intact_model(const fs::path& model) try {
  if (!fs::exists(model)) return {};
  return read_checkpoint(model);
} catch (const Error& error) {
  if (error.code() != Exit::kBadData) throw;
  return {};
}

// Targets are left to require_same_targets, whose message is clearer than digests. A network may be
// trained to another end, but not with other settings.
void require_same_training(const fs::path& model, const Checkpoint& there, const Experiment& now,
                           const fs::path& learner) {
  const std::string before = read_facts(model.string(), there).training_config;
  const std::string wanted = result_text(now);
  const auto changed = changed_settings(before, wanted, {"data.targets", "data.targets_sha256"});
  if (changed.empty()) return;
  const auto others = differing_settings(before, wanted);
  const bool is_of_length = std::find(others.begin(), others.end(), changed[0]) == others.end();
  refuse(model, "trained with other settings, " + in_one_line(changed), learner,
         is_of_length ? or_without(learner) : "set it back, or choose another folder");
}

void require_same_targets(const fs::path& file, const std::map<std::string, std::string>& before,
                          const std::map<std::string, std::string>& now, const fs::path& learner) {
  for (const auto& [fact, value] : now) {
    const auto found = before.find(fact);
    const std::string was = found == before.end() ? "not given" : found->second;
    if (was == value) continue;
    refuse(file,
           fact == "model_sha256" ? "made by another model than that of the round before"
                                  : fmt::format("{}: was {}, is {}", fact, was, value),
           learner, or_without(learner));
  }
  if (before.size() > now.size()) refuse(file, "made in another way", learner, or_without(learner));
}

}  // namespace

void require_same_lineage(const std::vector<ImprovementRound>& rounds, const fs::path& folder,
                          const Experiment& of_all) {
  // The round after those of this run counts too: it may have learned from what this run trains.
  const auto all = improvement_rounds(of_all.num_betas);
  for (std::size_t r = 1; r < all.size() && r <= rounds.size(); ++r) {
    const bool is_behind = r == rounds.size();
    const fs::path learner = folder / all[r].name;
    const RunFiles before{folder / all[r].before};
    if (!fs::exists(RunFiles{learner}.checkpoints())) continue;
    if (is_behind && !fs::exists(before.checkpoints())) continue;
    const auto model = intact_model(before.model());
    const auto latest = model ? std::nullopt : latest_checkpoint(before.checkpoints());
    if (!model && !latest)
      refuse(before.model(), fs::exists(before.model()) ? "damaged" : "missing", learner,
             or_without(learner));
    require_same_training(before.model(), model ? *model : latest->checkpoint,
                          round_experiment(all[r - 1], of_all), learner);
    const fs::path file = targets_of(all[r], folder);
    const auto targets = intact_targets(file);
    if (is_behind || !targets) continue;
    auto facts = targets->facts;  // name the model, rewritten or not
    const std::string sha256 = model ? sha256_of_file(before.model()) : facts["model_sha256"];
    require_same_targets(file, targets->facts,
                         target_facts(*all[r].targets, of_all.improvement, sha256), learner);
  }
}

Json rounds_of_report(const fs::path& file, bool force) {
  if (!fs::exists(file)) return Json::array();
  const auto before = read_document(file, kSelfImproveSchema);
  if (before && before->contains("rounds") && (*before)["rounds"].is_array())
    return (*before)["rounds"];
  if (force) return Json::array();
  throw Error(Exit::kCannotCreate, file.string(), "is no report of rounds", "",
              "choose another folder, or give --force to replace it");
}

void keep_later_rounds(const Json& before, Json& rounds) {
  if (before.size() <= rounds.size()) return;
  for (std::size_t r = 0; r < rounds.size(); ++r)
    for (const char* key : {"round", "model_sha256"})
      if (!before[r].is_object() || !before[r].contains(key) || before[r][key] != rounds[r][key])
        return;
  for (std::size_t r = rounds.size(); r < before.size(); ++r) rounds.push_back(before[r]);
}

}  // namespace cantus
