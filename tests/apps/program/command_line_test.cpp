#include <sys/resource.h>

#include <algorithm>
#include <map>
#include <regex>
#include <sstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "apps/program/instruction_set.h"
#include "apps/program/nearest.h"
#include "apps/program/verb.h"
#include "data/files/list_files.h"
#include "tests/apps/support/run_cantus.h"
#include "tests/data/support/scratch.h"
#include "tests/support/expect_error.h"
#include "tests/support/holds.h"

namespace cantus {
namespace {

int num_lines(const std::string& text) {
  return static_cast<int>(std::count(text.begin(), text.end(), '\n'));
}

TEST(CommandLine, NamesTheVerbThatWasMeant) {
  const auto result = run_cantus({"inof"});
  EXPECT_EQ(result.exit_code, 64);
  EXPECT_EQ(result.output, "");
  EXPECT_TRUE(holds(result.errors, "cantus: error: inof: no such verb"));
  EXPECT_TRUE(holds(result.errors, "did you mean `info`?"));
  EXPECT_EQ(num_lines(result.errors), 1);
}

TEST(CommandLine, RefusesToRunWithoutAVerb) {
  const auto result = run_cantus({});
  EXPECT_EQ(result.exit_code, 64);
  EXPECT_EQ(result.errors.rfind("cantus: error: no verb given", 0), 0u);
}

TEST(CommandLine, NamesTheFlagThatWasMeant) {
  const auto result = run_cantus({"info", "--jsn"});
  EXPECT_EQ(result.exit_code, 64);
  EXPECT_EQ(result.errors,
            "cantus: error: --jsn: no such flag of `cantus info`; did you mean `--json`?\n");
}

TEST(CommandLine, TakesFilesOfAnyNameAfterTwoDashes) {
  const Scratch scratch;
  scratch.file("-x.lab", "0 1 sing\n");
  const auto shell = "cd " + scratch.folder().string() + " && " + CANTUS_BINARY + " ";
  const auto described = run_unlimited({"/bin/sh", "-c", shell + "info -q -- -x.lab"});
  EXPECT_EQ(described.exit_code, 0) << described.errors;
  EXPECT_EQ(described.output.rfind("-x.lab: labels\n", 0), 0u) << described.output;
  const auto flag = run_unlimited({"/bin/sh", "-c", shell + "info -x.lab"});
  EXPECT_TRUE(ended(flag, 64, "follow `--`"));
  EXPECT_EQ(run_cantus({"info", "--"}).exit_code, 0);
  const auto none = run_cantus({"synth", "-o", "x", "--", "--json"});
  EXPECT_TRUE(ended(none, 64, "takes no files"));
}

// Folders may be named [unknown], as MusicBrainz does.
TEST(CommandLine, TakesFilesInBracketsAsTheyAre) {
  const Scratch scratch;
  for (const char* name : {"[a,b].lab", "[c].lab", "c.lab"}) scratch.file(name, "0 1 sing\n");
  const auto result = run_unlimited(
      {"/bin/sh", "-c",
       "cd " + scratch.folder().string() + " && " + CANTUS_BINARY + " info '[a,b].lab' '[c].lab'"});
  EXPECT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_EQ(result.output.rfind("[a,b].lab: labels\n", 0), 0u) << result.output;
  EXPECT_TRUE(holds(result.output, "\n[c].lab: labels\n"));
}

TEST(CommandLine, SaysWhichNumberAFlagExpects) {
  EXPECT_EQ(run_cantus({"info", "--threads", "-3"}).errors,
            "cantus: error: --threads: `-3` given (expected a whole number from 0 to 1024)\n");
  EXPECT_EQ(run_cantus({"info", "--threads=two"}).errors,
            "cantus: error: --threads: `two` given (expected a whole number from 0 to 1024)\n");
  EXPECT_EQ(run_cantus({"info", "--seed", "1.5"}).errors,
            "cantus: error: --seed: `1.5` given (expected a whole number of at least 0)\n");
  EXPECT_EQ(run_cantus({"info", "--seed", "1.5"}).exit_code, 64);
}

TEST(CommandLine, RefusesAFlagWithoutItsValue) {
  EXPECT_EQ(run_cantus({"info", "--threads"}).errors,
            "cantus: error: --threads: nothing follows (expected a value)\n");
  EXPECT_EQ(run_cantus({"info", "--device", "--json"}).errors,
            "cantus: error: --device: followed by `--json` (expected a value)\n");
}

TEST(CommandLine, RefusesAValueOfWhatTakesNone) {
  for (const char* flag : {"--json=false", "-q=0", "--quiet=1", "--force="}) {
    const auto result = run_cantus({"info", flag});
    EXPECT_TRUE(ended(result, 64, "given (expected no value)")) << flag;
  }
}

TEST(CommandLine, NamesTheFlagThatIsMissingAsHelpDoes) {
  const std::map<std::string, Arguments> required{{"synth", {"--output"}},
                                                  {"mix", {"--speech", "--music", "--output"}},
                                                  {"features", {"--output"}},
                                                  {"train", {"--output"}},
                                                  {"transfer", {"--source", "--output"}},
                                                  {"experiment", {"--output"}},
                                                  {"self-improve", {"--output"}},
                                                  {"saliency", {"--model", "--output"}},
                                                  {"panels", {"--model", "--output"}},
                                                  {"extract", {"--output"}},
                                                  {"patterns", {"--model", "--output"}},
                                                  {"embed", {"--source", "--target", "--output"}}};
  for (const Verb* verb : all_verbs()) {
    const auto flags = required.count(verb->name) > 0 ? required.at(verb->name) : Arguments{};
    const std::string help = run_cantus({verb->name, "--help"}).output;
    std::size_t num_marked = 0;
    for (auto at = help.find("(required)"); at != help.npos; at = help.find("(required)", at + 1))
      ++num_marked;
    EXPECT_EQ(num_marked, flags.size()) << help;
    for (const std::string& missing : flags) {
      Arguments arguments{verb->name, "one"};
      if (verb->name == std::string("synth") || verb->name == std::string("mix") ||
          verb->name == std::string("patterns") || verb->name == std::string("embed"))
        arguments.pop_back();
      for (const std::string& flag : flags)
        if (flag != missing) arguments.insert(arguments.end(), {flag, "x"});
      const auto result = run_cantus(arguments);
      EXPECT_EQ(result.exit_code, 64) << verb->name;
      EXPECT_EQ(result.errors.rfind("cantus: error: " + missing + ": not given (expected ", 0), 0u)
          << verb->name << ": " << result.errors;
    }
  }
}

TEST(CommandLine, TakesOneFileWhereOneIsAsked) {
  const auto none = run_cantus({"train", "-o", "x"});
  EXPECT_EQ(none.exit_code, 64);
  EXPECT_EQ(none.errors,
            "cantus: error: EXPERIMENT.toml: not given (expected the network, its training and "
            "its songs); see `cantus train --help`\n");
  for (const Arguments& two : {Arguments{"a.toml", "b.toml"}, {"a.toml", "--", "b.toml"}}) {
    const auto result = run_cantus(Arguments{"train", "-o", "x"} + two);
    EXPECT_EQ(result.exit_code, 64);
    EXPECT_EQ(
        result.errors.rfind("cantus: error: EXPERIMENT.toml: `b.toml` given beside `a.toml`", 0),
        0u)
        << result.errors;
  }
}

TEST(CommandLine, RefusesADeviceThatIsNotThere) {
  for (const char* none : {"gpu", "check:", "check:cpu", "check:auto", "check:check:cuda"}) {
    const auto refused = run_cantus({"info", "--device", none});
    EXPECT_EQ(refused.exit_code, 64) << none;
    EXPECT_EQ(refused.errors, std::string("cantus: error: --device ") + none +
                                  ": no such device (expected auto, cpu, cuda[:N] or check)\n");
  }
  const auto check = run_cantus({"info", "--device", "check"});
  if (check.exit_code == 0) return;  // there is a GPU
  EXPECT_EQ(check.exit_code, 69);
  EXPECT_EQ(check.errors.rfind("cantus: error: --device check: ", 0), 0u) << check.errors;
}

TEST(CommandLine, RefusesAGpuWhereNoneIsUsed) {
  const std::map<std::string, Arguments> arguments{
      {"compare", {}},
      {"data", {}},
      {"extract", {"x", "-o", "x"}},
      {"mix", {"--speech", "x", "--music", "x", "-o", "x"}},
      {"synth", {"-o", "x"}}};
  for (const auto& [verb, others] : arguments) {
    const auto refused = run_cantus(Arguments{verb, "--device", "cuda"} + others);
    EXPECT_EQ(refused.exit_code, 64) << verb;
    EXPECT_EQ(refused.errors,
              "cantus: error: --device: `cuda` given (expected auto|cpu); `cantus " + verb +
                  "` computes on the CPU alone\n");
    const auto taken = run_cantus({verb, "--device", "cpu", "--no-such"});
    EXPECT_TRUE(holds(taken.errors, "--no-such")) << verb;
    EXPECT_TRUE(holds(run_cantus({verb, "--help"}).output, "--device auto|cpu "));
  }
  EXPECT_EQ(run_cantus({"compare", "--device", "cpu"}).errors, run_cantus({"compare"}).errors);
}

TEST(CommandLine, RefusesToCheckWhereNothingIsCompared) {
  for (const Arguments& arguments :
       {Arguments{"features", "a.wav", "-o", "x"},
        {"embed", "--source", "a.tsv", "--target", "b.tsv", "-o", "x"}}) {
    const auto refused = run_cantus(arguments + Arguments{"--device", "check"});
    EXPECT_EQ(refused.exit_code, 64);
    EXPECT_EQ(refused.errors,
              "cantus: error: --device: `check` given (expected auto|cpu|cuda[:N]); "
              "`cantus " +
                  arguments[0] + "` compares nothing\n");
  }
}

TEST(CommandLine, HelpOfEveryVerbFitsAScreenAndShowsTwoExamples) {
  EXPECT_LT(num_lines(run_cantus({"--help"}).output), 40);
  for (const Verb* verb : all_verbs()) {
    const auto help = run_cantus({verb->name, "--help"});
    EXPECT_EQ(help.exit_code, 0) << verb->name;
    EXPECT_LT(num_lines(help.output), 45) << verb->name;
    EXPECT_EQ(num_lines(verb->examples), 2) << verb->name;
    EXPECT_TRUE(holds(help.output, verb->examples)) << verb->name;
  }
}

// Errors are reported in order: one within the example would come before the unknown flag's.
TEST(CommandLine, ExamplesOfTheHelpsAreTaken) {
  std::string helps = run_cantus({"--help"}).output;
  for (const Verb* verb : all_verbs()) helps += verb->examples;
  std::istringstream lines(helps);
  int num_examples = 0;
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind("  cantus ", 0) != 0) continue;
    ++num_examples;
    const std::string command = CANTUS_BINARY + line.substr(8) + " --no-such-flag";
    const auto result = run_unlimited({"/bin/sh", "-c", command});
    EXPECT_EQ(result.exit_code, 64) << line;
    EXPECT_EQ(result.errors.rfind("cantus: error: --no-such-flag: no such flag of ", 0), 0u)
        << line << ": " << result.errors;
  }
  EXPECT_EQ(num_examples, 2 * std::ssize(all_verbs()) + 2);
}

