#include "data/curves/curve_hdf5.h"

#include <gtest/gtest.h>

#include "data/files/atomic_file.h"
#include "data/hdf5/reader.h"
#include "tests/data/support/scratch.h"

namespace cantus {
namespace {

TEST(CurveHdf5, HoldsTimesAndValues) {
  const Scratch scratch;
  Curve curve;
  for (int i = 0; i < 3000; ++i) {
    curve.time_s.push_back((i * 315 + 512) / 22050.0);
    curve.value.push_back(static_cast<float>(i % 7) / 7);
  }
  for (const Curve& written : {curve, Curve()}) {
    write_file(scratch / "a.h5", to_hdf5(written));
    const Hdf5Reader file(scratch / "a.h5");
    EXPECT_EQ(file.doubles("time"), written.time_s);
    EXPECT_EQ(file.floats("prob"), written.value);
    EXPECT_EQ(file.text("time", "units"), "s");
  }
}

}  // namespace
}  // namespace cantus
