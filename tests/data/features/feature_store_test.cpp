#include "data/features/feature_store.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <limits>
#include <thread>
#include <vector>

#include "data/files/hash.h"
#include "data/hdf5/reader.h"
#include "tests/data/support/file_size_limit.h"
#include "tests/data/support/scratch.h"
#include "tests/data/support/system_calls.h"
#include "tests/support/expect_error.h"
#include "tests/support/holds.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

const FrontEnd& front_end() { return front_end_preset("hou2020"); }

FeatureMatrix some_features(std::int64_t num_frames) {
  FeatureMatrix features{num_frames, 64, {}};
  for (std::int64_t i = 0; i < num_frames * 64; ++i) {
    features.values.push_back(static_cast<float>(i % 977) / 64 - 7);
  }
  return features;
}

std::string track(int i) { return sha256_hex(std::to_string(i)); }

void overwrite(const fs::path& path, const std::string& bytes) {
  fs::remove(path);
  std::ofstream(path, std::ios::binary) << bytes;
}

TEST(FeatureStore, ReturnsWhatWasStored) {
  const Scratch scratch;
  for (const StoredFloat type : {StoredFloat::kFloat32, StoredFloat::kFloat16}) {
    FeatureStore store(scratch.folder(), front_end(), type);
    const FeatureMatrix features = some_features(1100);
    EXPECT_FALSE(store.holds(track(1)));
    store.put(track(1), features, "song.flac");
    EXPECT_TRUE(store.holds(track(1)));
    EXPECT_EQ(store.num_frames(track(1)), 1100);
    EXPECT_EQ(store.read(track(1)).values, features.values);  // all are exact in float16
  }
}

TEST(FeatureStore, SaysWhatMadeTheFeatures) {
  const Scratch scratch;
  FeatureStore store(scratch.folder(), front_end(), StoredFloat::kFloat16);
  store.put(track(1), some_features(600), "Föhn.flac");
  const Hdf5Reader file(store.path_of(track(1)));
  EXPECT_EQ(file.text("/", "front_end"), canonical_text(front_end()));
  EXPECT_EQ(file.text("/", "source"), "Föhn.flac");
  EXPECT_EQ(file.text("/", "track"), track(1));
  EXPECT_EQ(file.text("/", "window"), "hamming");
  EXPECT_EQ(file.integer("/", "sample_rate"), 16000);
  EXPECT_EQ(file.integer("/", "hop_samples"), 320);
  EXPECT_EQ(file.integer("/", "window_samples"), 640);
  const std::vector<double> times = file.doubles("time");
  ASSERT_EQ(times.size(), 600u);
  EXPECT_DOUBLE_EQ(times[0], 0.02);
  EXPECT_DOUBLE_EQ(times[599], 599 * 0.02 + 0.02);
  EXPECT_EQ(file.doubles("frequency"), band_centres_hz(front_end()));
}

TEST(FeatureStore, KeepsFrontEndsAndNumberTypesApart) {
  const Scratch scratch;
  FrontEnd changed = front_end();
  changed.compression.eps *= 2;
  const fs::path folder =
      FeatureStore(scratch.folder(), front_end(), StoredFloat::kFloat32).folder();
  EXPECT_NE(FeatureStore(scratch.folder(), front_end(), StoredFloat::kFloat16).folder(), folder);
  EXPECT_NE(FeatureStore(scratch.folder(), changed, StoredFloat::kFloat32).folder(), folder);
  EXPECT_EQ(FeatureStore(scratch.folder(), front_end(), StoredFloat::kFloat32).folder(), folder);
}

TEST(FeatureStore, KnowsItsSizeBeforeItWrites) {
  const Scratch scratch;
  for (const StoredFloat type : {StoredFloat::kFloat32, StoredFloat::kFloat16}) {
    FeatureStore store(scratch.folder(), front_end(), type);
    for (const int num_frames : {1, 200, 513, 5000}) {
      store.put(track(num_frames), some_features(num_frames), "a");
      const auto size = static_cast<std::int64_t>(fs::file_size(store.path_of(track(num_frames))));
      const std::int64_t estimate = FeatureStore::estimate_bytes(num_frames, 64, type);
      EXPECT_LE(size, estimate);
      EXPECT_GE(size + (16 << 10), estimate);
    }
  }
}

