// Every verb that writes, on a disk that is too small: one error line, code 74, and every file left
// behind is whole; with enough room, the same command succeeds.
#include <gtest/gtest.h>

#include "tests/apps/support/random_model.h"
#include "tests/apps/support/run_cantus.h"
#include "tests/apps/support/tiny_corpus.h"
#include "tests/data/support/scratch.h"
#include "tests/support/holds.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

// Makes a tmpfs of $kib in its own mount namespace or, where mounting is not allowed, limits the
// size of files. Runs the command, has `info` read what it left, and runs it again with room.
constexpr const char* kScript = R"(
folder=$1 kib=$2 how=$3; shift 3
if [ "$how" = tmpfs ]; then
  mount -t tmpfs -o size="$kib"k none "$folder" || exit 99
  "$@" >/dev/null; first=$?
else
  (ulimit -f $((kib * 2)); exec "$@") >/dev/null; first=$?
fi
half=$(find "$folder" -name '*.tmp' | wc -l)
find "$folder" -type f \( -name '*.wav' -o -name '*.lab' -o -name '*.tsv' -o -name '*.csv' \
  -o -name '*.png' -o -name '*.npz' -o -name '*.h5' -o -name '*.ckpt' -o -name '*.safetensors' \
  -o -name '*.jams' -o -name '*.TextGrid' -o -name '*.toml' \) -exec "$1" info -q {} + >/dev/null
sound=$?
[ "$how" = tmpfs ] && mount -o remount,size=1g "$folder"
"$@" >/dev/null 2>&1; second=$?
echo "$first $half $sound $second"
)";

bool can_mount() {
  const auto result = run_unlimited(
      {"unshare", "-rm", "/bin/sh", "-c", "mount -t tmpfs -o size=4k none /tmp && exit 7"});
  return result.exit_code == 7;
}

class FullDisk : public ::testing::Test {
 protected:
  FullDisk() { fs::create_directories(disk_); }

  // Runs a verb that writes to `disk_` at several sizes of the disk: it must fail at all but the
  // last, which is large enough.
  void expect_to_survive(const Arguments& verb, const std::vector<int>& sizes_kib,
                         const std::string& found = "disk is full") {
    static const std::string how = can_mount() ? "tmpfs" : "file-size limit";
    RecordProperty("disk", how);
    std::printf("disk: %s\n", how.c_str());
    for (const int kib : sizes_kib) {
      SCOPED_TRACE(how + " of " + std::to_string(kib) + " KiB");
      const Arguments script{"/bin/sh",           "-c", kScript,      "sh", disk_.string(),
                             std::to_string(kib), how,  CANTUS_BINARY};
      const auto result =
          run_unlimited((how == "tmpfs" ? Arguments{"unshare", "-rm"} : Arguments{}) + script +
                        verb + Arguments{"-q", "--threads", "1"});
      const bool is_enough = kib == sizes_kib.back();
      EXPECT_EQ(result.output, is_enough ? "0 0 0 0\n" : "74 0 0 0\n") << result.errors;
      if (!is_enough) {
        EXPECT_EQ(result.errors.rfind("cantus: error: ", 0), 0u) << result.errors;
        const std::string reason = how == "tmpfs" ? found : "file-size limit";
        EXPECT_TRUE(holds(result.errors, reason));
      }
      for (const auto& entry : fs::directory_iterator(disk_)) fs::remove_all(entry.path());
    }
  }

  Scratch scratch_;
  fs::path disk_ = scratch_ / "disk";
  TinyCorpus corpus_{scratch_ / "corpus"};
};

TEST_F(FullDisk, Detect) {
  const auto model = write_random_model(scratch_ / "m.safetensors");
  expect_to_survive({"detect", corpus_.song(0).string(), corpus_.song(1).string(), "--model",
                     model.string(), "-o", disk_.string(), "--force", "--format",
                     "lab,audacity,csv,jams,textgrid,json", "--curve", "csv,npz,h5", "--picture"},
                    {4, 40, 4096});
}

TEST_F(FullDisk, Features) {
  expect_to_survive({"features", corpus_.song(0).string(), corpus_.song(1).string(), "-o",
                     disk_.string(), "-j", "1"},
                    {4, 16, 4096});
}

TEST_F(FullDisk, Mix) {
  for (const char* folder : {"speech", "music"}) {
    fs::create_directories(scratch_ / folder);
    fs::copy_file(corpus_.song(0), scratch_ / folder / "a.wav");
  }
  scratch_.file("speech/a.lab", "0.3 0.9 speech\n");
  expect_to_survive(
      {"mix", "--speech", (scratch_ / "speech").string(), "--music", (scratch_ / "music").string(),
       "--per-song", "3", "-o", disk_.string(), "--force"},
      {4, 40, 4096});
}

TEST_F(FullDisk, Synth) {
  expect_to_survive({"synth", "--voices", "builtin", "--songs", "1", "--speech", "2", "--song-s",
                     "4", "--instrumentals", "1", "-o", disk_.string()},
                    {4, 40, 150, 8192});
}

TEST_F(FullDisk, Train) {
  const Arguments train{"train", corpus_.experiment().string(), "-o", disk_.string(), "--max-steps",
                        "9"};
  expect_to_survive(train, {4, 65536});
  expect_to_survive(train, {100, 1500, 65536}, "MB for the checkpoints and the model");
}

TEST_F(FullDisk, Evaluate) {
  const auto model = write_random_model(scratch_ / "m.safetensors");
  std::string lines = "0 1 sing\n";
  const auto labels = scratch_.file("a.lab", lines).string();
  std::string many = labels;
  for (int i = 0; i < 100; ++i) many += "," + labels;
  expect_to_survive({"evaluate", "--predicted", many, "--truth", many, "--csv",
                     (disk_ / "songs.csv").string(), "--force"},
                    {4, 4096});
}

}  // namespace
}  // namespace cantus
