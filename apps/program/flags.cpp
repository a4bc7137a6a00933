#include "apps/program/flags.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include <fmt/format.h>

#include "apps/program/nearest.h"
#include "data/files/parse_text.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

[[noreturn]] void refuse(const std::string& names, const std::string& value,
                         const std::string& expected) {
  throw Error(Exit::kUsage, long_name(names), "`" + value.substr(0, 80) + "` given", expected);
}

std::string range_text(Range range, const char* kind) {
  if (std::isinf(range.lowest) && std::isinf(range.highest)) return kind;
  if (std::isinf(range.highest)) return fmt::format("{} of at least {:g}", kind, range.lowest);
  if (std::isinf(range.lowest)) return fmt::format("{} of at most {:g}", kind, range.highest);
  return fmt::format("{} from {:g} to {:g}", kind, range.lowest, range.highest);
}

double to_number(const std::string& names, const std::string& value, Range range,
                 const std::string& or_else = "") {
  const auto number = parsed<double>(value);
  if (!number || !std::isfinite(*number) || *number < range.lowest || *number > range.highest)
    refuse(names, value, range_text(range, "a number") + or_else);
  return *number;
}

template <typename Integer>
Integer to_integer(const std::string& names, const std::string& value, Integer lowest,
                   Integer highest) {
  const auto number = parsed<Integer>(value);
  if (!number || *number < lowest || *number > highest) {
    const bool is_open = highest == std::numeric_limits<Integer>::max();
    refuse(names, value,
           is_open ? fmt::format("a whole number of at least {}", lowest)
                   : fmt::format("a whole number from {} to {}", lowest, highest));
  }
  return *number;
}

std::string one_of(const std::string& names, const std::string& value,
                   const std::vector<std::string>& choices) {
  for (const auto& choice : choices)
    if (value == choice) return value;
  throw Error(Exit::kUsage, long_name(names), "`" + value.substr(0, 80) + "` given", join(choices),
              did_you_mean(value, choices));
}

std::vector<std::string> split_at_commas(const std::string& names, const std::string& value) {
  std::vector<std::string> items;
  for (std::string_view item : split(value, ",")) {
    item.remove_prefix(std::min(item.find_first_not_of(' '), item.size()));
    item.remove_suffix(item.size() - (item.find_last_not_of(' ') + 1));
    if (item.empty()) refuse(names, value, "values separated by commas");
    items.emplace_back(item);
  }
  return items;
}

}  // namespace

void Flags::toggle(const std::string& names, bool& target, const std::string& help) {
  add({names, "", help, "", [&target](const std::string&) { target = true; }});
}

void Flags::number(const std::string& names, double& target, Range range, const std::string& help) {
  add({names, "N", help, fmt::format("{:g}", target),
       [=, &target](const std::string& value) { target = to_number(names, value, range); }});
}

void Flags::number(const std::string& names, std::optional<double>& target, Range range,
                   const std::string& help) {
  add({names, "N", help, target ? fmt::format("{:g}", *target) : "",
       [=, &target](const std::string& value) { target = to_number(names, value, range); }});
}

void Flags::number_or(const std::string& names, std::optional<double>& target, Range range,
                      const std::string& word, const std::string& help) {
  add({names, "N|" + word, help, target ? fmt::format("{:g}", *target) : word,
       [=, &target](const std::string& value) {
         target.reset();
         if (value != word) target = to_number(names, value, range, " or " + word);
       }});
}

template <typename Integer>
void Flags::integer(const std::string& names, Integer& target, Integer lowest, Integer highest,
                    const std::string& help) {
  add({names, "N", help, fmt::format("{}", target), [=, &target](const std::string& value) {
         target = to_integer(names, value, lowest, highest);
       }});
}
template void Flags::integer(const std::string&, int&, int, int, const std::string&);
template void Flags::integer(const std::string&, std::int64_t&, std::int64_t, std::int64_t,
                             const std::string&);
template void Flags::integer(const std::string&, std::uint64_t&, std::uint64_t, std::uint64_t,
                             const std::string&);

void Flags::interval(const std::string& names, Interval& target, Range range,
                     const std::string& help) {
  const bool is_point = target.low == target.high;
  add({names, "N|LO:HI", help,
       is_point ? fmt::format("{:g}", target.low)
                : fmt::format("{:g}:{:g}", target.low, target.high),
       [=, &target](const std::string& value) {
         const auto colon = value.find(':');
         const std::string high = colon == std::string::npos ? value : value.substr(colon + 1);
         target = {to_number(names, value.substr(0, colon), range), to_number(names, high, range)};
         if (target.low > target.high) refuse(names, value, "LO:HI with LO at most HI");
       }});
}

