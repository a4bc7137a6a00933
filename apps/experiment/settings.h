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

// A value of a configuration file.
using SettingValue = std::variant<bool, std::int64_t, double, std::string, std::vector<std::string>,
                                  std::vector<std::int64_t>, std::vector<double>>;

// A value, where it was given, and the folder that its paths are relative to.
struct GivenValue {
  SettingValue value;
  std::string where;  // "lesson.toml:12", "--set optimizer.decay=0.9"
  std::filesystem::path folder;
};

// Values by dotted key: "optimizer.decay".
using GivenValues = std::map<std::string, GivenValue>;

// Reads the values of a TOML file of at most 1 MiB; keys in the n-th table of a list of tables open
// with "list.n.", n from 0. Errors: kBadConfig with FILE:LINE for what is not TOML, or for values
// other than numbers, texts, true and false, and lists of numbers, texts or tables; those of
// InputFile.
GivenValues read_toml(const std::filesystem::path& path);
// The same for a text; `name` names it in errors.
GivenValues parse_toml(const std::string& text, const std::filesystem::path& name);

// Writes a value as TOML.
std::string toml_of(const SettingValue& value);

// Keys and their values as TOML, section by section.
using SettingTexts = std::vector<std::pair<std::string, std::string>>;
// Writes all of them as one TOML text, in their order.
std::string toml_of(const SettingTexts& settings);

// Sets `key=value` in `values`; a value that does not parse as TOML is a text. Errors: kUsage.
void override_setting(const std::string& assignment, GivenValues& values);

// The sections that only studies, and files that studies include, may have.
inline constexpr const char* kStudySections[] = {"table", "figures", "corpora",
                                                 "test",  "source",  "smoke"};

// Whether a key belongs to a study, or a file that studies include; no experiment has it.
bool is_of_study(const std::string& key);
// Whether any key belongs to a study.
bool is_study(const GivenValues& values);

// The settings of a configuration file, each bound to a variable: type, range, present value.
class Settings {
 public:
  // What a setting affects: the result of training, only when training ends, or only where and how
  // files are kept.
  enum class Affects { kResult, kLength, kPlace };

  struct Setting {
    std::string key;
    Affects affects;
    // Stores the value and returns "", or returns what was expected.
    std::function<std::string(const GivenValue&)> store;
    std::function<std::string()> show;  // as TOML; "": not given
    std::string meta = "TEXT";          // in --help: "N", "adam|sgd"

    void take(const GivenValue& given) const;
  };

  void integer(const std::string& key, std::int64_t& target, std::int64_t lowest,
               std::int64_t highest, Affects affects = Affects::kResult);
  // 0 stands for "not given", and is not written.
  void optional_integer(const std::string& key, std::int64_t& target, std::int64_t highest);
  // A negative variable stands for "not given", and is not written.
  void number(const std::string& key, float& target, double lowest, double highest,
              Affects affects = Affects::kResult);
  // `lowest` itself is out of range.
  void number_above(const std::string& key, float& target, double lowest, double highest);
  void toggle(const std::string& key, bool& target);
  void choice(const std::string& key, std::string& target, const std::vector<std::string>& choices);
  template <typename Enum, typename = IfNamed<Enum>>
  void choice(const std::string& key, Enum& target, Affects affects = Affects::kResult) {
    add_choice(
        key, names_of<Enum>(), affects,
        [&target](const std::string& name) { target = *named<Enum>(name); },
        [&target] { return to_string(target); });
  }
  // One of the names, or `none`, which sets nullopt.
  template <typename Enum, typename = IfNamed<Enum>>
  void choice(const std::string& key, std::optional<Enum>& target, const std::string& none) {
    auto choices = names_of<Enum>();
    choices.insert(choices.begin(), none);
    add_choice(
        key, choices, Affects::kResult,
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
  // Declares a list of tables; the caller reads them.
  void tables(const std::string& key);

  // Stores the given values of settings whose keys open with `prefix`. Errors: kBadConfig for a
  // wrong type or range.
  void take(const GivenValues& values, const std::string& prefix = "") const;
  // Stores the values of settings and removes them from `values`.
  void take_out(GivenValues& values) const;
  // The same for a section whose keys, which open with `section`, must all be settings. Errors:
  // kBadConfig for a key that is none, listing the settings.
  void take_whole(const std::string& section, GivenValues& values) const;
  // Errors: kBadConfig for a key that is no setting, naming the nearest setting.
  void refuse_unknown(const GivenValues& values) const;

  // Null for a key that is no setting.
  const Setting* find(const std::string& key) const;
  std::vector<std::string> keys(Affects affects) const;
  // All settings with their values, which can be read back; without `all`, none of kPlace.
  SettingTexts shown(bool all) const;

 private:
  void add_number(const std::string& key, float& target, Affects affects,
                  const std::function<bool(double)>& is_in_range, const std::string& expected);
  void add_choice(const std::string& key, const std::vector<std::string>& choices, Affects affects,
                  const std::function<void(const std::string&)>& store,
                  const std::function<std::string()>& show);
  std::string nearest_key(const std::string& key) const;

  std::vector<Setting> settings_;
};

}  // namespace cantus
