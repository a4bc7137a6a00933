// Which files `detect --skip-existing` keeps, and what it reports about them.
#include "tests/apps/support/detected_music.h"
#include "tests/support/holds.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

// The songs are a/01.wav and b/01.wav, one second of silence each.
class KeptFiles : public DetectedMusic {
 protected:
  KeptFiles() {
    for (const char* song : {"a/01.wav", "b/01.wav"}) write_song(song, std::vector<float>(16000));
  }
};

// With a single song, only --root tells which folder its name is relative to.
TEST_F(KeptFiles, TellsThatWhatItKeepsMayBeOfOtherSongs) {
  const auto one = [&](const std::string& song, const Arguments& more) {
    const auto result =
        detect(Arguments{"-o", out_.string(), "--skip-existing", (music_ / song).string()} + more);
    EXPECT_EQ(result.exit_code, 0);
    return result.errors;
  };
  const std::string warning = "warning: 1 song kept, whose files are there: of whatever songs had";
  EXPECT_FALSE(holds(one("a/01.wav", {}), warning));
  EXPECT_TRUE(holds(one("b/01.wav", {}), warning));
  std::string told;
  for (const char* song : {"a/01.wav", "b/01.wav", "b/01.wav"}) {
    told = one(song, {"--root", music_.string()});
    EXPECT_FALSE(holds(told, warning)) << song;
  }
  EXPECT_TRUE(holds(told, "1 song kept, whose files are there: by whatever model and settings\n"));
  EXPECT_TRUE(fs::exists(out_ / "a/01.lab"));
  EXPECT_TRUE(fs::exists(out_ / "b/01.lab"));
  const auto outside = detect(
      {(music_ / "a/01.wav").string(), "-o", out_.string(), "--root", (music_ / "b").string()});
  EXPECT_TRUE(ended(outside, 64, "a/01.wav: is not below --root "));
  EXPECT_EQ(detect_music({"--root", music_.string()}).exit_code, 64);
  const auto nowhere =
      detect_music({"-o", out_.string(), "--root", (scratch_ / "nothere").string()});
  EXPECT_TRUE(ended(nowhere, 66, "nothere: no such folder (expected a folder for --root)"));
}

TEST_F(KeptFiles, TakesNoFileWithoutAByteForFinished) {
  const Arguments to{"-o", out_.string(), "--skip-existing", "--format", "lab,audacity"};
  fs::create_directories(out_ / "a");
  for (const char* file : {"a/01.lab", "a/01.txt"}) std::ofstream(out_ / file).close();
  const auto result = detect_music(to);
  EXPECT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_GT(fs::file_size(out_ / "a/01.lab"), 0u);
  EXPECT_EQ(fs::file_size(out_ / "a/01.txt"), 0u) << "a track without labels";
  EXPECT_TRUE(holds(result.errors, "01.wav: 1 of 2 files kept, such as " +
                                       (out_ / "a/01.txt").string() +
                                       ", made by whatever model and settings"));
}

}  // namespace
}  // namespace cantus
