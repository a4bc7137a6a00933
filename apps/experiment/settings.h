#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "kernels/core/enum_names.h"

namespace cantus {

// A value as a configuration file has it.
using SettingValue = std::variant<bool, std::int64_t, double, std::string, std::vector<std::string>,
                                  std::vector<std::int64_t>, std::vector<double>>;

// A value, where it was given, and the folder that paths in it are relative to.
struct GivenValue {
  SettingValue value;
  std::string where;  // "lesson.toml:12", "--set optimizer.decay=0.9"
  std::filesystem::path folder;
};

// By dotted key: "optimizer.decay".
using GivenValues = std::map<std::string, GivenValue>;

// The keys of a TOML file of at most 1 MiB; those of the n-th table of a list of tables open with
// "list.n.", n from 0. Errors: kBadConfig with FILE:LINE for anything that is not TOML or holds
// other values than numbers, texts, true and false, and lists of numbers, texts or tables; those of
// InputFile.
GivenValues read_toml(const std::filesystem::path& path);
// The same for a text; `name` stands for the file in errors.
GivenValues parse_toml(const std::string& text, const std::filesystem::path& name);

// A value as TOML.
std::string toml_of(const SettingValue& value);

// Values as TOML and their keys, those of a section side by side.
using SettingTexts = std::vector<std::pair<std::string, std::string>>;
// All of them as a TOML text, in their order.
std::string toml_of(const SettingTexts& settings);

// Takes `key=value` into `values`; a value that is not TOML is taken for a text. Errors: kUsage.
void override_setting(const std::string& assignment, GivenValues& values);

// The sections that only studies, and files that studies include, have.
inline constexpr const char* kStudySections[] = {"table", "figures", "corpora",
                                                 "test",  "source",  "smoke"};

// Whether a key is of a study, or of a file that studies include; no experiment has it.
bool is_of_study(const std::string& key);
// Whether there is such a key.
bool is_study(const GivenValues& values);

// The settings of a configuration file, each bound to a variable: what may be given, of what kind
// and in what range, and what stands there now.
class Settings {
 public:
  // What a setting is part of: every step of the way to the result, how long that way is, or only
  // where things are and how they are kept.
  enum class Matters { kToResult, kToLength, kToPlace };

  struct Setting {
    std::string key;
    Matters matters;
    // Returns what was expected, or "" when the value was taken.
    std::function<std::string(const GivenValue&)> store;
    std::function<std::string()> show;  // as TOML; "": not given
    std::string meta = "TEXT";          // in --help: "N", "adam|sgd"

    void take(const GivenValue& given) const;
  };

  void integer(const std::string& key, std::int64_t& target, std::int64_t lowest,
               std::int64_t highest, Matters matters = Matters::kToResult);
  // 0 stands for "not given", and is not written.
  void optional_integer(const std::string& key, std::int64_t& target, std::int64_t highest);
  // A variable that is negative stands for "not given", and is not written.
  void number(const std::string& key, float& target, double lowest, double highest,
              Matters matters = Matters::kToResult);
  // `lowest` itself is none.
  void number_above(const std::string& key, float& target, double lowest, double highest);
  void toggle(const std::string& key, bool& target);
  void choice(const std::string& key, std::string& target, const std::vector<std::string>& choices);
  template <typename Enum, typename = IfNamed<Enum>>
  void choice(const std::string& key, Enum& target, Matters matters = Matters::kToResult) {
    add_choice(
        key, names_of<Enum>(), matters,
        [&target](const std::string& name) { target = *named<Enum>(name); },
        [&target] { return to_string(target); });
  }
  // One of the names, or the word that stands for none.
  template <typename Enum, typename = IfNamed<Enum>>
  void choice(const std::string& key, std::optional<Enum>& target, const std::string& none) {
    auto choices = names_of<Enum>();
    choices.insert(choices.begin(), none);
    add_choice(
        key, choices, Matters::kToResult,
        [&target](const std::string& name) { target = named<Enum>(name); },
        [&target, none] { return target ? to_string(*target) : none; });
  }
  // A SHA-256 in hexadecimal; "" stands for "not given".
  void digest(const std::string& key, std::string& target);
  void path(const std::string& key, std::filesystem::path& target);
  void text(const std::string& key, std::string& target);
  // One text or a list of them.
  void texts(const std::string& key, std::vector<std::string>& target);
  void paths(const std::string& key, std::vector<std::filesystem::path>& target);
  // A list of tables: what is in them is for somebody else to take.
  void tables(const std::string& key);

  // Stores the values whose keys open with `prefix`. Errors: kBadConfig for a wrong type or range.
  void take(const GivenValues& values, const std::string& prefix = "") const;
  // Stores the values of its settings and takes them out, so that those are left that are none.
  void take_out(GivenValues& values) const;
  // The same where all of a section's values, whose keys open with `section`, have to be settings.
  // Errors: kBadConfig for one that is none, with those that are.
  void take_whole(const std::string& section, GivenValues& values) const;
  // Errors: kBadConfig for a key that is no setting, with the nearest that is.
  void refuse_unknown(const GivenValues& values) const;

  // None for a key that is no setting.
  const Setting* find(const std::string& key) const;
  std::vector<std::string> keys(Matters matters) const;
  // What stands there, which read again gives the same values; `all` or only what matters to the
  // result.
  SettingTexts shown(bool all) const;

 private:
  void add_number(const std::string& key, float& target, Matters matters,
                  const std::function<bool(double)>& is_in_range, const std::string& expected);
  void add_choice(const std::string& key, const std::vector<std::string>& choices, Matters matters,
                  const std::function<void(const std::string&)>& store,
                  const std::function<std::string()>& show);
  std::string nearest_key(const std::string& key) const;

  std::vector<Setting> settings_;
};

}  // namespace cantus
