#include "apps/experiment/settings.h"

#include <algorithm>

#include <fmt/format.h>

#include "apps/program/nearest.h"
#include "data/files/hash.h"
#include "data/files/json_text.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

std::string shortened(const SettingValue& value) { return toml_of(value).substr(0, 80); }

std::vector<std::string> list_of(const SettingValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return {*text};
  if (const auto* texts = std::get_if<std::vector<std::string>>(&value)) return *texts;
  return {};
}

std::string absolute_text(const std::filesystem::path& path) {
  return std::filesystem::absolute(path).lexically_normal().string();
}

std::string section_of(const std::string& key) { return key.substr(0, key.find('.')); }

}  // namespace

bool is_of_study(const std::string& key) {
  if (key == "include") return true;
  const std::string section = section_of(key);
  return section != key && std::ranges::find(kStudySections, section) != std::end(kStudySections);
}

bool is_study(const GivenValues& values) {
  return std::any_of(values.begin(), values.end(),
                     [](const auto& given) { return is_of_study(given.first); });
}

void Settings::integer(const std::string& key, std::int64_t& target, std::int64_t lowest,
                       std::int64_t highest, Affects affects) {
  const auto store = [&target, lowest, highest](const GivenValue& given) -> std::string {
    const auto* integer = std::get_if<std::int64_t>(&given.value);
    if (integer == nullptr || *integer < lowest || *integer > highest)
      return fmt::format("a whole number from {} to {}", lowest, highest);
    target = *integer;
    return "";
  };
  settings_.push_back({key, affects, store, [&target] { return fmt::format("{}", target); }, "N"});
}

void Settings::optional_integer(const std::string& key, std::int64_t& target,
                                std::int64_t highest) {
  integer(key, target, 0, highest);
  settings_.back().show = [&target] {
    return target == 0 ? std::string() : fmt::format("{}", target);
  };
}

void Settings::number(const std::string& key, float& target, double lowest, double highest,
                      Affects affects) {
  add_number(
      key, target, affects, [=](double number) { return number >= lowest && number <= highest; },
      fmt::format("a number of at least {:g} and at most {:g}", lowest, highest));
}

void Settings::number_above(const std::string& key, float& target, double lowest, double highest) {
  add_number(
      key, target, Affects::kResult,
      [=](double number) { return number > lowest && number <= highest; },
      fmt::format("a number above {:g} and at most {:g}", lowest, highest));
}

void Settings::add_number(const std::string& key, float& target, Affects affects,
                          const std::function<bool(double)>& is_in_range,
                          const std::string& expected) {
  const auto store = [&target, is_in_range, expected](const GivenValue& given) -> std::string {
    std::optional<double> number;
    if (const auto* integer = std::get_if<std::int64_t>(&given.value))
      number = static_cast<double>(*integer);
    if (const auto* real = std::get_if<double>(&given.value)) number = *real;
    if (!number || !is_in_range(*number)) return expected;
    target = static_cast<float>(*number);
    return "";
  };
  const auto show = [&target] { return target < 0 ? std::string() : fmt::format("{}", target); };
  settings_.push_back({key, affects, store, show, "N"});
}

void Settings::toggle(const std::string& key, bool& target) {
  const auto store = [&target](const GivenValue& given) -> std::string {
    const auto* flag = std::get_if<bool>(&given.value);
    if (flag == nullptr) return "true or false";
    target = *flag;
    return "";
  };
  const auto show = [&target] { return std::string(target ? "true" : "false"); };
  settings_.push_back({key, Affects::kResult, store, show});
}

void Settings::add_choice(const std::string& key, const std::vector<std::string>& choices,
                          Affects affects, const std::function<void(const std::string&)>& store,
                          const std::function<std::string()>& show) {
  const auto store_known = [choices, store](const GivenValue& given) -> std::string {
    const auto* text = std::get_if<std::string>(&given.value);
    if (text == nullptr || std::find(choices.begin(), choices.end(), *text) == choices.end())
      return join(choices);
    store(*text);
    return "";
  };
  const auto show_given = [show] {
    const std::string name = show();
    return name.empty() ? name : toml_of(name);
  };
  settings_.push_back(
      {key, affects, store_known, show_given, fmt::format("{}", fmt::join(choices, "|"))});
}

void Settings::choice(const std::string& key, std::string& target,
                      const std::vector<std::string>& choices) {
  add_choice(
      key, choices, Affects::kResult, [&target](const std::string& name) { target = name; },
      [&target] { return target; });
}

void Settings::digest(const std::string& key, std::string& target) {
  const auto store = [&target](const GivenValue& given) -> std::string {
    const auto* text = std::get_if<std::string>(&given.value);
    if (text == nullptr || !is_sha256(*text)) return "64 hexadecimal digits";
    target = *text;
    return "";
  };
  const auto show = [&target] { return target.empty() ? std::string() : toml_of(target); };
  settings_.push_back({key, Affects::kResult, store, show});
}

void Settings::text(const std::string& key, std::string& target) {
  const auto store = [&target](const GivenValue& given) -> std::string {
    const auto* text = std::get_if<std::string>(&given.value);
    if (text == nullptr) return "a text";
    target = *text;
    return "";
  };
  settings_.push_back({key, Affects::kResult, store, [&target] { return toml_of(target); }});
}

