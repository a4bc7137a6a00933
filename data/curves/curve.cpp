#include "data/curves/curve.h"

#include <charconv>
#include <cmath>

#include "data/curves/npz.h"
#include "data/files/text_lines.h"
#include "data/hdf5/writer.h"
#include "data/labels/csv_fields.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

void require_writable(const Curve& curve) {
  CANTUS_REQUIRE(curve.time_s.size() == curve.value.size(), "a curve has a value for each time");
  for (std::size_t i = 0; i < curve.value.size(); ++i) {
    CANTUS_REQUIRE(std::isfinite(curve.value[i]) && std::abs(curve.time_s[i]) < 1e9,
                   "a curve written is finite");
  }
}

}  // namespace

std::string to_csv(const Curve& curve) {
  require_writable(curve);
  std::string text = "time,prob\n";
  for (std::size_t i = 0; i < curve.time_s.size(); ++i) {
    char line[64];
    char* const end = line + sizeof line;
    char* at = std::to_chars(line, end, curve.time_s[i], std::chars_format::fixed, 6).ptr;
    *at++ = ',';
    at = std::to_chars(at, end, curve.value[i]).ptr;
    *at++ = '\n';
    text.append(line, at);
  }
  return text;
}

Curve read_curve_csv(const std::filesystem::path& path) {
  TextLines lines(path);
  if (!lines.next() || lines.line() != "time,prob") {
    throw Error(Exit::kBadData, path.string() + ":1", "no curve header", "time,prob",
                "name a curve file");
  }
  Curve curve;
  while (lines.next()) {
    const auto fields = csv_fields(lines);
    if (fields.size() != 2) lines.refuse(std::to_string(fields.size()) + " fields", "time,prob");
    const double time_s = parse_number(lines, fields[0], "time");
    const double value = parse_number(lines, fields[1], "prob");
    if (!curve.time_s.empty() && time_s <= curve.time_s.back()) {
      lines.refuse("time " + fields[0], "later than the line above");
    }
    if (std::abs(value) > 3e38) lines.refuse("prob " + fields[1], "a float");
    curve.time_s.push_back(time_s);
    curve.value.push_back(static_cast<float>(value));
  }
  return curve;
}

std::string to_npz(const Curve& curve) {
  require_writable(curve);
  return npz_bytes({npz_array("time", curve.time_s), npz_array("prob", curve.value)});
}

std::string to_hdf5(const Curve& curve) {
  require_writable(curve);
  Hdf5Writer file("curve");
  file.add_vector("prob", curve.value);
  file.add_vector("time", curve.time_s);
  file.set_text("time", "units", "s");
  file.attach_scale("prob", 0, "time");
  return std::string(file.finish().view());
}

Curve read_curve_npz(const std::filesystem::path& path) {
  Curve curve;
  for (const NpzArray& array : read_npz(path)) {
    if (array.name == "time") curve.time_s = doubles_of(array);
    if (array.name == "prob") {
      for (const double value : doubles_of(array)) curve.value.push_back(static_cast<float>(value));
    }
  }
  const auto refuse = [&](const std::string& found, const std::string& expected) {
    throw Error(Exit::kBadData, path.string(), found, expected, "name a curve file");
  };
  if (curve.value.empty() || curve.time_s.size() != curve.value.size()) {
    refuse(std::to_string(curve.time_s.size()) + " times and " +
               std::to_string(curve.value.size()) + " values",
           "arrays time and prob of one length");
  }
  for (std::size_t i = 0; i < curve.value.size(); ++i) {
    const bool rises = i == 0 || curve.time_s[i] > curve.time_s[i - 1];
    if (!rises || !std::isfinite(curve.time_s[i]) || !std::isfinite(curve.value[i])) {
      refuse("entry " + std::to_string(i) + " is out of order or not finite",
             "finite values at rising times");
    }
  }
  return curve;
}

}  // namespace cantus
