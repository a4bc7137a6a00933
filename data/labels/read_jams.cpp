#include <algorithm>
#include <string>

#include <nlohmann/json.hpp>

#include "data/files/input_file.h"
#include "data/files/json_text.h"
#include "data/labels/checked_segment.h"
#include "data/labels/read_labels.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

using Json = nlohmann::json;

constexpr std::uint64_t kMaxBytes = std::uint64_t{64} << 20;
constexpr int kDepth = 5;  // of a segment's time: jams, annotations, annotation, data, segment
// Start and duration are rounded separately, so a segment may seem to overlap the next by this.
constexpr double kRoundingS = 2e-6;

[[noreturn]] void refuse_file(const std::filesystem::path& path, const std::string& found,
                              const std::string& expected) {
  throw Error(Exit::kBadData, path.string(), found, expected, "correct it, or name another file");
}

Json parse(const std::filesystem::path& path) {
  const std::string text = InputFile(path, kMaxBytes).read_all();
  try {
    return parse_json(text, kDepth);
  } catch (const Json::exception&) {
    refuse_file(path, "malformed JSON", "JAMS");
  }
}

// The value of a key; null where the key is missing or `object` is not an object. Returns a
// reference, as copying deeply nested JSON recurses as deep.
const Json& value_of(const Json& object, const char* key) {
  static const Json null;
  return object.is_object() && object.contains(key) ? object.at(key) : null;
}

const Json& data_of(const std::filesystem::path& path, const Json& jams) {
  const Json& annotations = value_of(jams, "annotations");
  if (!annotations.is_array()) refuse_file(path, "no list of annotations", "JAMS");
  const Json* found = nullptr;
  std::string others;
  for (const Json& annotation : annotations) {
    const Json& name = value_of(annotation, "namespace");
    if (name != kJamsNamespace) {
      if (name.is_string()) others += (others.empty() ? "" : ", ") + name.get<std::string>();
      continue;
    }
    if (found != nullptr)
      refuse_file(path, std::string("two annotations in ") + kJamsNamespace, "one");
    found = &value_of(annotation, "data");
    if (!found->is_array()) refuse_file(path, "its data are no list", "a list of segments");
  }
  if (found == nullptr)
    refuse_file(
        path, others.empty() ? "no annotation" : "annotations in " + others.substr(0, 100),
        std::string("one in ") + kJamsNamespace + ", its data empty where there is no voice");
  return *found;
}

Segment segment_of(const Json& entry, const Refusal& refuse) {
  const auto number = [&](const char* key) {
    const Json& value = value_of(entry, key);
    if (!value.is_number()) refuse(std::string(key) + " is no number", "seconds");
    return value.get<double>();
  };
  const double start_s = number("time");
  const Json& label = value_of(entry, "value");
  if (!label.is_string()) refuse("value is no text", "a label");
  Segment segment{start_s, start_s + number("duration"), label.get<std::string>()};
  if (const Json& confidence = value_of(entry, "confidence"); !confidence.is_null()) {
    segment.confidence = number("confidence");
    if (!(segment.confidence >= 0 && segment.confidence <= 1))
      refuse("confidence is " + std::to_string(segment.confidence), "0 to 1");
  }
  return segment;
}

}  // namespace

std::optional<double> stated_duration_of_jams(const std::filesystem::path& path) {
  const Json jams = parse(path);
  const Json& duration = value_of(value_of(jams, "file_metadata"), "duration");
  if (!duration.is_number() || !(duration.get<double>() > 0)) return {};
  const double duration_s = duration.get<double>();
  if (duration_s > kLongest_s)
    refuse_file(path, "its duration is " + json_line(duration) + " s",
                "24 h at most, as sound has");
  return duration_s;
}

std::vector<Segment> read_jams(const std::filesystem::path& path, double duration_s) {
  const Json jams = parse(path);
  std::vector<Segment> segments;
  std::size_t count = 0;
  const Refusal refuse = [&](const std::string& found, const std::string& expected) {
    refuse_file(path, "segment " + std::to_string(count) + ": " + found, expected);
  };
  for (const Json& entry : data_of(path, jams)) {
    ++count;
    Segment segment = segment_of(entry, refuse);
    if (!segments.empty() && segment.start_s >= segments.back().start_s &&
        segments.back().end_s - segment.start_s < kRoundingS)
      segments.back().end_s = std::min(segments.back().end_s, segment.start_s);
    append_checked(segments, std::move(segment), refuse, duration_s);
  }
  return segments;
}

}  // namespace cantus
