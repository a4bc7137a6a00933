#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <thread>

#include "data/files/atomic_file.h"
#include "data/hdf5/reader.h"
#include "data/hdf5/superblock.h"
#include "data/hdf5/writer.h"
#include "tests/data/support/scratch.h"
#include "tests/support/expect_error.h"

namespace cantus {
namespace {

std::vector<float> ramp(std::int64_t n) {
  std::vector<float> values;
  for (std::int64_t i = 0; i < n; ++i) values.push_back(0.25f * static_cast<float>(i % 4000));
  return values;
}

// A file with one object of every kind.
std::string sample_file(StoredFloat type) {
  Hdf5Writer file("sample.h5");
  const std::vector<float> values = ramp(70 * 5);
  file.add_matrix("map", type, values.data(), 70, 5, 32);
  file.add_vector("time", ramp(70));
  file.add_vector("frequency", std::vector<double>{0, 1, 2, 3, 1e300});
  file.attach_scale("map", 0, "time");
  file.attach_scale("map", 1, "frequency");
  file.set_text("map", "name", "Föhn");
  file.set_text("/", "empty", "");
  file.set_number("map", "threshold", 0.1);
  file.set_integer("/", "count", std::int64_t{1} << 60);
  file.set_number("map", "mean", std::nan(""));
  return std::string(file.finish().view());
}

TEST(Hdf5, ReturnsWhatWasWritten) {
  const Scratch scratch;
  for (const StoredFloat type : {StoredFloat::kFloat16, StoredFloat::kFloat32}) {
    write_file(scratch / "a.h5", sample_file(type));
    const Hdf5Reader file(scratch / "a.h5");
    EXPECT_EQ(file.shape("map"), (std::vector<std::int64_t>{70, 5}));
    const std::vector<float> values = ramp(70 * 5);
    EXPECT_EQ(file.matrix_rows("map", 0, 70), values);
    EXPECT_EQ(file.matrix_rows("map", 31, 2),
              std::vector<float>(values.begin() + 155, values.begin() + 165));
    EXPECT_EQ(file.floats("time"), ramp(70));
    EXPECT_EQ(file.doubles("frequency"), (std::vector<double>{0, 1, 2, 3, 1e300}));
    EXPECT_EQ(file.text("map", "name"), "Föhn");
    EXPECT_EQ(file.text("/", "empty"), "");
    EXPECT_EQ(file.number("map", "threshold"), 0.1);
    EXPECT_EQ(file.integer("/", "count"), std::int64_t{1} << 60);
    EXPECT_TRUE(file.has_attribute("map", "name"));
    EXPECT_FALSE(file.has_attribute("time", "threshold"));
  }
}

TEST(Hdf5, GivesEqualBytesForEqualContent) {
  const std::string first = sample_file(StoredFloat::kFloat32);
  std::this_thread::sleep_for(std::chrono::milliseconds(1100));  // HDF5 stores times in seconds
  EXPECT_TRUE(first == sample_file(StoredFloat::kFloat32));
}

TEST(Hdf5, BuildsTwoFilesOfOneNameAtOnce) {
  const Scratch scratch;
  const std::string name = scratch.file("a.h5", "there already").string();
  Hdf5Writer first(name);
  Hdf5Writer second(name);
  first.add_vector("a", ramp(10));
  second.add_vector("b", ramp(20));
  EXPECT_EQ(first.finish().view().substr(1, 3), "HDF");
  EXPECT_EQ(second.finish().view().substr(1, 3), "HDF");
  EXPECT_EQ(content_of(name), "there already");
}

TEST(Hdf5, HasAClosedSuperblockOfVersion3) {
  const std::string bytes = sample_file(StoredFloat::kFloat32);
  const Superblock superblock = parse_superblock(
      "a.h5", reinterpret_cast<const std::uint8_t*>(bytes.data()), kSuperblockBytes);
  EXPECT_EQ(superblock.end_of_file, bytes.size());
}

TEST(Hdf5, KeepsVectorsOfNoLength) {
  const Scratch scratch;
  Hdf5Writer writer("a.h5");
  writer.add_vector("none", std::vector<double>{});
  write_file(scratch / "a.h5", writer.finish().view());
  EXPECT_TRUE(Hdf5Reader(scratch / "a.h5").doubles("none").empty());
}

TEST(Hdf5, RefusesNumbersBeyondFloat16) {
  const std::vector<float> values = {1, 2, 3, 65536, 5, 6};
  Hdf5Writer file("a.h5");
  expect_error(Exit::kBadData, "a.h5: 65536.000000 in row 1, column 1 (expected at most 65504",
               [&] { file.add_matrix("m", StoredFloat::kFloat16, values.data(), 3, 2, 2); });
  file.begin_matrix("n", StoredFloat::kFloat16, 10, 2, 2);
  expect_error(Exit::kBadData, "a.h5: 65536.000000 in row 8, column 1",
               [&] { file.set_rows("n", StoredFloat::kFloat16, 7, values.data(), 3, 2); });
}

TEST(Hdf5, NamesWhatIsAbsentOrOfAnotherKind) {
  const Scratch scratch;
  write_file(scratch / "a.h5", sample_file(StoredFloat::kFloat32));
  const Hdf5Reader file(scratch / "a.h5");
  const auto expect_refused = [&](const std::string& message, auto read) {
    expect_error(Exit::kBadData, message, read);
  };
  expect_refused("a.h5: no data set curve", [&] { file.shape("curve"); });
  expect_refused("time has rank 1 (expected 2)", [&] { file.matrix_rows("time", 0, 1); });
  expect_refused("map has rank 2 (expected 1)", [&] { file.floats("map"); });
  expect_refused("map has no attribute key", [&] { file.text("map", "key"); });
  expect_refused("is of another type", [&] { file.integer("map", "name"); });
  expect_refused("is of another type", [&] { file.text("/", "count"); });
  expect_refused("mean of map cannot be read (expected one finite number)",
                 [&] { file.number("map", "mean"); });
  expect_error(Exit::kSoftware, "rows are read from inside a matrix",
               [&] { file.matrix_rows("map", 69, 2); });
}

}  // namespace
}  // namespace cantus