TEST(FeatureStore, WritesATrackOnce) {
  const Scratch scratch;
  FeatureStore store(scratch.folder(), front_end(), StoredFloat::kFloat32);
  store.put(track(1), some_features(10), "first.flac");
  const auto written = content_of(store.path_of(track(1)));
  FeatureStore other(scratch.folder(), front_end(), StoredFloat::kFloat32);
  EXPECT_TRUE(other.holds(track(1)));
  other.put(track(1), some_features(10), "second.flac");
  EXPECT_TRUE(content_of(store.path_of(track(1))) == written);
}

// A message would tell the user to wait for the very process that prints it.
TEST(FeatureStore, LetsThreadsOfOneProcessTakeTurnsWithoutAWord) {
  const Scratch scratch;
  std::atomic<int> num_waits = 0;
  const auto fill = [&](int first) {
    FeatureStore store(scratch.folder(), front_end(), StoredFloat::kFloat32,
                       [&](const std::string&, double) { ++num_waits; });
    for (int i = first; i < first + 10; ++i) store.put(track(i), some_features(10), "a");
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) threads.emplace_back(fill, 10 * i);
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(num_waits, 0);
}

// A user who only reads features has named no output.
TEST(FeatureStore, SaysHowAFolderIsNamedThatCanBeWritten) {
  const Scratch scratch;
  FeatureStore store(scratch.folder(), front_end(), StoredFloat::kFloat32);
  for (const int failure : {EROFS, EACCES}) {
    const WatchSystemCalls watch([&](const CallEvent& event) {
      const bool is_lock =
          event.call == SystemCall::kOpen && fs::path(event.path).filename() == ".lock";
      return is_lock ? failure : kGoOn;
    });
    try {
      store.put(track(1), some_features(10), "a");
      FAIL();
    } catch (const Error& error) {
      const std::string said = error.what();
      EXPECT_TRUE(holds(said, "name a folder for features that can be written, with --features"));
      EXPECT_FALSE(holds(said, "output"));
    }
  }
}

TEST(FeatureStore, ReplacesADamagedShardAndRefusesToReadIt) {
  const Scratch scratch;
  const FeatureMatrix features = some_features(40);
  fs::path path;
  {
    FeatureStore store(scratch.folder(), front_end(), StoredFloat::kFloat32);
    store.put(track(1), features, "a");
    path = store.path_of(track(1));
  }
  const std::string good = content_of(path);
  std::string flipped = good;
  flipped[good.size() / 2] ^= 1;
  for (const std::string& bad :
       {flipped, good.substr(0, good.size() / 2), std::string(), std::string(500, 'x')}) {
    overwrite(path, bad);
    FeatureStore store(scratch.folder(), front_end(), StoredFloat::kFloat32);
    EXPECT_FALSE(store.holds(track(1)));
    expect_error(Exit::kBadData, path.string() + ": the file is damaged",
                 [&] { store.read(track(1)); });
    store.put(track(1), features, "a");
    EXPECT_TRUE(content_of(path) == good);
    EXPECT_EQ(store.read(track(1)).values, features.values);
  }
}

// Whichever byte is damaged, the damage is found or changes nothing that is read.
TEST(FeatureStore, ReadsTheRightFeaturesOrNone) {
  const Scratch scratch;
  FeatureStore store(scratch.folder(), front_end(), StoredFloat::kFloat32);
  const FeatureMatrix features = some_features(3);
  store.put(track(1), features, "a");
  const fs::path path = store.path_of(track(1));
  const std::string good = content_of(path);
  int num_refused = 0;
  for (std::size_t i = 0; i < good.size(); i += 7) {
    std::string flipped = good;
    flipped[i] ^= static_cast<char>(1 << i % 8);
    overwrite(path, flipped);
    try {
      EXPECT_EQ(store.read(track(1)).values, features.values) << i;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), Exit::kBadData) << error.what();
      EXPECT_TRUE(holds(error.what(), "the file is damaged")) << i;
      ++num_refused;
    }
  }
  EXPECT_GT(num_refused, std::ssize(features.values) * 4 / 7 - 1);
}

TEST(FeatureStore, VerifiesShardsThatTheManifestDoesNotList) {
  const Scratch scratch;
  FeatureStore store(scratch.folder(), front_end(), StoredFloat::kFloat32);
  store.put(track(1), some_features(40), "a");
  store.put(track(2), some_features(40), "b");
  const std::string other = content_of(store.path_of(track(2)));
  fs::remove(store.folder() / "checksums");
  EXPECT_TRUE(FeatureStore(scratch.folder(), front_end(), StoredFloat::kFloat32).holds(track(1)));
  // Another song's file under this song's name.
  overwrite(store.path_of(track(1)), other);
  EXPECT_FALSE(FeatureStore(scratch.folder(), front_end(), StoredFloat::kFloat32).holds(track(1)));
  std::string flipped = other;
  flipped[other.size() / 2] ^= 1;
  overwrite(store.path_of(track(2)), flipped);
  EXPECT_FALSE(FeatureStore(scratch.folder(), front_end(), StoredFloat::kFloat32).holds(track(2)));
}

