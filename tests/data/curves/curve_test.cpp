#include "data/curves/curve.h"

#include <gtest/gtest.h>

#include <cmath>

#include "data/curves/npz.h"
#include "data/files/atomic_file.h"
#include "data/files/process.h"
#include "data/hdf5/reader.h"
#include "tests/data/support/scratch.h"
#include "tests/support/expect_error.h"

namespace cantus {
namespace {

Curve some_curve() {
  Curve curve;
  for (int i = 0; i < 1000; ++i) {
    curve.time_s.push_back(i / 100.0);
    curve.value.push_back(1.0f / static_cast<float>(i + 1));
  }
  return curve;
}

// The first python3 on PATH may not be the one that has the packages.
std::string python_with_numpy() {
  for (const char* python : {"/usr/bin/python3", "python3"}) {
    if (find_program(python) && run_process({python, "-c", "import numpy"}).exit_code == 0) {
      return python;
    }
  }
  return "";
}

TEST(CurveCsv, HasAHeaderAndPlainNumbers) {
  EXPECT_EQ(to_csv({{0.0, 1.0 / 70}, {0.5f, 0.1f}}), "time,prob\n0.000000,0.5\n0.014286,0.1\n");
}

TEST(CurveCsv, ReadsBackExactly) {
  const Scratch scratch;
  EXPECT_EQ(read_curve_csv(scratch.file("a.csv", to_csv(some_curve()))), some_curve());
}

TEST(CurveCsv, RefusesWhatIsNoCurve) {
  const Scratch scratch;
  const auto refused = [&](const std::string& text, const std::string& message) {
    expect_error(Exit::kBadData, message, [&] { read_curve_csv(scratch.file("a.csv", text)); });
  };
  refused("0,0.5\n", "a.csv:1: no curve header (expected time,prob)");
  refused("", "a.csv: is empty");
  refused("time,prob\n0,0.5\n0,0.6\n", "a.csv:3: time 0 (expected later than the line above)");
  refused("time,prob\n0,nan\n", "a.csv:2: prob is \"nan\" (expected a finite number)");
  refused("time,prob\n0\n", "a.csv:2: 1 fields");
}

TEST(CurveNpz, ReadsBackExactly) {
  const Scratch scratch;
  EXPECT_EQ(read_curve_npz(scratch.file("a.npz", to_npz(some_curve()))), some_curve());
}

// ZIP members have a time stamp in steps of two seconds: always the first of January 1980 here.
TEST(CurveNpz, GivesTheSameBytesAtAnyTime) {
  const std::string npz = to_npz(some_curve());
  EXPECT_EQ(npz, to_npz(some_curve()));
  EXPECT_EQ(npz.substr(10, 4), std::string("\0\0\x21\0", 4));
}

// numpy can map arrays only if aligned: each starts at a multiple of 64 bytes in its member.
TEST(CurveNpz, AlignsItsArrays) {
  const std::string npz = to_npz(some_curve());
  int num_arrays = 0;
  for (auto at = npz.find("\x93NUMPY"); at != npz.npos; at = npz.find("\x93NUMPY", at + 1)) {
    EXPECT_EQ((npz.find('\n', at) + 1 - at) % 64, 0u) << at;
    ++num_arrays;
  }
  EXPECT_EQ(num_arrays, 2);
}

TEST(CurveNpz, RefusesDamage) {
  const Scratch scratch;
  const std::string whole = to_npz(some_curve());
  for (const std::size_t kept : {std::size_t{1}, whole.size() / 2, whole.size() - 1}) {
    expect_error(Exit::kBadData, "a.npz: is not a whole NPZ file",
                 [&] { read_npz(scratch.file("a.npz", whole.substr(0, kept))); });
  }
  for (std::size_t i = 100; i < whole.size() - 400; i += 997) {
    std::string damaged = whole;
    damaged[i] ^= 0x10;
    expect_error(Exit::kBadData, "a.npz: is damaged (CRC-32)",
                 [&] { read_npz(scratch.file("a.npz", damaged)); });
  }
}

// A ZIP directory may list one array many times.
TEST(CurveNpz, RefusesMoreArraysThanThereAreBytes) {
  const Scratch scratch;
  std::string zip = npz_bytes({npz_array<double>("time", std::vector<double>(1000))});
  const std::size_t entry_bytes = 46 + std::string("time.npy").size();
  const std::string end = zip.substr(zip.size() - 22);
  const std::string entry = zip.substr(zip.size() - 22 - entry_bytes, entry_bytes);
  zip.resize(zip.size() - 22);
  zip += entry + end;
  zip[zip.size() - 12] = 2;  // number of entries
  expect_error(Exit::kBadData, "a.npz: has entries that overlap",
               [&] { read_npz(scratch.file("a.npz", zip)); });
}

TEST(CurveNpz, NeverCrashesOnAChangedByte) {
  const Scratch scratch;
  const std::string whole = to_npz({{0.0, 1.0}, {0.5f, 0.25f}});
  int num_refused = 0;
  for (std::size_t i = 0; i < whole.size(); ++i) {
    std::string damaged = whole;
    damaged[i] ^= 0x55;
    try {
      read_curve_npz(scratch.file("a.npz", damaged));
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), Exit::kBadData);
      ++num_refused;
    }
  }
  EXPECT_GT(num_refused, static_cast<int>(whole.size()) * 3 / 4);
}

TEST(CurveNpz, RefusesAnAbsentArrayAndNonFiniteValues) {
  const Scratch scratch;
  expect_error(Exit::kBadData, "a.npz: 2 times and 0 values", [&] {
    read_curve_npz(scratch.file("a.npz", npz_bytes({npz_array<double>("time", {0, 1})})));
  });
  expect_error(Exit::kBadData, "a.npz: entry 1 is out of order or not finite", [&] {
    read_curve_npz(scratch.file("a.npz", npz_bytes({npz_array<double>("time", {0, 1}),
                                                    npz_array<float>("prob", {0, NAN})})));
  });
}

TEST(CurveNpz, OpensInNumpyAndComesBack) {
  const std::string python = python_with_numpy();
  if (python.empty()) GTEST_SKIP() << "needs python3 with numpy";
  const Scratch scratch;
  const std::string ours = scratch.file("ours.npz", to_npz(some_curve())).string();
  const std::string theirs = (scratch / "theirs.npz").string();
  const auto result = run_process(
      {python, "-c",
       "import sys, numpy\n"
       "f = numpy.load(sys.argv[1])\n"
       "print(sorted(f.files), f['time'].dtype, f['prob'].dtype, f['prob'].shape, f['prob'][3])\n"
       "numpy.savez(sys.argv[2], time=f['time'], prob=f['prob'])\n",
       ours, theirs});
  EXPECT_EQ(result.output, "['prob', 'time'] float64 float32 (1000,) 0.25\n") << result.errors;
  EXPECT_EQ(read_curve_npz(theirs), some_curve());
}

TEST(Curve, IsWrittenFiniteInEveryFormat) {
  for (const auto write : {to_csv, to_npz, to_hdf5})
    expect_error(Exit::kSoftware, "a curve written is finite", [&] { write({{0}, {NAN}}); });
}

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