TEST(CommandLine, GivesEveryFlagInSomeTest) {
  std::string tests;
  for (const auto& file : list_files(std::filesystem::path(CANTUS_SOURCE_DIR) / "tests/apps"))
    tests += content_of(file);
  const std::regex flag("  (?:(-[a-zA-Z]), )?(--[a-z0-9-]+)");
  for (const Verb* verb : all_verbs()) {
    std::istringstream lines(run_cantus({verb->name, "--help"}).output);
    int num_flags = 0;
    for (std::string line; std::getline(lines, line);) {
      std::smatch found;
      if (!std::regex_search(line, found, flag, std::regex_constants::match_continuous)) continue;
      ++num_flags;
      const auto is_given = [&](const std::string& name) {
        return !name.empty() && tests.find('"' + name + '"') != tests.npos;
      };
      EXPECT_TRUE(is_given(found[1]) || is_given(found[2])) << verb->name << ' ' << line;
    }
    EXPECT_GT(num_flags, 5) << verb->name;
  }
}

// Otherwise a misspelt name would look like a flag that is never given.
TEST(CommandLine, KnowsWhetherAFlagIsGivenOfTheVerbsFlagsAlone) {
  Flags flags;
  bool is_first = false, is_second = false;
  flags.toggle("-f,--first", is_first, "one");
  flags.toggle("--second", is_second, "another");
  ASSERT_TRUE(flags.parse("verb", {"-f"}));
  CommonOptions common;
  common.given = flags.given();
  EXPECT_TRUE(common.is_given("--first"));
  EXPECT_FALSE(common.is_given("--second"));
  for (const char* unknown : {"--secnd", "-f", ""})
    expect_error(Exit::kSoftware, std::string("a flag of the verb, not ") + unknown,
                 [&] { common.is_given(unknown); });
  std::filesystem::path output;
  flags.path("--output", output, "DIR", "a folder").require("--secnd");
  EXPECT_THROW(flags.parse("verb", {}), std::out_of_range);
}

