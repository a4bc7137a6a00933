#include <cstdio>
#include <limits>

#include "apps/program/commit.h"
#include "apps/program/device_choice.h"
#include "apps/program/log.h"
#include "apps/program/nearest.h"
#include "apps/program/verb.h"
#include "apps/program/version.h"
#include "kernels/core/queue.h"

namespace cantus {
namespace {

std::vector<std::string> verb_names() {
  std::vector<std::string> names;
  for (const Verb* verb : all_verbs()) names.emplace_back(verb->name);
  return names;
}

std::string program_help() {
  std::string text =
      "cantus finds the singing voice in music.\n\n"
      "Usage: cantus VERB [options] [FILES...]\n\nVerbs:\n";
  for (const Verb* verb : all_verbs()) {
    std::string line = std::string("  ") + verb->name;
    line.resize(15, ' ');
    text += line + verb->summary + "\n";
  }
  text +=
      "\nResults go to stdout, log and progress to stderr. Arguments after `--` are files.\n"
      "`cantus VERB --help` shows a verb's options and examples; `cantus --version` the version.\n"
      "\nExamples:\n"
      "  cantus detect song.mp3\n"
      "  cantus info --model glu_crnn\n";
  return text;
}

std::string verb_help(const Verb& verb, const Flags& flags) {
  return std::string("cantus ") + verb.name + ": " + verb.summary + "\n\nUsage: cantus " +
         verb.name + " " + flags.usage() + "\n\nOptions:\n" + flags.describe() + "\nExamples:\n" +
         verb.examples;
}

const Verb& find_verb(const std::string& name) {
  for (const Verb* verb : all_verbs())
    if (name == verb->name) return *verb;
  const auto names = verb_names();
  std::string remedy = did_you_mean(name, names);
  if (remedy.empty()) remedy = "see `cantus --help`";
  throw Error(Exit::kUsage, name.substr(0, 80), "no such verb", join(names), remedy);
}

const char* device_names(const Verb& verb) {
  if (verb.devices == VerbDevices::kCpu) return "auto|cpu";
  return verb.devices == VerbDevices::kGpu ? "auto|cpu|cuda[:N]" : "auto|cpu|cuda[:N]|check";
}

Device device_of(const Verb& verb, const std::string& device) {
  const auto refuse = [&](const std::string& why) {
    throw Error(Exit::kUsage, "--device", "`" + device.substr(0, 80) + "` given",
                device_names(verb), std::string("`cantus ") + verb.name + "` " + why);
  };
  if (verb.devices == VerbDevices::kCpu) {
    if (device != "auto" && device != "cpu") refuse("computes on the CPU alone");
    return {};
  }
  if (verb.devices == VerbDevices::kGpu && device.starts_with("check")) refuse("compares nothing");
  std::string why_not_gpu;
  const Device found = choose_device(device, why_not_gpu);
  if (!why_not_gpu.empty())
    log_warning("the CPU computes, as --device " + device + " allows: " + why_not_gpu);
  return found;
}

Exit run_verb(const Verb& verb, const std::vector<std::string>& arguments) {
  Flags flags;
  CommonOptions common;
  std::string device = "auto";
  const RunVerb run = verb.declare(flags);
  flags.begin_common();
  flags.text("--device", device, device_names(verb), "where to compute");
  flags.integer("--threads", common.num_threads, 0, 1024,
                "CPU threads; 0: all cores, or OMP_NUM_THREADS");
  flags.integer("--seed", common.seed, std::uint64_t{0}, std::numeric_limits<std::uint64_t>::max(),
                "random seed; overrides an experiment file's");
  flags.toggle("--json", common.json, "results on stdout as JSON");
  flags.toggle("--force", common.force, "replace outputs that exist");
  flags.toggle("-q,--quiet", common.quiet, "no log, no progress");
  if (!flags.parse(verb.name, arguments)) {
    print_lines(verb_help(verb, flags));
    return Exit::kDone;
  }
  common.given = flags.given();
  common.device = device_of(verb, device);
  if (common.num_threads == 0) common.num_threads = default_num_threads();
  set_quiet(common.quiet);
  return run(common);
}

}  // namespace

Exit run_command_line(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
  if (arguments.empty()) {
    throw Error(Exit::kUsage, "", "no verb given", join(verb_names()), "see `cantus --help`");
  }
  if (arguments[0] == "help" && arguments.size() > 1)
    return run_verb(find_verb(arguments[1]), {"--help"});
  if (arguments[0] == "--help" || arguments[0] == "-h" || arguments[0] == "help") {
    print_lines(program_help());
    return Exit::kDone;
  }
  if (arguments[0] == "--version" || arguments[0] == "-V" || arguments[0] == "version") {
    std::printf("cantus %s (commit %s)\n", version(), commit());
    return Exit::kDone;
  }
  return run_verb(find_verb(arguments[0]), {arguments.begin() + 1, arguments.end()});
}

}  // namespace cantus
