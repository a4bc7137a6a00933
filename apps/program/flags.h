#pragma once

#include <filesystem>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "kernels/core/enum_names.h"

namespace cantus {

// Least and greatest value that a flag accepts.
struct Range {
  double lowest = -std::numeric_limits<double>::infinity();
  double highest = std::numeric_limits<double>::infinity();
};

// Two numbers given as LO:HI; a single number is both.
struct Interval {
  double low = 0;
  double high = 0;
};

// "--output" of "-o,--output".
inline std::string long_name(const std::string& names) {
  return names.substr(names.rfind(',') + 1);
}

// The flags of one verb, each bound to a variable whose value at the time of declaration is the
// default that --help shows. `names`: "--long" or "-s,--long". Every message about a flag is one
// line that names the flag, what was given and what was expected (kUsage).
class Flags {
 public:
  void toggle(const std::string& names, bool& target, const std::string& help);
  void number(const std::string& names, double& target, Range range, const std::string& help);
  void number(const std::string& names, std::optional<double>& target, Range range,
              const std::string& help);
  // A number, or `word`, which sets the target to nullopt.
  void number_or(const std::string& names, std::optional<double>& target, Range range,
                 const std::string& word, const std::string& help);
  // Integer: int, std::int64_t or std::uint64_t.
  template <typename Integer>
  void integer(const std::string& names, Integer& target, Integer lowest, Integer highest,
               const std::string& help);
  void interval(const std::string& names, Interval& target, Range range, const std::string& help);
  void text(const std::string& names, std::string& target, const std::string& meta,
            const std::string& help);
  // A value that the caller parses: `take` returns "" or what was expected instead.
  void value(const std::string& names, const std::string& meta, const std::string& default_text,
             const std::string& help, const std::function<std::string(const std::string&)>& take);
  Flags& path(const std::string& names, std::filesystem::path& target, const std::string& meta,
              const std::string& help);
  void choice(const std::string& names, std::string& target,
              const std::vector<std::string>& choices, const std::string& help);
  template <typename Enum, typename = IfNamed<Enum>>
  void choice(const std::string& names, Enum& target, const std::string& help) {
    add_choice(names, names_of<Enum>(), to_string(target), help,
               [&target](const std::string& value) { target = *named<Enum>(value); });
  }
  // Values separated by commas, blanks allowed; repeatable. With `choices`, only those are valid.
  void list(const std::string& names, std::vector<std::string>& target, const std::string& meta,
            const std::string& help, const std::vector<std::string>& choices = {});
  template <typename Enum, typename = IfNamed<Enum>>
  void list(const std::string& names, std::vector<Enum>& target, const std::string& meta,
            const std::string& help) {
    std::vector<std::string> defaults;
    for (const Enum value : target) defaults.push_back(to_string(value));
    add_list(names, defaults, meta, help, at_commas(names, names_of<Enum>()),
             [&target](const auto& given) {
               target.clear();
               for (const std::string& value : given) target.push_back(*named<Enum>(value));
             });
  }
  // The same for files: a value that is the name of an existing file is that file, commas and all.
  Flags& files(const std::string& names, std::vector<std::string>& target, const std::string& meta,
               const std::string& help);
  // Values as they are, commas included; the flag may be repeated.
  void repeated(const std::string& names, std::vector<std::string>& target, const std::string& meta,
                const std::string& help);
  // The arguments without a flag: any number of files, or exactly one. At most one declaration of
  // the two.
  void positional(const std::string& meta, std::vector<std::filesystem::path>& target,
                  const std::string& help);
  void positional(const std::string& meta, std::filesystem::path& target, const std::string& help);
  // The flag declared last is required, unless the flag `unless` is given; --help shows it.
  void require(const std::string& unless = "");
  // The number of flags declared so far, and the long names of those after the first `count`.
  std::size_t count() const { return flags_.size(); }
  std::vector<std::string> long_names_behind(std::size_t count) const;
  // Flags declared from here on come last in --help, under "Common options".
  void begin_common() { num_own_ = flags_.size(); }

  // Reads the arguments after the verb; after `--` only files follow. Returns false if --help was
  // given.
  bool parse(const std::string& verb, const std::vector<std::string>& arguments);

  // For every flag, by its long name, whether it was given.
  const std::map<std::string, bool>& given() const { return given_; }

  // "[options] SONGS...": what may follow the verb.
  std::string usage() const;

  // The option lines of --help.
  std::string describe() const;

 private:
  struct Flag {
    std::string names;
    std::string meta;  // empty: takes no value
    std::string help;
    std::string default_text;
    std::function<void(const std::string& value)> store;
    bool is_repeatable = false;
    bool is_positional = false;
    bool is_required = false;
    std::string unless = "";  // the flag that makes this one optional

    std::string long_name() const { return cantus::long_name(names); }
  };

  // A list's values in one occurrence of its flag, and what stores those of all occurrences.
  using SplitValue = std::function<std::vector<std::string>(const std::string& value)>;
  using StoreList = std::function<void(const std::vector<std::string>& given)>;
  void add_list(const std::string& names, const std::vector<std::string>& defaults,
                const std::string& meta, const std::string& help, const SplitValue& split,
                const StoreList& store);
  static SplitValue at_commas(const std::string& names, const std::vector<std::string>& choices);
  void add_choice(const std::string& names, const std::vector<std::string>& choices,
                  const std::string& default_text, const std::string& help,
                  const std::function<void(const std::string&)>& store);
  void add(Flag flag) {
    given_[flag.long_name()] = false;
    flags_.push_back(std::move(flag));
  }
  void store(const Flag& flag, const std::vector<std::string>& values);
  void take_files(const std::string& verb, const std::vector<std::string>& files);
  void refuse_values_of_toggles(const std::vector<std::string>& arguments) const;
  [[noreturn]] void refuse_unknown(const std::string& verb, const std::string& argument) const;
  void require_all_given(const std::string& verb) const;
  std::string describe(const Flag& flag) const;

  std::vector<Flag> flags_;
  std::map<std::string, bool> given_;
  std::size_t num_own_ = 0;
};

}  // namespace cantus
