#include "data/labels/label_text.h"

#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "data/files/json_text.h"
#include "data/labels/csv_fields.h"
#include "data/labels/read_labels.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

std::string six_decimals(double value) {
  CANTUS_REQUIRE(std::isfinite(value) && std::abs(value) < 1e9, "times written are finite");
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, value, std::chars_format::fixed, 6).ptr;
  return std::string(text, end);
}

void check_label(const std::string& label) {
  for (const char c : label) {
    CANTUS_REQUIRE(static_cast<unsigned char>(c) >= 0x20, "a label holds no control characters");
  }
}

// Replaces blanks and commas: "lead vocal" becomes "lead_vocal".
std::string one_word(std::string label) {
  CANTUS_REQUIRE(!label.empty(), "a .lab label is a word");
  check_label(label);
  std::replace_if(
      label.begin(), label.end(), [](char c) { return c == ' ' || c == ','; }, '_');
  return label;
}

// Quotes a label as Praat reads it.
std::string quoted(const std::string& label) {
  check_label(label);
  std::string text(1, '"');
  for (const char c : label) text += c == '"' ? "\"\"" : std::string(1, c);
  return text + '"';
}

double rounded(double value) { return std::round(value * 1e6) / 1e6; }

}  // namespace

std::string to_lab(const std::vector<Segment>& segments) {
  std::string text;
  for (const Segment& segment : segments) {
    text += six_decimals(segment.start_s) + ' ' + six_decimals(segment.end_s) + ' ' +
            one_word(segment.label) + '\n';
  }
  return text;
}

std::string to_audacity(const std::vector<Segment>& segments) {
  std::string text;
  for (const Segment& segment : segments) {
    check_label(segment.label);
    text += six_decimals(segment.start_s) + '\t' + six_decimals(segment.end_s) + '\t' +
            segment.label + '\n';
  }
  return text;
}

std::string to_csv(const std::vector<Segment>& segments) {
  std::string text = "start_s,end_s,label,confidence\n";
  for (const Segment& segment : segments) {
    check_label(segment.label);
    text += six_decimals(segment.start_s) + ',' + six_decimals(segment.end_s) + ',' +
            csv_field(segment.label) + ',' + six_decimals(segment.confidence) + '\n';
  }
  return text;
}

std::string to_textgrid(const std::vector<Segment>& segments, double duration_s) {
  const auto intervals = fill_gaps(segments, duration_s, "");
  const auto times = [](const char* indent, double start_s, double end_s) {
    return indent + ("xmin = " + six_decimals(start_s)) + '\n' + indent +
           "xmax = " + six_decimals(end_s) + '\n';
  };
  std::string text = "File type = \"ooTextFile\"\nObject class = \"TextGrid\"\n\n" +
                     times("", 0, duration_s) + "tiers? <exists>\nsize = 1\nitem []:\n" +
                     "    item [1]:\n        class = \"IntervalTier\"\n        name = \"" +
                     kVoiceTier + "\"\n" + times("        ", 0, duration_s) +
                     "        intervals: size = " + std::to_string(intervals.size()) + '\n';
  for (std::size_t i = 0; i < intervals.size(); ++i) {
    const Segment& interval = intervals[i];
    text += "        intervals [" + std::to_string(i + 1) + "]:\n" +
            times("            ", interval.start_s, interval.end_s) +
            "            text = " + quoted(interval.label) + '\n';
  }
  return text;
}

std::string to_jams(const std::vector<Segment>& segments, const JamsFacts& facts) {
  using Json = nlohmann::ordered_json;
  Json data = Json::array();
  for (const Segment& segment : segments) {
    data.push_back({{"time", rounded(segment.start_s)},
                    {"duration", rounded(segment.end_s - segment.start_s)},
                    {"value", segment.label},
                    {"confidence", rounded(segment.confidence)}});
  }
  const Json metadata = {{"curator", {{"name", ""}, {"email", ""}}},
                         {"annotator", Json::object()},
                         {"version", ""},
                         {"corpus", ""},
                         {"annotation_tools", facts.tool},
                         {"annotation_rules", ""},
                         {"validation", ""},
                         {"data_source", "program"}};
  const Json annotation = {{"namespace", "segment_open"},
                           {"annotation_metadata", metadata},
                           {"data", data},
                           {"sandbox", Json::object()},
                           {"time", 0.0},
                           {"duration", rounded(facts.duration_s)}};
  const Json file = {{"file_metadata",
                      {{"title", facts.title},
                       {"artist", ""},
                       {"release", ""},
                       {"duration", rounded(facts.duration_s)},
                       {"identifiers", Json::object()},
                       {"jams_version", "0.3.4"}}},
                     {"annotations", Json::array({annotation})},
                     {"sandbox", Json::object()}};
  return json_text(file);
}

}  // namespace cantus
