// The one file that knows CLI11: it splits the command line; values and messages are ours.
#include <algorithm>

#include <fmt/format.h>
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "apps/program/flags.h"
#include "apps/program/nearest.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

constexpr std::size_t kHelpColumn = 27;

[[noreturn]] void refuse_files(const std::string& verb, const std::string& file) {
  throw Error(Exit::kUsage, "", "`" + file + "` given, `cantus " + verb + "` takes no files",
              "flags only", "see `cantus " + verb + " --help`");
}

}  // namespace

void Flags::refuse_unknown(const std::string& verb, const std::string& argument) const {
  const std::string name = argument.substr(0, argument.find('='));
  std::vector<std::string> known;
  for (const Flag& flag : flags_) {
    if (!flag.is_positional) known.push_back(flag.long_name());
  }
  std::string remedy = did_you_mean(name, known);
  if (remedy.empty()) {
    const auto takes_files = [](const Flag& flag) { return flag.is_positional; };
    const bool may_be_file = std::any_of(flags_.begin(), flags_.end(), takes_files);
    remedy = std::string(may_be_file ? "files of such names follow `--`; " : "") + "see `cantus " +
             verb + " --help`";
  }
  throw Error(Exit::kUsage, name, "no such flag of `cantus " + verb + "`", "", remedy);
}

// CLI11 would accept "--force=false", and set the toggle.
void Flags::refuse_values_of_toggles(const std::vector<std::string>& arguments) const {
  for (const std::string& argument : arguments) {
    const auto equals = argument.find('=');
    if (equals == std::string::npos) continue;
    const std::string name = argument.substr(0, equals);
    for (const Flag& flag : flags_)
      if (flag.meta.empty() && ("," + flag.names + ",").find("," + name + ",") != std::string::npos)
        throw Error(Exit::kUsage, name, "`" + argument.substr(equals + 1).substr(0, 80) + "` given",
                    "no value", "leave the flag out where it is not meant");
  }
}

void Flags::store(const Flag& flag, const std::vector<std::string>& values) {
  given_[flag.long_name()] = true;
  for (const auto& value : values) {
    if (!flag.meta.empty() && value.starts_with("--"))
      throw Error(Exit::kUsage, flag.long_name(), "followed by `" + value + "`", "a value");
    flag.store(value);
  }
}

void Flags::take_files(const std::string& verb, const std::vector<std::string>& files) {
  const auto takes_files = [](const Flag& flag) { return flag.is_positional; };
  const auto positional = std::find_if(flags_.begin(), flags_.end(), takes_files);
  for (const std::string& file : files) {
    if (positional == flags_.end()) refuse_files(verb, file);
    positional->store(file);
    given_[positional->meta] = true;
  }
}

bool Flags::parse(const std::string& verb, const std::vector<std::string>& all) {
  const auto separator = std::find(all.begin(), all.end(), "--");
  const std::vector<std::string> arguments(all.begin(), separator);
  refuse_values_of_toggles(arguments);
  CLI::App app;
  app.set_help_flag();
  app.allow_extras();
  bool wants_help = false;
  app.add_flag("-h,--help", wants_help);
  for (const Flag& flag : flags_) {
    if (flag.is_positional) continue;  // CLI11 would take `[a,b]` for a list of its own
    if (flag.meta.empty()) {
      app.add_flag(flag.names)->each([&](const std::string& value) { store(flag, {value}); });
      continue;
    }
    const auto store_all = [&](const CLI::results_t& values) { return store(flag, values), true; };
    app.add_option(flag.names, store_all)
        ->expected(1)
        ->multi_option_policy(flag.is_repeatable ? CLI::MultiOptionPolicy::TakeAll
                                                 : CLI::MultiOptionPolicy::TakeLast);
  }
  try {
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::ArgumentMismatch&) {
    // Only the last flag can lack its value: any other takes the argument that follows.
    throw Error(Exit::kUsage, arguments.back(), "nothing follows", "a value");
  } catch (const CLI::ParseError& error) {
    throw Error(Exit::kUsage, "", error.what(), "", "see `cantus " + verb + " --help`");
  }
  if (wants_help) return false;
  std::vector<std::string> files = app.remaining();
  for (const std::string& argument : files)
    if (argument.size() > 1 && argument[0] == '-') refuse_unknown(verb, argument);
  if (separator != all.end()) files.insert(files.end(), separator + 1, all.end());
  take_files(verb, files);
  require_all_given(verb);
  return true;
}

void Flags::require_all_given(const std::string& verb) const {
  for (const Flag& flag : flags_) {
    const std::string name = flag.long_name();
    const bool is_excused = !flag.unless.empty() && given_.at(flag.unless);
    if (!flag.is_required || given_.at(name) || is_excused) continue;
    throw Error(Exit::kUsage, name, "not given", flag.help, "see `cantus " + verb + " --help`");
  }
}

std::string Flags::describe(const Flag& flag) const {
  std::string head = flag.is_positional ? flag.meta : flag.names;
  if (const auto comma = head.find(','); comma != std::string::npos) head.insert(comma + 1, " ");
  if (!flag.is_positional && !flag.meta.empty()) head += " " + flag.meta;
  std::string line = "  " + head;
  line += line.size() < kHelpColumn ? std::string(kHelpColumn - line.size(), ' ') : "  ";
  line += flag.help;
  if (flag.is_required && !flag.is_positional) line += " (required)";
  if (!flag.default_text.empty()) line += " [" + flag.default_text + "]";
  return line + "\n";
}

std::string Flags::usage() const {
  std::string text = "[options]";
  for (const Flag& flag : flags_)
    if (flag.is_positional) text += " " + flag.meta;
  return text;
}

std::string Flags::describe() const {
  std::string text;
  for (std::size_t i = 0; i < num_own_; ++i) text += describe(flags_[i]);
  text += "Common options:\n";
  for (std::size_t i = num_own_; i < flags_.size(); ++i) text += describe(flags_[i]);
  return text;
}

}  // namespace cantus
