#include "data/maps/map_file.h"

#include <gtest/gtest.h>
#include <hdf5_hl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cmath>
#include <limits>

#include "data/files/lock.h"
#include "data/hdf5/handle.h"
#include "data/hdf5/reader.h"
#include "data/maps/map_index.h"
#include "kernels/core/error.h"
#include "tests/data/support/scratch.h"
#include "tests/data/support/system_calls.h"
#include "tests/support/expect_error.h"

namespace cantus {
namespace {

class MapFiles : public ::testing::Test {
 protected:
  MapFiles()
      : facts_{"song.wav",
               std::string(64, 'a'),
               std::string(64, 'b'),
               "spectrogram_cnn",
               "guided",
               0,
               "cantus",
               "cpu"} {}

  std::vector<float> signed_map(std::int64_t num_frames) const {
    std::vector<float> map(num_frames * 372);
    for (std::size_t i = 0; i < map.size(); ++i) map[i] = std::sin(static_cast<float>(i)) * 0.125f;
    return map;
  }
  // Writes a map in parts, as they come from the network.
  void write(std::int64_t num_frames, StoredFloat type, float probability = 0.25f) {
    MapFile file(path_, facts_, front_end_, type, num_frames);
    const auto map = signed_map(num_frames);
    const std::vector<float> probabilities(num_frames, probability);
    for (std::int64_t first = 0; first < num_frames; first += 200) {
      const std::int64_t n = std::min<std::int64_t>(200, num_frames - first);
      file.add(n, map.data() + first * 372, probabilities.data() + first);
    }
    EXPECT_FALSE(std::filesystem::exists(path_));
    file.commit();
  }