TEST(FeatureStore, LooksAtEveryPartOfAShardThatTheManifestDoesNotList) {
  const Scratch scratch;
  FeatureStore store(scratch.folder(), front_end(), StoredFloat::kFloat32);
  store.put(track(1), some_features(40), "a");
  const std::string good = content_of(store.path_of(track(1)));
  fs::remove(store.folder() / "checksums");
  const auto holds = [&] {
    return FeatureStore(scratch.folder(), front_end(), StoredFloat::kFloat32).holds(track(1));
  };
  for (const double number : {front_end().frame_centre_s(7), band_centres_hz(front_end())[3]}) {
    const std::string bytes(reinterpret_cast<const char*>(&number), sizeof number);
    ASSERT_TRUE(cantus::holds(good, bytes));
    std::string flipped = good;
    flipped[good.find(bytes)] ^= 1;
    overwrite(store.path_of(track(1)), flipped);
    EXPECT_FALSE(holds()) << number;
  }
  FrontEnd changed = front_end();
  changed.compression.eps *= 2;
  FeatureStore other(scratch.folder(), changed, StoredFloat::kFloat32);
  other.put(track(1), some_features(40), "a");
  overwrite(store.path_of(track(1)), content_of(other.path_of(track(1))));
  EXPECT_FALSE(holds()) << "features of another front end";
  overwrite(store.path_of(track(1)), good);
  EXPECT_TRUE(holds());
}

// Simulates a disk that returns another file's bytes, equally complete, in this place.
TEST(FeatureStore, ReadsBackWhatItWroteBeforeItTakesItsName) {
  const Scratch scratch;
  FeatureStore store(scratch / "a", front_end(), StoredFloat::kFloat32);
  FeatureStore elsewhere(scratch / "b", front_end(), StoredFloat::kFloat32);
  FeatureMatrix changed = some_features(40);
  changed.values[77] += 1;
  elsewhere.put(track(1), changed, "a");
  const std::string other = content_of(elsewhere.path_of(track(1)));
  const WatchSystemCalls damage([&](const CallEvent& event) {
    if (event.call == SystemCall::kFsync && ::pwrite(event.fd, other.data(), other.size(), 0) < 0)
      return EIO;
    return kGoOn;
  });
  expect_error(Exit::kIoError, "reads back differently; check the disk",
               [&] { store.put(track(1), some_features(40), "a"); });
  EXPECT_FALSE(store.holds(track(1)));
}

TEST(FeatureStore, NamesTheTrackThatIsNotThere) {
  const Scratch scratch;
  FeatureStore store(scratch.folder(), front_end(), StoredFloat::kFloat32);
  expect_error(Exit::kNoInput, track(1) + ".h5: no features of this track; extract them first",
               [&] { store.read(track(1)); });
  expect_error(Exit::kSoftware, "named by the SHA-256", [&] { store.read("../../etc/passwd"); });
}

TEST(FeatureStore, RefusesFeaturesThatCannotBeStored) {
  const Scratch scratch;
  FeatureStore store(scratch.folder(), front_end(), StoredFloat::kFloat16);
  expect_error(Exit::kBadData, "a.wav: gives no frame of features", [&] {
    store.put(track(1), {0, 64, {}}, "a.wav");
  });
  FeatureMatrix features = some_features(3);
  features.values[2 * 64 + 5] = std::numeric_limits<float>::quiet_NaN();
  expect_error(Exit::kBadData, "a.wav: feature is NaN or infinite in frame 2, band 5",
               [&] { store.put(track(1), features, "a.wav"); });
  features.values[2 * 64 + 5] = 1e6f;
  expect_error(Exit::kBadData, "in row 2, column 5 (expected at most 65504 in float16)",
               [&] { store.put(track(1), features, "a.wav"); });
  EXPECT_FALSE(store.holds(track(1)));
}