void Flags::text(const std::string& names, std::string& target, const std::string& meta,
                 const std::string& help) {
  add({names, meta, help, target, [=, &target](const std::string& value) {
         if (value.empty()) refuse(names, value, meta);
         target = value;
       }});
}

void Flags::value(const std::string& names, const std::string& meta,
                  const std::string& default_text, const std::string& help,
                  const std::function<std::string(const std::string&)>& take) {
  add({names, meta, help, default_text, [=](const std::string& value) {
         if (const std::string expected = take(value); !expected.empty())
           refuse(names, value, expected);
       }});
}

Flags& Flags::path(const std::string& names, std::filesystem::path& target, const std::string& meta,
                   const std::string& help) {
  add({names, meta, help, target.string(), [=, &target](const std::string& value) {
         if (value.empty()) refuse(names, value, "a path");
         target = value;
       }});
  return *this;
}

void Flags::choice(const std::string& names, std::string& target,
                   const std::vector<std::string>& choices, const std::string& help) {
  add_choice(names, choices, target, help, [&target](const std::string& value) { target = value; });
}

void Flags::add_choice(const std::string& names, const std::vector<std::string>& choices,
                       const std::string& default_text, const std::string& help,
                       const std::function<void(const std::string&)>& store) {
  add({names, fmt::to_string(fmt::join(choices, "|")), help, default_text,
       [=](const std::string& value) { store(one_of(names, value, choices)); }});
}

void Flags::add_list(const std::string& names, const std::vector<std::string>& defaults,
                     const std::string& meta, const std::string& help, const SplitValue& split,
                     const StoreList& store) {
  auto given = std::make_shared<std::vector<std::string>>();  // replaces the defaults
  add({names, meta + ",...", help, fmt::format("{}", fmt::join(defaults, ",")),
       [=](const std::string& value) {
         for (const std::string& item : split(value)) given->push_back(item);
         store(*given);
       },
       /*is_repeatable=*/true});
}

Flags::SplitValue Flags::at_commas(const std::string& names,
                                   const std::vector<std::string>& choices) {
  return [names, choices](const std::string& value) {
    if (value.starts_with('[') && value.ends_with(']'))  // as experiment files have lists
      refuse(names, value, "values separated by commas, without brackets");
    auto items = split_at_commas(names, value);
    for (std::string& item : items)
      if (!choices.empty()) item = one_of(names, item, choices);
    return items;
  };
}

void Flags::list(const std::string& names, std::vector<std::string>& target,
                 const std::string& meta, const std::string& help,
                 const std::vector<std::string>& choices) {
  add_list(names, target, meta, help, at_commas(names, choices),
           [&target](const auto& given) { target = given; });
}

Flags& Flags::files(const std::string& names, std::vector<std::string>& target,
                    const std::string& meta, const std::string& help) {
  const auto split = [names](const std::string& value) {
    std::error_code ignored;
    if (std::filesystem::exists(value, ignored)) return std::vector<std::string>{value};
    return split_at_commas(names, value);
  };
  add_list(names, target, meta, help, split, [&target](const auto& given) { target = given; });
  return *this;
}

void Flags::repeated(const std::string& names, std::vector<std::string>& target,
                     const std::string& meta, const std::string& help) {
  add({names, meta, help, "", [&target](const std::string& value) { target.push_back(value); },
       /*is_repeatable=*/true});
}

void Flags::positional(const std::string& meta, std::vector<std::filesystem::path>& target,
                       const std::string& help) {
  add({meta, meta, help, "",
       [=, &target](const std::string& value) {
         if (value.empty()) refuse(meta, value, "a path");
         target.emplace_back(value);
       },
       /*is_repeatable=*/true, /*is_positional=*/true});
}

void Flags::positional(const std::string& meta, std::filesystem::path& target,
                       const std::string& help) {
  add({meta, meta, help, "",
       [=, &target](const std::string& value) {
         if (!target.empty())
           throw Error(
               Exit::kUsage, meta,
               "`" + value.substr(0, 80) + "` given beside `" + target.string().substr(0, 80) + "`",
               "one: " + help);
         if (value.empty()) refuse(meta, value, "a path");
         target = value;
       },
       /*is_repeatable=*/false, /*is_positional=*/true, /*is_required=*/true});
}

std::vector<std::string> Flags::long_names_behind(std::size_t count) const {
  std::vector<std::string> names;
  for (std::size_t i = count; i < flags_.size(); ++i) names.push_back(flags_[i].long_name());
  return names;
}

void Flags::require(const std::string& unless) {
  flags_.back().is_required = true;
  flags_.back().unless = unless;
}

}  // namespace cantus