  Scratch scratch_;
  std::filesystem::path path_ = scratch_ / "map.h5";
  MapFacts facts_;
  const FrontEnd& front_end_ = front_end_preset("schlueter2016");
};

TEST_F(MapFiles, HoldThePositivePartAndItsSum) {
  for (const auto type : {StoredFloat::kFloat32, StoredFloat::kFloat16}) {
    for (const std::int64_t num_frames : {1, 512, 1300}) {
      std::filesystem::remove(path_);
      write(num_frames, type);
      const StoredMap found = read_map(path_);
      const auto expected = signed_map(num_frames);
      ASSERT_EQ(found.num_frames, num_frames);
      ASSERT_EQ(found.num_bands, 372);
      double sum = 0;
      for (std::size_t i = 0; i < expected.size(); ++i) {
        const float positive = std::max(expected[i], 0.0f);
        ASSERT_NEAR(found.saliency[i], positive, type == StoredFloat::kFloat16 ? 6e-5 : 0) << i;
        if (i < 372) sum += positive;
      }
      EXPECT_NEAR(found.summed[0], sum, 1e-5);
      EXPECT_EQ(found.probabilities, std::vector<float>(num_frames, 0.25f));
    }
  }
}

TEST_F(MapFiles, AreAsLargeAsStated) {
  for (const auto type : {StoredFloat::kFloat32, StoredFloat::kFloat16}) {
    for (const std::int64_t num_frames : {1, 511, 513, 2097}) {
      std::filesystem::remove(path_);
      write(num_frames, type);
      const auto size = static_cast<std::int64_t>(std::filesystem::file_size(path_));
      const auto stated = MapFile::estimate_bytes(num_frames, 372, type);
      EXPECT_LE(size, stated) << num_frames;
      EXPECT_GE(size, stated - (24 << 10)) << num_frames;
    }
  }
}

TEST_F(MapFiles, AreKnownAgain) {
  EXPECT_EQ(num_stored_frames(path_, facts_, front_end_, StoredFloat::kFloat16), 0);
  write(20, StoredFloat::kFloat16);
  EXPECT_EQ(num_stored_frames(path_, facts_, front_end_, StoredFloat::kFloat16), 20);
  const auto expect_another = [&](const std::string& found, const MapFacts& facts,
                                  StoredFloat type = StoredFloat::kFloat16) {
    expect_error(Exit::kCannotCreate, "map.h5: " + found + " (expected nothing, or the same map)",
                 [&] { num_stored_frames(path_, facts, front_end_, type); });
  };
  expect_another("a map of another dtype", facts_, StoredFloat::kFloat32);
  MapFacts other = facts_;
  other.model = std::string(64, 'c');
  expect_another("a map of another model", other);
  other = facts_;
  other.gain_db = -6;
  expect_another("a map of another gain_db", other);
  std::filesystem::resize_file(path_, 1000);
  expect_another("a file that is no whole saliency map", facts_);
}

TEST_F(MapFiles, AreNotWholeWithADamagedScale) {
  for (const auto& scale : {frame_centres_s(front_end_, 20), band_centres_hz(front_end_)}) {
    std::filesystem::remove(path_);
    write(20, StoredFloat::kFloat16);
    std::string bytes = content_of(path_);
    const std::string second(reinterpret_cast<const char*>(&scale[1]), sizeof(double));
    const auto at = bytes.find(second);
    ASSERT_NE(at, std::string::npos);
    bytes[at] ^= 1;
    scratch_.file("map.h5", bytes);
    expect_error(Exit::kCannotCreate, "a file that is no whole saliency map",
                 [&] { num_stored_frames(path_, facts_, front_end_, StoredFloat::kFloat16); });
    expect_error(Exit::kBadData, "its checksum is wrong", [&] { read_map(path_); });
  }
}

// Simulates a disk that returns another map's bytes, equally complete, in this place.
TEST_F(MapFiles, AreReadBackBeforeTheyTakeTheirName) {
  write(10, StoredFloat::kFloat32, 0.5f);
  const std::string other = content_of(path_);
  std::filesystem::remove(path_);
  const WatchSystemCalls damage([&](const CallEvent& event) {
    if (event.call == SystemCall::kFsync && ::pwrite(event.fd, other.data(), other.size(), 0) < 0)
      return EIO;
    return kGoOn;
  });
  expect_error(Exit::kIoError, "map.h5: reads back differently; check the disk",
               [&] { write(10, StoredFloat::kFloat32); });
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(MapFiles, WithoutFramesAreRefused) {
  write(1, StoredFloat::kFloat32);
  {
    const Handle latest(H5Pcreate(H5P_FILE_ACCESS));
    H5Pset_libver_bounds(latest.get(), H5F_LIBVER_V110, H5F_LIBVER_V110);
    const Handle file(H5Fopen(path_.c_str(), H5F_ACC_RDWR, latest.get()));
    for (const char* name : {"time", "summed", "prob", "saliency"}) {
      const hsize_t shape[] = {0, 372};
      H5Ldelete(file.get(), name, H5P_DEFAULT);
      EXPECT_GE(H5LTmake_dataset_float(file.get(), name, name[0] == 's' ? 2 : 1, shape, nullptr),
                0);
    }
  }
  expect_error(Exit::kBadData, "map.h5: a saliency map that is no matrix of frames",
               [&] { read_map(path_); });
}

void no_wait(const std::string& holder, double) { ADD_FAILURE() << "waited for " << holder; }

TEST_F(MapFiles, AreInAnIndexBesideAFolderOfTheirName) {
  path_ = scratch_ / "album.h5";
  write(7, StoredFloat::kFloat32);
  std::filesystem::create_directory(scratch_ / "album");
  std::filesystem::copy_file(path_, scratch_ / "album/song.h5");
  write_map_index(scratch_.folder(), "index.h5", {path_, scratch_ / "album/song.h5"}, no_wait);
  const Handle index(H5Fopen((scratch_ / "index.h5").c_str(), H5F_ACC_RDONLY, H5P_DEFAULT));
  for (const char* name : {"album.h5/saliency", "album/song/saliency"})
    EXPECT_GE(Handle(H5Dopen2(index.get(), name, H5P_DEFAULT)).get(), 0) << name;
}

// Reads with HDF5 itself, as h5py does; a link opened from the index leads into the map's own file.
TEST_F(MapFiles, AreReadThroughAnIndex) {
  std::filesystem::create_directory(scratch_ / "album");
  path_ = scratch_ / "album/song.h5";
  write(7, StoredFloat::kFloat32);
  write_map_index(scratch_.folder(), "index.h5", {path_}, no_wait);
  const Handle index(H5Fopen((scratch_ / "index.h5").c_str(), H5F_ACC_RDONLY, H5P_DEFAULT));
  const Handle map(H5Dopen2(index.get(), "album/song/saliency", H5P_DEFAULT));
  ASSERT_GE(map.get(), 0);
  std::vector<float> values(7 * 372);
  ASSERT_GE(H5Dread(map.get(), H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), 0);
  EXPECT_EQ(values, read_map(path_).saliency);
  EXPECT_EQ(H5DSget_num_scales(map.get(), 0), 1);
  EXPECT_EQ(H5DSget_num_scales(map.get(), 1), 1);
}

TEST_F(MapFiles, AreAllInAnIndexThatTwoWriteAtOnce) {
  constexpr int kNumMaps = 25;
  const auto write_maps = [&](const std::string& writer) {
    for (int i = 0; i < kNumMaps; ++i) {
      const auto map = scratch_.file(writer + std::to_string(i) + ".h5", "a map");
      write_map_index(scratch_.folder(), "index.h5", {map}, [](const std::string&, double) {});
    }
  };
  const pid_t other = ::fork();
  if (other == 0) {
    write_maps("b");
    ::_exit(0);
  }
  write_maps("a");
  int status = -1;
  ASSERT_EQ(::waitpid(other, &status, 0), other);
  EXPECT_EQ(status, 0);
  const Hdf5Reader index(scratch_ / "index.h5", ExternalLinks::kLeaveClosed);
  EXPECT_EQ(index.linked_files().size(), 2u * kNumMaps);
}

TEST_F(MapFiles, OfAnyNumberAndDepthAreInAnIndexThatCanBeRead) {
  constexpr std::size_t kNumMaps = 70000;
  std::filesystem::path deep = scratch_.folder();
  for (int i = 0; i < 1000; ++i) deep /= "a";
  std::vector<std::filesystem::path> maps = {deep / "song.h5"};
  while (maps.size() < kNumMaps)
    maps.push_back(scratch_ / ("album/" + std::to_string(maps.size()) + ".h5"));
  EXPECT_EQ(write_map_index(scratch_.folder(), "index.h5", maps, no_wait), kNumMaps);
  const Hdf5Reader index(scratch_ / "index.h5", ExternalLinks::kLeaveClosed);
  EXPECT_EQ(index.linked_files().size(), kNumMaps);
}

// The library does not expect exceptions; everything opened on the way must still be closed.
TEST_F(MapFiles, LeaveNothingOpenWhereTheLinksOfAnIndexDoNotFitInMemory) {
  const auto map = scratch_.file("a song with a name that takes memory.h5", "a map");
  write_map_index(scratch_.folder(), "index.h5", {map}, no_wait);
  bool is_read = false;
  for (int num_before = 0; !is_read; ++num_before) {
    SCOPED_TRACE(num_before);
    try {
      const Fault fault(SystemCall::kNew, num_before, ENOMEM, true);
      const Hdf5Reader index(scratch_ / "index.h5", ExternalLinks::kLeaveClosed);
      is_read = index.linked_files().size() == 1;
    } catch (const std::bad_alloc&) {
    }
    ASSERT_EQ(H5Fget_obj_count(H5F_OBJ_ALL, H5F_OBJ_ALL), 0);
    ASSERT_LT(num_before, 1000);
  }
}

}  // namespace
}  // namespace cantus