TEST(FeatureStore, LeavesNothingBehindWhenTheDiskIsFull) {
  const Scratch scratch;
  FeatureStore store(scratch.folder(), front_end(), StoredFloat::kFloat32);
  store.put(track(1), some_features(20), "a");
  expect_error(Exit::kIoError, "bytes needed", [&] {
    const FileSizeLimit limit(64 << 10);
    store.put(track(2), some_features(2000), "b");
  });
  EXPECT_FALSE(store.holds(track(2)));
  EXPECT_TRUE(store.holds(track(1)));
  for (const auto& entry : fs::directory_iterator(store.folder())) {
    EXPECT_NE(entry.path().extension(), ".tmp") << entry.path();
  }
  store.put(track(2), some_features(2000), "b");
  EXPECT_TRUE(store.holds(track(2)));
}

TEST(FeatureStore, NamesAFolderThatCannotBe) {
  const Scratch scratch;
  scratch.file("file", "");
  expect_error(Exit::kCannotCreate, "the folder cannot be made",
               [&] { FeatureStore(scratch / "file", front_end(), StoredFloat::kFloat32); });
}

TEST(ChecksumList, PassesOverTornLinesAndGoesOn) {
  const Scratch scratch;
  ChecksumList list(scratch / "checksums");
  EXPECT_FALSE(list.find("a.h5"));
  list.append("a.h5", {10, 1});
  list.append("b.h5", {20, 2});
  const std::string whole = content_of(scratch / "checksums");
  for (std::size_t length = 0; length < whole.size(); ++length) {
    overwrite(scratch / "torn", whole.substr(0, length));
    ChecksumList torn(scratch / "torn");
    EXPECT_EQ(torn.find("a.h5").has_value(), length > whole.find('\n')) << length;
    EXPECT_FALSE(torn.find("b.h5")) << length;
    torn.append("c.h5", {30, 3});
    EXPECT_EQ(torn.find("c.h5"), (ChecksumList::Entry{30, 3})) << length;
  }
}

TEST(ChecksumList, SeesWhatOthersAppendAndBelievesNoDamagedLine) {
  const Scratch scratch;
  ChecksumList first(scratch / "checksums");
  ChecksumList second(scratch / "checksums");
  first.append("a.h5", {10, 1});
  EXPECT_EQ(second.find("a.h5"), (ChecksumList::Entry{10, 1}));
  second.append("a.h5", {11, 2});
  EXPECT_EQ(first.find("a.h5"), (ChecksumList::Entry{11, 2}));
  std::string text = content_of(scratch / "checksums");
  for (std::size_t i = text.find('\n') + 1; i + 1 < text.size(); ++i) {
    std::string flipped = text;
    flipped[i] ^= 4;
    overwrite(scratch / "flipped", flipped);
    EXPECT_EQ(ChecksumList(scratch / "flipped").find("a.h5"), (ChecksumList::Entry{10, 1})) << i;
  }
}

TEST(ChecksumList, ReadsALineOnceItIsWhole) {
  const Scratch scratch;
  ChecksumList(scratch / "whole").append("a.h5", {10, 1});
  const std::string line = content_of(scratch / "whole");
  overwrite(scratch / "checksums", line.substr(0, 9));
  ChecksumList list(scratch / "checksums");
  EXPECT_FALSE(list.find("a.h5"));
  std::ofstream(scratch / "checksums", std::ios::binary | std::ios::app) << line.substr(9);
  EXPECT_EQ(list.find("a.h5"), (ChecksumList::Entry{10, 1}));
}

TEST(ChecksumList, ForgetsWhatIsDeletedAndBegunAnew) {
  const Scratch scratch;
  ChecksumList list(scratch / "checksums");
  list.append("a.h5", {10, 1});
  list.append("b.h5", {20, 2});
  EXPECT_TRUE(list.find("a.h5"));
  std::filesystem::remove(scratch / "checksums");
  ChecksumList(scratch / "checksums").append("c.h5", {30, 3});
  EXPECT_EQ(list.find("c.h5"), (ChecksumList::Entry{30, 3}));
  EXPECT_FALSE(list.find("a.h5"));
}

TEST(ChecksumList, SaysThatItCannotBeCreatedWhereNothingCan) {
  const Scratch scratch;
  expect_error(Exit::kCannotCreate, "checksums: cannot be created, there is no such folder", [&] {
    ChecksumList(scratch / "no/checksums").append("a.h5", {10, 1});
  });
  expect_error(Exit::kCannotCreate, "/proc/checksums: cannot be created", [] {
    ChecksumList("/proc/checksums").append("a.h5", {10, 1});
  });
}

}  // namespace
}  // namespace cantus
