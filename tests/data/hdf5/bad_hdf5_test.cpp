#include <gtest/gtest.h>
#include <hdf5.h>
#include <sys/stat.h>

#include <cstdint>
#include <functional>

#include "data/files/atomic_file.h"
#include "data/files/byte_order.h"
#include "data/hdf5/guard.h"
#include "data/hdf5/reader.h"
#include "data/hdf5/writer.h"
#include "tests/data/support/scratch.h"
#include "tests/support/expect_error.h"

// A function of the HDF5 library that its headers do not declare.
extern "C" std::uint32_t H5_checksum_metadata(const void* bytes, std::size_t num_bytes,
                                              std::uint32_t start);

namespace cantus {
namespace {

void replace_number(std::string& bytes, std::uint64_t number, std::uint64_t other) {
  std::string from, to;
  append_little_endian(from, number, 8);
  append_little_endian(to, other, 8);
  for (std::size_t at = 0; (at = bytes.find(from, at)) != bytes.npos;) bytes.replace(at, 8, to);
}

// Corrects the checksum at the end of an object's header (format specification IV.A.1.b).
void seal_header(std::string& bytes, std::size_t at) {
  constexpr std::size_t kFlagsAt = 5, kLengthAt = 6;
  const std::size_t width = std::size_t{1} << (bytes[at + kFlagsAt] & 3);
  const std::size_t length = little_endian(std::string_view(bytes).substr(at + kLengthAt, width));
  const std::size_t end = kLengthAt + width + length;
  std::string checksum;
  append_little_endian(checksum, H5_checksum_metadata(&bytes[at], end, 0), 4);
  bytes.replace(at + end, checksum.size(), checksum);
}

class BadHdf5 : public ::testing::Test {
 protected:
  BadHdf5() {
    Hdf5Writer writer("good.h5");
    const std::vector<float> values(40 * 8, 0.5f);
    writer.add_matrix("features", StoredFloat::kFloat32, values.data(), 40, 8, 16);
    good_ = writer.finish().view();
    write_file(scratch_ / "good.h5", good_);
  }

  void expect_refused(const std::string& bytes, const std::string& message) {
    SCOPED_TRACE(message);
    std::filesystem::remove(scratch_ / "bad.h5");
    const auto path = scratch_.file("bad.h5", bytes);
    expect_error(Exit::kBadData, message, [&] { open_hdf5(path); });
  }

  std::string changed(std::size_t at, char value) const {
    std::string bytes = good_;
    bytes[at] = value;
    return bytes;
  }

  // A file that `build` fills through the HDF5 library.
  std::filesystem::path foreign(const std::function<void(hid_t)>& build) {
    prepare_hdf5();
    const auto path = scratch_ / "foreign.h5";
    const hid_t access = H5Pcreate(H5P_FILE_ACCESS);
    H5Pset_libver_bounds(access, H5F_LIBVER_V110, H5F_LIBVER_V110);
    const hid_t file = H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, access);
    EXPECT_GE(file, 0);
    build(file);
    H5Fclose(file);
    H5Pclose(access);
    return path;
  }

  void expect_foreign_refused(const std::string& message, const std::function<void(hid_t)>& build) {
    SCOPED_TRACE(message);
    const auto path = foreign(build);
    expect_error(Exit::kBadData, message, [&] { open_hdf5(path); });
  }

  static void add_data(
      hid_t file, const char* name, hid_t type, std::vector<hsize_t> shape,
      const std::function<void(hid_t)>& set_options = [](hid_t) {}) {
    const hid_t space =
        shape.empty() ? H5Screate(H5S_SCALAR)
                      : H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr);
    const hid_t options = H5Pcreate(H5P_DATASET_CREATE);
    set_options(options);
    const hid_t data = H5Dcreate2(file, name, type, space, H5P_DEFAULT, options, H5P_DEFAULT);
    EXPECT_GE(data, 0);
    H5Dclose(data);
    H5Pclose(options);
    H5Sclose(space);
  }

  Scratch scratch_;
  std::string good_;
};

TEST_F(BadHdf5, IsRefusedAtEveryTruncation) {
  for (std::size_t length = 1; length < good_.size(); length += length < 64 ? 1 : 97) {
    expect_refused(good_.substr(0, length), "bad.h5");
  }
  expect_refused(good_.substr(0, 47), "bad.h5@47: the file ends (expected 48 bytes of superblock)");
  expect_refused(good_.substr(0, good_.size() - 1), "holds " + std::to_string(good_.size() - 1) +
                                                        " bytes (expected " +
                                                        std::to_string(good_.size()) + ")");
  expect_refused(good_ + "x", "bad.h5: holds ");
  expect_refused("", "bad.h5: is empty");
}

