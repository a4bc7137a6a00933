#include "data/curves/curve_hdf5.h"

#include <gtest/gtest.h>

#include "data/files/atomic_file.h"
#include "data/hdf5/writer.h"
#include "tests/data/support/scratch.h"

namespace cantus {
namespace {

TEST(CurveHdf5, ReturnsWhatWasWritten) {
  const Scratch scratch;
  Curve curve;
  for (int i = 0; i < 3000; ++i) {
    curve.time_s.push_back((i * 315 + 512) / 22050.0);
    curve.value.push_back(static_cast<float>(i % 7) / 7);
  }
  write_file(scratch / "a.h5", to_hdf5(curve));
  EXPECT_EQ(read_curve_hdf5(scratch / "a.h5"), curve);
  write_file(scratch / "b.h5", to_hdf5({}));
  EXPECT_EQ(read_curve_hdf5(scratch / "b.h5"), Curve());
}

TEST(CurveHdf5, RefusesOtherFiles) {
  const Scratch scratch;
  const auto expect_refused = [&](const std::vector<double>& times, const std::string& message) {
    Hdf5Writer file("a.h5");
    file.add_vector("prob", std::vector<float>{0.1f, 0.2f, 0.3f});
    file.add_vector("time", times);
    const MemoryImage image = file.finish();
    write_file(scratch / "a.h5", {reinterpret_cast<const char*>(image.bytes.get()), image.size});
    expect_error(Exit::kBadData, message, [&] { read_curve_hdf5(scratch / "a.h5"); });
  };
  expect_refused({0, 1}, "a.h5: 2 times and 3 values (expected a value for each time)");
  expect_refused({0, 1, 1}, "a.h5: time 1.000000 follows 1.000000 (expected rising times)");
  write_file(scratch / "b.h5", "time,prob\n0,1\n");
  expect_error(Exit::kBadData, "b.h5@14: the file ends",
               [&] { read_curve_hdf5(scratch / "b.h5"); });
}

}  // namespace
}  // namespace cantus
