#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "data/labels/checked_segment.h"
#include "data/labels/praat_text.h"
#include "data/labels/read_labels.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

int read_count(PraatText& values, const char* name) {
  constexpr double kMost = 1000000;
  const double count = values.take_number(name);
  if (count < 0 || count > kMost || count != std::floor(count))
    values.refuse(std::to_string(count), name);
  return static_cast<int>(count);
}

// Reads the header before the tiers; returns the end of their time in seconds.
double read_header(PraatText& values) {
  if (const auto type = values.take_text("\"ooTextFile\""); !type.starts_with("ooTextFile"))
    values.refuse(in_quotes(type), "\"ooTextFile\"");
  if (const auto object = values.take_text("\"TextGrid\""); object != "TextGrid")
    values.refuse(in_quotes(object), "\"TextGrid\"");
  if (values.take_number("xmin, the start of its time") != 0)
    values.refuse("its time starts later than the sound's", "xmin = 0");
  const double end_s = values.take_number("xmax, the end of its time");
  if (!(end_s > 0 && end_s <= kLongest_s))
    values.refuse("its time ends at " + std::to_string(end_s) + " s", "24 h at most, as sound has");
  return end_s;
}

// Reads the number of tiers; 0 where the file says that none exist.
int read_num_tiers(PraatText& values) {
  return values.take_flag("<exists>") == "<exists>" ? read_count(values, "the number of tiers") : 0;
}

std::string without_blanks(const std::string& text) {
  constexpr const char* kBlanks = " \t\r\n";
  const std::size_t start = std::min(text.find_first_not_of(kBlanks), text.size());
  return text.substr(start, text.find_last_not_of(kBlanks) + 1 - start);
}

void skip_points(PraatText& values) {
  for (int left = read_count(values, "the number of points"); left > 0; --left) {
    values.take_number("a point's time");
    values.take_text("a point's mark");
  }
}

std::vector<Segment> read_intervals(PraatText& values, double duration_s) {
  const Refusal refuse = [&](const std::string& found, const std::string& expected) {
    values.refuse(found, expected);
  };
  std::vector<Segment> segments;
  for (int left = read_count(values, "the number of intervals"); left > 0; --left) {
    const double start_s = values.take_number("an interval's start");
    const double end_s = values.take_number("an interval's end");
    const std::string label = without_blanks(values.take_text("an interval's text"));
    if (!label.empty()) append_checked(segments, {start_s, end_s, label}, refuse, duration_s);
  }
  return segments;
}

struct Tier {
  std::string name;
  std::vector<Segment> segments;
};

std::vector<Tier> read_interval_tiers(PraatText& values, double duration_s) {
  std::vector<Tier> tiers;
  for (int left = read_num_tiers(values); left > 0; --left) {
    const std::string kind = values.take_text("\"IntervalTier\" or \"TextTier\"");
    const bool has_intervals = kind == "IntervalTier";
    if (!has_intervals && kind != "TextTier")
      values.refuse(in_quotes(kind), "\"IntervalTier\" or \"TextTier\"");
    const std::string name = values.take_text("a tier's name");
    values.take_number("a tier's start");
    values.take_number("a tier's end");
    if (has_intervals)
      tiers.push_back({name, read_intervals(values, duration_s)});
    else
      skip_points(values);
  }
  return tiers;
}

}  // namespace

double stated_duration_of_textgrid(const std::filesystem::path& path) {
  PraatText values(path);
  return read_header(values);
}

std::vector<Segment> read_textgrid(const std::filesystem::path& path, double duration_s) {
  PraatText values(path);
  read_header(values);
  std::vector<Tier> tiers = read_interval_tiers(values, duration_s);
  if (tiers.size() == 1) return std::move(tiers.front().segments);
  std::string names;
  for (const Tier& tier : tiers) names += (names.empty() ? "" : ", ") + tier.name;
  const auto is_voice = [](const Tier& tier) { return tier.name == kVoiceTier; };
  if (std::ranges::count_if(tiers, is_voice) == 1)
    return std::move(std::ranges::find_if(tiers, is_voice)->segments);
  throw Error(Exit::kBadData, path.string(),
              tiers.empty() ? "no tier of intervals" : "tiers " + names.substr(0, 100),
              std::string("one tier of intervals, or one of them named ") + kVoiceTier,
              "name the tier that says where there is a voice");
}

}  // namespace cantus