TEST_F(BadHdf5, IsRefusedForEachFieldOfItsSuperblock) {
  expect_refused(changed(0, 'x'), "bad.h5@0: no HDF5 signature");
  expect_refused(changed(8, 0), "bad.h5@8: superblock version 0 (expected 3)");
  expect_refused(changed(8, 2), "bad.h5@8: superblock version 2 (expected 3)");
  expect_refused(changed(9, 4), "bad.h5@9: size of offsets 4 (expected 8)");
  expect_refused(changed(10, 4), "bad.h5@10: size of lengths 4 (expected 8)");
  expect_refused(changed(11, 1), "bad.h5@11: flags of an unfinished writer 1 (expected 0)");
  expect_refused(changed(12, 1), "bad.h5@12: a base address (expected 0)");
  expect_refused(changed(33, 1), "bad.h5: holds ");
  expect_refused(changed(41, 1), "bad.h5@36: the root group lies behind the end of the file");
  expect_refused(changed(44, 0x55), "bad.h5: HDF5 cannot open it");
}

TEST_F(BadHdf5, IsRefusedOrEqualAtFlippedBits) {
  const std::vector<float> values(40 * 8, 0.5f);
  int num_refused = 0;
  for (std::size_t bit = 0; bit < 8 * good_.size(); bit += 7) {
    std::string bytes = good_;
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << bit % 8));
    std::filesystem::remove(scratch_ / "bad.h5");
    const auto path = scratch_.file("bad.h5", bytes);
    try {
      EXPECT_EQ(Hdf5Reader(path).matrix_rows("features", 0, 40), values) << "bit " << bit;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), Exit::kBadData) << error.what();
      ++num_refused;
    }
  }
  EXPECT_GT(num_refused, 1000);
}

TEST_F(BadHdf5, IsRefusedWhenChunksWereNeverWritten) {
  prepare_hdf5();
  Handle access(H5Pcreate(H5P_FILE_ACCESS));
  H5Pset_libver_bounds(access.get(), H5F_LIBVER_V110, H5F_LIBVER_V110);
  const auto path = scratch_ / "hole.h5";
  const hid_t file = H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, access.get());
  const float nan = std::numeric_limits<float>::quiet_NaN();
  add_data(file, "features", H5T_IEEE_F32LE, {8, 4}, [&](hid_t options) {
    const hsize_t chunk[2] = {4, 4};
    H5Pset_chunk(options, 2, chunk);
    H5Pset_fill_value(options, H5T_NATIVE_FLOAT, &nan);
    H5Pset_alloc_time(options, H5D_ALLOC_TIME_EARLY);
  });
  H5Fclose(file);
  expect_error(Exit::kBadData, "features holds NaN or infinity in row 0, column 0",
               [&] { Hdf5Reader(path).matrix_rows("features", 0, 8); });
  expect_error(Exit::kBadData, "features holds NaN or infinity in row 5, column 0",
               [&] { Hdf5Reader(path).matrix_rows("features", 5, 3); });
}

TEST_F(BadHdf5, IsRefusedForLinksThatLeadElsewhere) {
  expect_foreign_refused("/soft is a soft or external link", [](hid_t file) {
    H5Lcreate_soft("/elsewhere", file, "soft", H5P_DEFAULT, H5P_DEFAULT);
  });
  expect_foreign_refused("/outside is a soft or external link", [&](hid_t file) {
    H5Lcreate_external((scratch_ / "good.h5").c_str(), "/features", file, "outside", H5P_DEFAULT,
                       H5P_DEFAULT);
  });
}

TEST_F(BadHdf5, IsRefusedForStorageElsewhere) {
  const auto secret = scratch_.file("secret", std::string(64, 's'));
  expect_foreign_refused("/stolen has external storage", [&](hid_t file) {
    add_data(file, "stolen", H5T_STD_I8LE, {64},
             [&](hid_t options) { H5Pset_external(options, secret.c_str(), 0, 64); });
  });
  expect_foreign_refused("/mirror has virtual storage", [&](hid_t file) {
    add_data(file, "mirror", H5T_IEEE_F32LE, {40, 8}, [&](hid_t options) {
      const hsize_t shape[2] = {40, 8};
      const hid_t space = H5Screate_simple(2, shape, nullptr);
      H5Pset_virtual(options, space, (scratch_ / "good.h5").c_str(), "/features", space);
      H5Sclose(space);
    });
  });
}

