#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>

#include "apps/program/flags.h"
#include "kernels/core/device.h"
#include "kernels/core/error.h"

namespace cantus {

// The options that every verb has.
struct CommonOptions {
  Device device;                      // --device auto|cpu|cuda[:N]|check
  int num_threads = 0;                // --threads; without it default_num_threads()
  std::uint64_t seed = 1;             // --seed
  bool json = false;                  // --json: results on stdout as one JSON document
  bool force = false;                 // --force: existing outputs may be replaced
  bool quiet = false;                 // --quiet: no log and no progress; warnings and errors stay
  std::map<std::string, bool> given;  // for every flag of the verb, by its long name: "--seed"

  // Throws if the verb has no such flag, which is a defect.
  bool is_given(const std::string& flag) const {
    const auto found = given.find(flag);
    CANTUS_REQUIRE(found != given.end(), "a flag of the verb, not " + flag);
    return found->second;
  }
  std::optional<std::uint64_t> given_seed() const {
    return is_given("--seed") ? std::optional(seed) : std::nullopt;
  }
};

using RunVerb = std::function<Exit(const CommonOptions&)>;

// Where a verb may compute.
enum class VerbDevices {
  kCpu,       // on the CPU alone: no GPU is looked for
  kGpu,       // on a GPU too
  kCompared,  // or on both, tensor by tensor: --device check
};

// One job of the program. Results go to stdout, log and progress to stderr (apps/program/log.h,
// apps/program/progress.h); what goes wrong is thrown as Error, and main.cpp alone turns it into an
// exit code.
struct Verb {
  const char* name;
  const char* summary;   // one line, for `cantus --help`
  const char* examples;  // two lines, for `cantus VERB --help`
  // Declares the verb's flags, bound to an options struct that the returned function owns.
  RunVerb (*declare)(Flags& flags);
  VerbDevices devices = VerbDevices::kCompared;
};

// Each verb is defined in the folder of its subject.
extern const Verb kCompareVerb, kDataVerb, kDetectVerb, kEmbedVerb, kEvaluateVerb, kExperimentVerb,
    kExtractVerb, kFeaturesVerb, kInfoVerb, kMixVerb, kPanelsVerb, kPatternsVerb, kSaliencyVerb,
    kSelfImproveVerb, kSynthVerb, kTrainVerb, kTransferVerb;
// In the order of `cantus --help` (apps/verbs.cpp).
std::span<const Verb* const> all_verbs();

// Reads argv and runs the verb it names; --help and --version are answered here.
// Errors: kUsage for anything that cannot be understood, with the nearest name that could.
Exit run_command_line(int argc, char** argv);

}  // namespace cantus
