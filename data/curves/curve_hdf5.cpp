#include "data/curves/curve_hdf5.h"

#include <algorithm>
#include <functional>

#include "data/hdf5/reader.h"
#include "data/hdf5/writer.h"
#include "kernels/core/error.h"

namespace cantus {

std::string to_hdf5(const Curve& curve) {
  CANTUS_REQUIRE(curve.time_s.size() == curve.value.size(), "a curve has a value for each time");
  Hdf5Writer file("curve");
  file.add_vector("prob", curve.value);
  file.add_vector("time", curve.time_s);
  file.set_text("time", "units", "s");
  file.attach_scale("prob", 0, "time");
  const MemoryImage image = file.finish();
  return {reinterpret_cast<const char*>(image.bytes.get()), image.size};
}

Curve read_curve_hdf5(const std::filesystem::path& path) {
  const Hdf5Reader file(path);
  const Curve curve{file.doubles("time"), file.floats("prob")};
  const auto refuse = [&](const std::string& found, const std::string& expected) {
    throw Error(Exit::kBadData, path.string(), found, expected, "name a curve file");
  };
  if (curve.time_s.size() != curve.value.size()) {
    refuse(std::to_string(curve.time_s.size()) + " times and " +
               std::to_string(curve.value.size()) + " values",
           "a value for each time");
  }
  const auto fall =
      std::adjacent_find(curve.time_s.begin(), curve.time_s.end(), std::greater_equal<>());
  if (fall != curve.time_s.end()) {
    refuse("time " + std::to_string(fall[1]) + " follows " + std::to_string(*fall), "rising times");
  }
  return curve;
}

}  // namespace cantus
