#include "data/curves/curve_hdf5.h"

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
  return std::string(file.finish().view());
}

}  // namespace cantus
