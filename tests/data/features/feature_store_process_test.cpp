#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "data/features/feature_store.h"
#include "data/files/hash.h"
#include "kernels/core/error.h"
#include "tests/data/support/scratch.h"
#include "tests/data/support/system_calls.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

constexpr int kNumTracks = 40;

std::string track(int i) { return sha256_hex(std::to_string(i)); }

FeatureMatrix features_of(int i) {
  FeatureMatrix features{600, 64, {}};
  for (int k = 0; k < 600 * 64; ++k) features.values.push_back(static_cast<float>(i + k % 101));
  return features;
}

// Stores every missing track; returns how many it stored.
int fill(const fs::path& folder, int num_tracks = kNumTracks) {
  FeatureStore store(folder, front_end_preset("hou2020"), StoredFloat::kFloat32);
  int num_stored = 0;
  for (int i = 0; i < num_tracks; ++i) {
    if (store.holds(track(i))) continue;
    store.put(track(i), features_of(i), "song " + std::to_string(i));
    ++num_stored;
  }
  return num_stored;
}

// Fills it in another process that is killed before its n-th call that changes files (from 0).
pid_t fill_in_another_process(const fs::path& folder, int killed_before = -1,
                              int num_tracks = kNumTracks) {
  const pid_t child = ::fork();
  if (child != 0) return child;
  int num_steps = 0;
  const WatchSystemCalls watch([&](const CallEvent& event) {
    if (event.call == SystemCall::kNew || event.call == SystemCall::kRead) return kGoOn;
    if (num_steps++ == killed_before) ::raise(SIGKILL);
    return kGoOn;
  });
  try {
    fill(folder, num_tracks);
  } catch (const Error&) {
    ::_exit(1);
  }
  ::_exit(0);
}

// Requires that every file under a final name is complete and right; returns their number.
int expect_all_good(const fs::path& folder) {
  FeatureStore store(folder, front_end_preset("hou2020"), StoredFloat::kFloat32);
  int num_files = 0;
  for (int i = 0; i < kNumTracks; ++i) {
    if (!fs::exists(store.path_of(track(i)))) continue;
    ++num_files;
    EXPECT_EQ(store.read(track(i)).values, features_of(i).values) << i;
  }
  return num_files;
}

int num_temporary_files(const fs::path& folder) {
  int found = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    found += entry.path().extension() == ".tmp";
  }
  return found;
}

TEST(FeatureStoreProcesses, LeaveNoBadShardWhenKilledBeforeAnyStep) {
  constexpr int kTracks = 2;
  int step = 0;
  for (bool is_killed = true; is_killed; ++step) {
    const Scratch scratch;
    const pid_t child = fill_in_another_process(scratch.folder(), step, kTracks);
    ASSERT_GT(child, 0);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    is_killed = WIFSIGNALED(status);
    EXPECT_TRUE(is_killed || WEXITSTATUS(status) == 0);
    const int num_before = expect_all_good(scratch.folder());
    EXPECT_EQ(fill(scratch.folder(), kTracks), kTracks - num_before) << step;
    EXPECT_EQ(expect_all_good(scratch.folder()), kTracks);
    EXPECT_EQ(num_temporary_files(scratch.folder()), 0) << step;
  }
  EXPECT_GT(step, 10);
}

TEST(FeatureStoreProcesses, MayFillOneStoreAtOnce) {
  const Scratch scratch;
  std::vector<pid_t> children;
  for (int i = 0; i < 3; ++i) children.push_back(fill_in_another_process(scratch.folder()));
  for (const pid_t child : children) {
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  }
  EXPECT_EQ(expect_all_good(scratch.folder()), kNumTracks);
  EXPECT_EQ(num_temporary_files(scratch.folder()), 0);
}

TEST(FeatureStoreProcesses, H5pyReadsTimesAndFrequencies) {
  if (std::system("/usr/bin/python3 -c 'import h5py' 2>/dev/null") != 0) {
    GTEST_SKIP() << "python3-h5py is not installed";
  }
  const Scratch scratch;
  FeatureStore store(scratch.folder(), front_end_preset("schlueter2016"), StoredFloat::kFloat16);
  FeatureMatrix features{700, 372, std::vector<float>(700 * 372, 0.5f)};
  features.values[699 * 372 + 371] = 8.25f;
  store.put(track(1), features, "song.flac");
  const auto script = scratch.file("check.py", R"(
import sys, h5py
data = h5py.File(sys.argv[1], 'r')['features']
assert data.shape == (700, 372) and data.dtype == 'float16' and data[699, 371] == 8.25
assert abs(data.dims[0]['time'][70] - (70 * 315 + 512) / 22050) < 1e-12
assert data.dims[1]['frequency'][371] == 371 * 22050 / 1024
assert data.file.attrs['source'] == b'song.flac' and data.file.attrs['sample_rate'] == 22050
)");
  const std::string command =
      "/usr/bin/python3 " + script.string() + " " + store.path_of(track(1)).string();
  EXPECT_EQ(std::system(command.c_str()), 0);
}

}  // namespace
}  // namespace cantus
