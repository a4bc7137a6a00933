#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "data/audio/write_wav.h"
#include "tests/apps/support/random_model.h"
#include "tests/apps/support/run_cantus.h"
#include "tests/data/support/scratch.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

// Settings of `detect` and their effects.
class DetectSettings : public ::testing::Test {
 protected:
  DetectSettings() {
    write_random_model(model_);
    fs::create_directories(scratch_ / "music");
    write_buzz(scratch_ / "music/song.wav", 1, 0, 0);
  }

  // A buzz with digital silence between two times in seconds.
  static void write_buzz(const fs::path& path, int seconds, int silent_from, int silent_to) {
    Audio audio{16000, std::vector<float>(static_cast<std::size_t>(seconds) * 16000)};
    for (std::size_t i = 0; i < audio.samples.size(); ++i) {
      const auto second = static_cast<int>(i / 16000);
      if (second < silent_from || second >= silent_to)
        audio.samples[i] = i % 40 < 20 ? 0.2f : -0.2f;
    }
    write_wav(path, audio);
  }

  nlohmann::json detect(const Arguments& arguments) {
    const auto result =
        run_cantus(Arguments{"detect", "--model", model_.string(), "--json"} + arguments);
    EXPECT_EQ(result.exit_code, 0) << result.errors;
    return nlohmann::json::parse(result.output);
  }

  Scratch scratch_;
  fs::path model_ = scratch_ / "m.safetensors";
};

TEST_F(DetectSettings, ReachTheDecoderOneByOne) {
  const auto all =
      detect({(scratch_ / "music/song.wav").string(), "--onset", "0.75", "--offset", "0.25",
              "--median", "13", "--min-voice", "0.375", "--min-gap", "0.625", "--pad-start",
              "0.125", "--pad-end", "0.875", "--blocks", "streaming", "--gain-db", "-2.5"});
  EXPECT_EQ(all["blocks"], "streaming");
  EXPECT_EQ(all["gain_db"], -2.5);
  const nlohmann::json wanted{{"onset", 0.75},        {"offset", 0.25},     {"median_frames", 13},
                              {"min_voice_s", 0.375}, {"min_gap_s", 0.625}, {"pad_start_s", 0.125},
                              {"pad_end_s", 0.875}};
  EXPECT_EQ(all["decoder"], wanted);
}

TEST_F(DetectSettings, OfAnOnsetBelowTheThresholdEndVoiceThere) {
  const auto song = (scratch_ / "music/song.wav").string();
  EXPECT_EQ(detect({song, "--onset", "0.125"})["decoder"]["offset"], 0.125);
  EXPECT_EQ(detect({song, "--onset", "0.875"})["decoder"]["offset"], 0.5);
  EXPECT_EQ(detect({song, "--threshold", "0.125"})["decoder"]["offset"], 0.125);
}

TEST_F(DetectSettings, AListNamesSongsFromItsOwnFolder) {
  const auto list = scratch_.file("music/list.txt", "song.wav\n");
  const auto songs = detect({"--files-from", list.string()})["songs"];
  ASSERT_EQ(songs.size(), 1u);
  EXPECT_EQ(songs[0]["path"], (scratch_ / "music/song.wav").string());
}

TEST_F(DetectSettings, AListOfAPipeOrStandardInputNamesSongsFromTheWorkingDirectory) {
  const std::string detect_list =
      std::string(CANTUS_BINARY) + " detect --model '" + model_.string() + "' --json --files-from ";
  for (const std::string& command : {"echo song.wav | " + detect_list + "-",
                                     "mkfifo list; echo song.wav >list & " + detect_list + "list",
                                     "echo song.wav >l.txt; " + detect_list + "- <l.txt"}) {
    const auto result =
        run_unlimited({"/bin/sh", "-c", "cd '" + (scratch_ / "music").string() + "'; " + command});
    ASSERT_EQ(result.exit_code, 0) << command << result.errors;
    const auto songs = nlohmann::json::parse(result.output)["songs"];
    ASSERT_EQ(songs.size(), 1u) << command;
    EXPECT_EQ(songs[0]["path"], "song.wav") << command;
  }
  const auto none = run_unlimited({"/bin/sh", "-c", detect_list + "- </dev/null"});
  ASSERT_EQ(none.exit_code, 0) << none.errors;
  EXPECT_EQ(nlohmann::json::parse(none.output)["songs"].size(), 0u);
}

TEST_F(DetectSettings, AListsCommentIsNoSong) {
  const auto list = scratch_.file("music/list.m3u", "#EXTM3U\nsong.wav\n#1.wav\n");
  EXPECT_EQ(detect({"--files-from", list.string()})["songs"].size(), 1u);
  fs::copy_file(scratch_ / "music/song.wav", scratch_ / "music/#1.wav");
  const auto result =
      run_cantus({"detect", "--model", model_.string(), "--files-from", list.string()});
  EXPECT_TRUE(ended(result, 65, "list.m3u:3: \"#1.wav\" is a file"));
}

// Windows of 0.04 s every 0.02 s, each of which stands for the 0.02 s in its middle: the first that
// is entirely silent begins at 1 s, the first that reaches sound again at 1.98 s.
TEST_F(DetectSettings, VoiceEndsWhereTheFirstFrameWithoutItBegins) {
  write_buzz(scratch_ / "gap.wav", 3, 1, 2);
  const auto segments =
      detect({(scratch_ / "gap.wav").string(), "--threshold", "0"})["songs"][0]["segments"];
  ASSERT_EQ(segments.size(), 2u) << segments;
  EXPECT_EQ(segments[0]["start_s"], 0);
  EXPECT_DOUBLE_EQ(segments[0]["end_s"], 1.01);
  EXPECT_DOUBLE_EQ(segments[1]["start_s"], 1.99);
  EXPECT_EQ(segments[1]["end_s"], 3);
}

}  // namespace
}  // namespace cantus