TEST_F(BadHdf5, IsRefusedForTypesRanksAndFilters) {
  expect_foreign_refused("/words does not hold numbers", [](hid_t file) {
    const hid_t type = H5Tcopy(H5T_C_S1);
    H5Tset_size(type, 8);
    add_data(file, "words", type, {4});
    H5Tclose(type);
  });
  expect_foreign_refused("/deep has rank 5 (expected 1 to 4)", [](hid_t file) {
    add_data(file, "deep", H5T_IEEE_F32LE, {2, 2, 2, 2, 2});
  });
  expect_foreign_refused("/single has rank 0",
                         [](hid_t file) { add_data(file, "single", H5T_IEEE_F32LE, {}); });
  expect_foreign_refused("/scaled has filter 6 (expected fletcher32", [](hid_t file) {
    add_data(file, "scaled", H5T_STD_I32LE, {64}, [](hid_t options) {
      const hsize_t chunk = 64;
      H5Pset_chunk(options, 1, &chunk);
      H5Pset_scaleoffset(options, H5Z_SO_INT, H5Z_SO_INT_MINBITS_DEFAULT);
    });
  });
  expect_foreign_refused("/type is neither a group nor a data set", [](hid_t file) {
    const hid_t type = H5Tcopy(H5T_IEEE_F32LE);
    H5Tcommit2(file, "type", type, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    H5Tclose(type);
  });
}

TEST_F(BadHdf5, IsRefusedForDeclaringFarMoreThanItHolds) {
  const auto sparse = [](hsize_t rows) {
    return [rows](hid_t file) {
      add_data(file, "bomb", H5T_IEEE_F32LE, {rows, 80}, [](hid_t options) {
        const hsize_t chunk[2] = {16, 80};
        H5Pset_chunk(options, 2, chunk);
      });
    };
  };
  expect_foreign_refused("/bomb declares far more than is stored of it", sparse(hsize_t{1} << 40));
  expect_foreign_refused("/bomb declares far more than is stored of it", sparse(hsize_t{1} << 55));
  expect_foreign_refused("/bomb declares far more than is stored of it", sparse(64));
  // Only one of 1001 chunks is stored.
  expect_foreign_refused("/bomb declares far more than is stored of it", [&](hid_t file) {
    sparse(1001 * 16)(file);
    const Handle data(H5Dopen2(file, "bomb", H5P_DEFAULT)), space(H5Dget_space(data.get()));
    const hsize_t from[2] = {0, 0}, size[2] = {1, 80};
    H5Sselect_hyperslab(space.get(), H5S_SELECT_SET, from, nullptr, size, nullptr);
    const Handle row(H5Screate_simple(2, size, nullptr));
    const std::vector<float> values(80, 1.0f);
    H5Dwrite(data.get(), H5T_NATIVE_FLOAT, row.get(), space.get(), H5P_DEFAULT, values.data());
  });
}

// Reading its single number would unpack a whole chunk that is compressed twice.
TEST_F(BadHdf5, IsRefusedForAChunkOfFarMoreThanItHolds) {
  expect_foreign_refused("/bomb declares far more than is stored of it", [](hid_t file) {
    const hsize_t one = 1, any = H5S_UNLIMITED, chunk = 1 << 20;
    const Handle space(H5Screate_simple(1, &one, &any)), options(H5Pcreate(H5P_DATASET_CREATE));
    H5Pset_chunk(options.get(), 1, &chunk);
    for (int times = 0; times < 2; ++times) H5Pset_deflate(options.get(), 9);
    const Handle data(H5Dcreate2(file, "bomb", H5T_IEEE_F32LE, space.get(), H5P_DEFAULT,
                                 options.get(), H5P_DEFAULT));
    const float number = 1;
    H5Dwrite(data.get(), H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, &number);
  });
}

// The stated amount of memory would be allocated before the first number is read.
TEST_F(BadHdf5, IsRefusedForSayingThatMoreIsStoredThanItHolds) {
  constexpr std::uint64_t kNumbers = 12345, kForged = std::uint64_t{1} << 40;
  std::string bytes = content_of(foreign([](hid_t file) {
    add_data(file, "bomb", H5T_IEEE_F32LE, {kNumbers}, [](hid_t options) {
      H5Pset_obj_track_times(options, false);
      H5Pset_alloc_time(options, H5D_ALLOC_TIME_EARLY);
    });
  }));
  replace_number(bytes, kNumbers, kForged);
  replace_number(bytes, sizeof(float) * kNumbers, sizeof(float) * kForged);
  seal_header(bytes, bytes.rfind("OHDR"));
  expect_refused(bytes, "/bomb declares far more than is stored of it");
}

TEST_F(BadHdf5, IsRefusedForNestingAndCycles) {
  expect_foreign_refused("/a/a/a/a/a is nested too deeply", [](hid_t file) {
    const std::string deep = "/a/a/a/a/a";
    for (std::size_t end = 2; end <= deep.size(); end += 2)
      H5Gclose(
          H5Gcreate2(file, deep.substr(0, end).c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
  });
  expect_foreign_refused("/a/a is linked a second time", [](hid_t file) {
    H5Gclose(H5Gcreate2(file, "a", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
    H5Lcreate_hard(file, "/a", file, "/a/a", H5P_DEFAULT, H5P_DEFAULT);
  });
}

TEST_F(BadHdf5, IsNoFileOfAnotherKind) {
  expect_error(Exit::kNoInput, "no such file", [&] { open_hdf5(scratch_ / "absent.h5"); });
  expect_error(Exit::kBadData, "is a directory", [&] { open_hdf5(scratch_.folder()); });
  ASSERT_EQ(::mkfifo((scratch_ / "fifo").c_str(), 0600), 0);
  expect_error(Exit::kBadData, "is a FIFO", [&] { open_hdf5(scratch_ / "fifo"); });
  expect_refused(std::string(100, 'R'), "bad.h5@0: no HDF5 signature (expected an HDF5 file)");
}

}  // namespace
}  // namespace cantus