void Settings::texts(const std::string& key, std::vector<std::string>& target) {
  const auto store = [&target](const GivenValue& given) -> std::string {
    const auto texts = list_of(given.value);
    const bool is_list = std::holds_alternative<std::vector<std::string>>(given.value);
    if (texts.empty() && !is_list) return "a text or a list of texts";
    if (std::find(texts.begin(), texts.end(), "") != texts.end())
      return is_list ? "texts that are not empty" : "a text that is not empty";
    if (!is_list && texts.front().find(',') != std::string::npos)
      return "one text; several are a list: [\"a\", \"b\"]";
    target = texts;
    return "";
  };
  settings_.push_back({key, Affects::kResult, store, [&target] { return toml_of(target); }});
}

void Settings::path(const std::string& key, std::filesystem::path& target) {
  const auto store = [&target](const GivenValue& given) -> std::string {
    const auto texts = list_of(given.value);
    if (texts.size() != 1 || texts.front().empty()) return "one path";
    target = given.folder / texts.front();
    return "";
  };
  const auto show = [&target] {
    return target.empty() ? std::string() : toml_of(absolute_text(target));
  };
  settings_.push_back({key, Affects::kPlace, store, show});
}

void Settings::paths(const std::string& key, std::vector<std::filesystem::path>& target) {
  const auto store = [&target](const GivenValue& given) -> std::string {
    const auto texts = list_of(given.value);
    if (texts.empty() || std::find(texts.begin(), texts.end(), "") != texts.end())
      return "a path or a list of paths";
    target.clear();
    for (const auto& text : texts) target.push_back(given.folder / text);
    return "";
  };
  const auto show = [&target] {
    std::vector<std::string> absolute;
    for (const auto& path : target) absolute.push_back(absolute_text(path));
    return absolute.empty() ? std::string() : toml_of(absolute);
  };
  settings_.push_back({key, Affects::kPlace, store, show});
}

void Settings::tables(const std::string& key) {
  const auto refuse = [](const GivenValue&) -> std::string { return "a list of tables"; };
  settings_.push_back({key, Affects::kResult, refuse, [] { return std::string(); }});
}

void Settings::Setting::take(const GivenValue& given) const {
  // Model files hold the settings as UTF-8, but no paths.
  for (const std::string& text : list_of(given.value))
    if (affects != Affects::kPlace && !is_utf8(text))
      throw Error(Exit::kBadConfig, given.where, key + " is no UTF-8", "UTF-8");
  const std::string expected = store(given);
  if (!expected.empty())
    throw Error(Exit::kBadConfig, given.where, key + " is " + shortened(given.value), expected);
}

void Settings::take(const GivenValues& values, const std::string& prefix) const {
  for (const Setting& setting : settings_) {
    const auto found = values.find(setting.key);
    if (found != values.end() && setting.key.rfind(prefix, 0) == 0) setting.take(found->second);
  }
}

void Settings::take_out(GivenValues& values) const {
  take(values);
  for (const Setting& setting : settings_) values.erase(setting.key);
}

void Settings::take_whole(const std::string& section, GivenValues& values) const {
  take_out(values);
  const auto left = values.lower_bound(section);
  if (left == values.end() || !left->first.starts_with(section)) return;
  std::vector<std::string> known;
  for (const Setting& setting : settings_) known.push_back(setting.key.substr(section.size()));
  const std::string name = left->first.substr(section.size());
  const std::string remedy = did_you_mean(name, known);
  throw Error(Exit::kBadConfig, left->second.where, section + name.substr(0, 80) + " is no setting",
              join(known), remedy.empty() ? "remove it" : remedy);
}

std::string Settings::nearest_key(const std::string& key) const {
  std::vector<std::string> names_here, sections, all_names;
  for (const Setting& setting : settings_) {
    const std::string section = section_of(setting.key);
    all_names.push_back(setting.key.substr(section.size() + 1));
    sections.push_back(section);
    if (section == section_of(key)) names_here.push_back(all_names.back());
  }
  const std::string name = key.substr(key.rfind('.') + 1);
  if (const auto here = nearest(name, names_here); !here.empty()) {
    return section_of(key) + "." + here;
  }
  // Perhaps a key of another section, possibly misspelt.
  const auto anywhere = std::find(all_names.begin(), all_names.end(), nearest(name, all_names));
  if (anywhere == all_names.end()) return "";
  return sections[anywhere - all_names.begin()] + "." + *anywhere;
}

void Settings::refuse_unknown(const GivenValues& values) const {
  for (const auto& [key, given] : values) {
    if (find(key) != nullptr) continue;
    if (is_of_study(key))
      throw Error(Exit::kBadConfig, given.where, key + " is of a study of several networks",
                  "the settings of one", "run it with `cantus experiment`");
    const std::string meant = nearest_key(key);
    throw Error(Exit::kBadConfig, given.where, key.substr(0, 80) + " is no setting", "",
                meant.empty() ? "remove it" : "did you mean `" + meant + "`?");
  }
}

const Settings::Setting* Settings::find(const std::string& key) const {
  const auto found = std::ranges::find(settings_, key, &Setting::key);
  return found == settings_.end() ? nullptr : &*found;
}

std::vector<std::string> Settings::keys(Affects affects) const {
  std::vector<std::string> keys;
  for (const Setting& setting : settings_)
    if (setting.affects == affects) keys.push_back(setting.key);
  return keys;
}

SettingTexts Settings::shown(bool all) const {
  SettingTexts texts;
  for (const Setting& setting : settings_) {
    const std::string text = setting.show();
    const bool is_wanted = all || setting.affects != Affects::kPlace;
    if (is_wanted && !text.empty()) texts.emplace_back(setting.key, text);
  }
  return texts;
}

}  // namespace cantus
