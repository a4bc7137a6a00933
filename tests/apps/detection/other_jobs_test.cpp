#include <cstdlib>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "data/audio/write_wav.h"
#include "tests/apps/support/random_model.h"
#include "tests/apps/support/run_cantus.h"
#include "tests/data/support/sound_files.h"
#include "tests/data/support/stand_ins.h"
#include "tests/support/holds.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

// Two songs are written into one folder. While a stand-in for ffmpeg decodes the first, an MP4,
// another job writes one of the outputs.
class OtherJobs : public ::testing::Test {
 protected:
  OtherJobs() {
    for (const char* folder : {"music", "out"}) fs::create_directory(scratch_ / folder);
    write_random_model(scratch_ / "m.safetensors");
    write_wav(scratch_ / "decoded.wav", {16000, std::vector<float>(16000, 0.1f)},
              WavFormat::kFloat32);
    scratch_.file("music/a.m4a", mp4_outline());
    fs::copy_file(scratch_ / "decoded.wav", scratch_ / "music/b.wav");
  }

  ProcessResult detect_while_another_writes(const std::string& name, const std::string& flags) {
    return run_while_another_writes("detect", name, flags);
  }
  ProcessResult run_while_another_writes(const std::string& verb, const std::string& name,
                                         const std::string& flags) {
    const StandIns programs;
    programs.put("ffmpeg", "echo '0 1 theirs' > '" + (out_ / name).string() + "'\ncat '" +
                               (scratch_ / "decoded.wav").string() + "' > /dev/stdout");
    Arguments arguments{verb,
                        (scratch_ / "music").string(),
                        "-o",
                        out_.string(),
                        "--threads",
                        "1",
                        "--json",
                        "--model",
                        (scratch_ / "m.safetensors").string()};
    if (!flags.empty()) arguments.push_back(flags);
    return run_cantus(arguments);
  }

  Scratch scratch_;
  fs::path out_ = scratch_ / "out";
};

TEST_F(OtherJobs, KeepWhatTheyMadeInTheMidstOfASong) {
  const auto result = detect_while_another_writes("a.lab", "");
  EXPECT_EQ(result.exit_code, 73) << result.errors;
  EXPECT_EQ(content_of(out_ / "a.lab"), "0 1 theirs\n");
  EXPECT_TRUE(fs::exists(out_ / "b.lab"));
}

TEST_F(OtherJobs, KeepWhatTheyMadeInTheMidstOfASongThatIsNotSkipped) {
  const auto result = detect_while_another_writes("a.lab", "--skip-existing");
  EXPECT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_EQ(content_of(out_ / "a.lab"), "0 1 theirs\n");
  const auto songs = nlohmann::json::parse(result.output)["songs"];
  EXPECT_EQ(songs[0]["kept"], std::vector<std::string>{(out_ / "a.lab").string()});
  EXPECT_EQ(songs[0]["files"], std::vector<std::string>());
  EXPECT_TRUE(holds(result.errors, "a.m4a: 1 of 1 file kept, such as "));
}

TEST_F(OtherJobs, LoseNoMap) {
  write_random_model(scratch_ / "m.safetensors", "mel_cnn");
  const auto result = run_while_another_writes("saliency", "a.h5", "");
  EXPECT_EQ(result.exit_code, 73) << result.errors;
  EXPECT_EQ(content_of(out_ / "a.h5"), "0 1 theirs\n");
  EXPECT_TRUE(fs::exists(out_ / "b.h5"));
}

TEST_F(OtherJobs, AreNotDoneAgainWhereTheyWereFaster) {
  const auto result = detect_while_another_writes("b.lab", "--skip-existing");
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  const auto songs = nlohmann::json::parse(result.output)["songs"];
  ASSERT_EQ(songs.size(), 2u);
  EXPECT_FALSE(songs[0].contains("was_there"));
  EXPECT_EQ(songs[1]["was_there"], true);
  EXPECT_EQ(content_of(out_ / "b.lab"), "0 1 theirs\n");
}

}  // namespace
}  // namespace cantus