TEST(CommandLine, HelpNamesAVerbAndItsFiles) {
  const auto help = run_cantus({"detect", "--help"}).output;
  EXPECT_EQ(run_cantus({"help", "detect"}).output, help);
  EXPECT_TRUE(holds(help, "\nUsage: cantus detect [options] SONGS...\n"));
  EXPECT_EQ(run_cantus({"help", "detct"}).exit_code, 64);
  const auto version = run_cantus({"--version"}).output;
  EXPECT_EQ(run_cantus({"-V"}).output, version);
  EXPECT_EQ(run_cantus({"version"}).output, version);
}

// Counts processor time: waiting for a processor is not the program's fault.
TEST(CommandLine, StartsWithinATenthOfASecond) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "a sanitizer takes longer to begin";
#endif
  const auto seconds_of_children = [] {
    ::rusage used{};
    ::getrusage(RUSAGE_CHILDREN, &used);
    return static_cast<double>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
           1e-6 * static_cast<double>(used.ru_utime.tv_usec + used.ru_stime.tv_usec);
  };
  double fastest_s = 1;
  for (int i = 0; i < 5; ++i) {
    const double before_s = seconds_of_children();
    EXPECT_EQ(run_cantus({"--version"}).exit_code, 0);
    fastest_s = std::min(fastest_s, seconds_of_children() - before_s);
  }
  EXPECT_GT(fastest_s, 0);
  EXPECT_LE(fastest_s, 0.1);
}

TEST(CommandLine, FailsWhenItsResultsCannotBeWritten) {
  const auto result =
      run_unlimited({"/bin/sh", "-c", std::string(CANTUS_BINARY) + " info > /dev/full"});
  EXPECT_EQ(result.exit_code, 74);
}

TEST(Info, DescribesTheMachineAsJson) {
  const auto result = run_cantus({"info", "--json", "--threads", "3"});
  ASSERT_EQ(result.exit_code, 0);
  const auto facts = nlohmann::json::parse(result.output);
  EXPECT_EQ(facts["schema"], "cantus.info.machine/1");
  EXPECT_EQ(facts["threads"], 3);
  EXPECT_TRUE(facts["libraries"].contains("oneDNN"));
}

TEST(Info, TakesTheThreadsThatOpenMpIsGiven) {
  const auto threads_with = [](const std::string& settings, const std::string& flags) {
    const auto result =
        run_unlimited({"/bin/sh", "-c", settings + " " + CANTUS_BINARY + " info --json" + flags});
    return nlohmann::json::parse(result.output)["threads"].get<int>();
  };
  EXPECT_EQ(threads_with("OMP_NUM_THREADS=1", ""), 1);
  EXPECT_EQ(threads_with("OMP_THREAD_LIMIT=1", ""), 1);
  EXPECT_EQ(threads_with("OMP_NUM_THREADS=1", " --threads 3"), 3);
  const int of_cores = threads_with("env -u OMP_NUM_THREADS", "");
  EXPECT_EQ(threads_with("OMP_NUM_THREADS=100000", ""), of_cores);
}

TEST(InstructionSet, NamesWhatAMachineLacks) {
  EXPECT_EQ(extension_names(0), "");
  EXPECT_EQ(extension_names(kBuiltFor & ~present_extensions()), "");
#ifdef __x86_64__
  EXPECT_EQ(extension_names(0b100000), "AVX512F");
  EXPECT_EQ(extension_names(0b001110), "AVX, AVX2, FMA");
#else
  EXPECT_EQ(extension_names(0b100000), "SVE");
  EXPECT_EQ(extension_names(0b001110), "LSE, RDM, FP16");
#endif
#ifdef __AVX2__
  EXPECT_TRUE(holds(extension_names(kBuiltFor), "AVX, AVX2"));
#endif
}

TEST(Nearest, CountsASwapAsOneEditAndRefusesGuesses) {
  const std::vector<std::string> verbs{"train", "detect", "mix"};
  EXPECT_EQ(nearest("trian", verbs), "train");
  EXPECT_EQ(nearest("detct", verbs), "detect");
  for (const char* other : {"saliency", "rn"}) EXPECT_EQ(nearest(other, verbs), "") << other;
  EXPECT_EQ(nearest("det", verbs), "detect");
  EXPECT_EQ(nearest("lr", {"rate", "learning_rate", "layer"}), "learning_rate");
  EXPECT_EQ(nearest("lyr", {"rate", "learning_rate", "layer"}), "layer");
  EXPECT_EQ(nearest("learn", {"lern", "learning_rate"}), "learning_rate");
}

}  // namespace
}  // namespace cantus
