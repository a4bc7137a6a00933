#include <cmath>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "apps/program/version.h"
#include "data/audio/write_wav.h"
#include "data/curves/curve.h"
#include "data/files/list_files.h"
#include "data/labels/read_labels.h"
#include "data/picture/png_file.h"
#include "tests/apps/support/detected_music.h"
#include "tests/support/holds.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

// The songs are two tones, a/01.wav and b/01.wav.
class Detect : public DetectedMusic {
 protected:
  Detect() {
    write_tone("a/01.wav", 440);
    write_tone("b/01.wav", 880);
  }

  fs::path write_tone(const std::string& name, double frequency_hz) {
    std::vector<float> samples(16000);
    for (std::size_t i = 0; i < samples.size(); ++i) {
      samples[i] = 0.3f * static_cast<float>(
                              std::sin(6.2831853 * frequency_hz * static_cast<double>(i) / 16000));
    }
    return write_song(name, std::move(samples));
  }
};

// As after a stop: existing files stay as they are, missing ones are made, including a song's
// second file.
TEST_F(Detect, GoesOnWithWhatIsNotThere) {
  const Arguments to{"-o", out_.string(), "-q"};
  ASSERT_EQ(detect({(music_ / "a/01.wav").string(), "-o", (out_ / "a").string(), "-q"}).exit_code,
            0);
  const std::string corrected = "0 1 sing\n";
  std::ofstream(out_ / "a/01.lab") << corrected;
  EXPECT_EQ(detect_music(to).exit_code, 73);
  fs::remove(out_ / "b/01.lab");
  const auto result = detect_music({"-o", out_.string(), "--skip-existing", "--json"});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  const auto songs = nlohmann::json::parse(result.output)["songs"];
  ASSERT_EQ(songs.size(), 2u);
  EXPECT_EQ(songs[0]["was_there"], true);
  EXPECT_FALSE(songs[1].contains("was_there"));
  EXPECT_EQ(content_of(out_ / "a/01.lab"), corrected);
  EXPECT_TRUE(fs::exists(out_ / "b/01.lab"));
  const auto second =
      detect_music({"-o", out_.string(), "--skip-existing", "--format", "lab,csv", "--json"});
  ASSERT_EQ(second.exit_code, 0);
  const auto with_kept = nlohmann::json::parse(second.output)["songs"][0];
  EXPECT_EQ(with_kept["files"], std::vector<std::string>{(out_ / "a/01.csv").string()});
  EXPECT_EQ(with_kept["kept"], std::vector<std::string>{(out_ / "a/01.lab").string()});
  EXPECT_EQ(content_of(out_ / "a/01.lab"), corrected);
  EXPECT_TRUE(fs::exists(out_ / "a/01.csv"));
  // A dangling link is no file that could be kept.
  std::filesystem::remove(out_ / "a/01.lab");
  std::filesystem::create_symlink("/nowhere", out_ / "a/01.lab");
  EXPECT_EQ(detect_music({"-o", out_.string(), "--skip-existing"}).exit_code, 0);
  EXPECT_TRUE(std::filesystem::is_regular_file(out_ / "a/01.lab"));
  EXPECT_EQ(detect_music({"--skip-existing"}).exit_code, 64);
  EXPECT_EQ(detect_music({"--name", "{stem}.{ext}"}).exit_code, 64);
  EXPECT_EQ(detect_music({"-o", out_.string(), "--skip-existing", "--force"}).exit_code, 64);
  EXPECT_EQ(detect_music({"-o", (scratch_ / "out.LAB").string()}).exit_code, 64);
  fs::create_directories(scratch_ / "out.lab");
  EXPECT_EQ(detect_music({"-o", (scratch_ / "out.lab").string()}).exit_code, 0);
}

// Between two tones, in which a network may find voice, zero samples must not count as voice.
TEST_F(Detect, FindsNoVoiceInDigitalSilence) {
  Audio audio{16000, std::vector<float>(3 * 16000)};
  for (std::size_t i = 0; i < audio.samples.size(); ++i)
    if (i < 16000 || i >= 2 * 16000) audio.samples[i] = i % 40 < 20 ? 0.2f : -0.2f;
  write_wav(scratch_ / "gap.wav", audio);
  const auto result = detect(
      {(scratch_ / "gap.wav").string(), "--curve", "csv", "-o", (scratch_ / "out").string()});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  const Curve curve = read_curve_csv(scratch_ / "out/gap.curve.csv");
  int num_silent = 0;
  for (std::size_t k = 0; k < curve.value.size(); ++k) {
    const bool is_inside = curve.time_s[k] > 1.03 && curve.time_s[k] < 1.97;
    const bool is_outside = curve.time_s[k] < 0.97 || curve.time_s[k] > 2.03;
    if (is_inside) {
      EXPECT_EQ(curve.value[k], 0) << curve.time_s[k];
    } else if (is_outside) {
      EXPECT_GT(curve.value[k], 0) << curve.time_s[k];
    }
    num_silent += is_inside ? 1 : 0;
  }
  EXPECT_GT(num_silent, 40);
}

TEST_F(Detect, MirrorsTheInputFoldersSoThatNamesDoNotCollide) {
  const auto result = detect_music({"-o", out_.string()});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_EQ(result.output,
            (out_ / "a/01.lab").string() + "\n" + (out_ / "b/01.lab").string() + "\n");
  const auto segments = read_lab(out_ / "a/01.lab", 1.0);
  ASSERT_FALSE(segments.empty());
  EXPECT_EQ(segments.front().start_s, 0.0);
  EXPECT_EQ(segments.back().end_s, 1.0);
}

TEST_F(Detect, WritesEveryFormatInOneRun) {
  const auto truth = scratch_.file("t.lab", "0.2 0.5 sing\n");
  const auto result = detect({(music_ / "a/01.wav").string(), "-o", out_.string(), "--format",
                              "lab,audacity,csv,jams,textgrid,json", "--curve", "csv,npz,h5",
                              "--picture", "--labels", truth.string()});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  for (const char* ending : {"lab", "txt", "csv", "jams", "TextGrid", "json", "curve.csv",
                             "curve.npz", "curve.h5", "png"}) {
    EXPECT_TRUE(fs::exists(out_ / (std::string("01.") + ending))) << ending;
  }
  const Curve curve = read_curve_csv(out_ / "01.curve.csv");
  EXPECT_EQ(curve.value.size(), 49u);  // (16000 - 640) / 320 + 1
  EXPECT_EQ(read_curve_npz(out_ / "01.curve.npz"), curve);
  EXPECT_EQ(nlohmann::json::parse(content_of(out_ / "01.json"))["schema"], "cantus.detect/1");
}

TEST_F(Detect, DoesNotOverwriteUnlessForced) {
  ASSERT_EQ(detect_music({"-o", out_.string()}).exit_code, 0);
  scratch_.file("out/a/01.lab", "mine");
  const auto refused = detect_music({"-o", out_.string()});
  EXPECT_EQ(refused.exit_code, 73);
  EXPECT_EQ(content_of(out_ / "a/01.lab"), "mine");
  EXPECT_TRUE(holds(refused.errors, "give --force to replace it, --skip-existing to keep it"));
  EXPECT_EQ(detect_music({"-o", out_.string(), "--force"}).exit_code, 0);
  EXPECT_NE(content_of(out_ / "a/01.lab"), "mine");
}

TEST_F(Detect, RefusesTwoSongsOneNameAndOffersAnother) {
  fs::copy_file(music_ / "a/01.wav", music_ / "a/01.mp3");
  const auto result = detect_music({"-o", out_.string()});
  EXPECT_TRUE(ended(result, 64, "--name \"{dir}/{file}.{ext}\""));
  fs::remove_all(out_);
  EXPECT_EQ(detect_music({"-o", out_.string(), "--name", "{dir}/{file}.{ext}"}).exit_code, 0);
  EXPECT_TRUE(fs::exists(out_ / "a/01.mp3.lab"));
}

// Nor does one song count as finished because of the other's files.
TEST_F(Detect, PassesOverNoSongThatAnotherHasTheNameOf) {
  ASSERT_EQ(detect_music({"-o", out_.string()}).exit_code, 0);
  fs::copy_file(music_ / "a/01.wav", music_ / "a/01.mp3");
  const auto result = detect_music({"-o", out_.string(), "--skip-existing"});
  EXPECT_TRUE(ended(result, 64, "01.wav: would be written to "));
}

TEST_F(Detect, HidesNoFileOfASongAtTheTop) {
  write_tone("top.wav", 300);
  ASSERT_EQ(detect_music({"-o", out_.string(), "--name", "{dir}_{stem}.{ext}"}).exit_code, 0);
  EXPECT_TRUE(fs::exists(out_ / "_top.lab"));
  EXPECT_TRUE(fs::exists(out_ / "a_01.lab"));
}

TEST_F(Detect, FinishesABatchWithOneBadFile) {
  for (int i = 1; i < 8; ++i) write_tone("c/" + std::to_string(i) + ".wav", 200 + 50 * i);
  scratch_.file("music/c/0.wav", "RIFFnonsense and more of it, but no sound");
  const auto result = detect_music({"--json"});
  EXPECT_TRUE(ended(result, 65, "9 ok, 1 failed"));
  EXPECT_TRUE(holds(result.errors, "c/0.wav"));
  const auto songs = nlohmann::json::parse(result.output)["songs"];
  ASSERT_EQ(songs.size(), 10u);
  const auto& bad = songs[2];  // after a/01.wav and b/01.wav
  EXPECT_EQ(bad["path"], (music_ / "c/0.wav").string());
  EXPECT_EQ(bad["error"]["code"], 65);
  const std::string message = bad["error"]["message"];
  EXPECT_TRUE(holds(result.errors, message + "\n")) << message;
  for (std::size_t i = 0; i < songs.size(); ++i) {
    EXPECT_EQ(songs[i].contains("error"), i == 2) << i;
    EXPECT_EQ(songs[i].contains("segments"), i != 2) << i;
  }
}

TEST_F(Detect, CountsASingleSongThatFailed) {
  const auto bad = scratch_.file("bad.wav", "RIFFnonsense and more of it, but no sound");
  const auto result = detect({bad.string()});
  EXPECT_EQ(result.exit_code, 65);
  EXPECT_FALSE(holds(result.errors, "ok, 1 failed"));
  EXPECT_TRUE(holds(result.errors, "detect: 0 of 1 song"));
}

TEST_F(Detect, AnEmptyFolderIsOneInputThatFails) {
  fs::create_directories(scratch_ / "empty");
  const auto song = (music_ / "a/01.wav").string();
  const auto result = detect({(scratch_ / "empty").string(), song, "--json"});
  EXPECT_TRUE(ended(result, 66, "no sound files in this folder"));
  EXPECT_TRUE(holds(result.errors, "1 ok, 1 failed"));
  const auto songs = nlohmann::json::parse(result.output)["songs"];
  ASSERT_EQ(songs.size(), 2u);
  EXPECT_TRUE(holds(result.errors, "detect: 1 of 2 songs, 1 of 1 s"));
  EXPECT_EQ(songs[0]["error"]["code"], 66);
  EXPECT_EQ(songs[1]["path"], song);
  EXPECT_TRUE(songs[1].contains("segments"));
}

// If a folder is not mounted yet, or empty, the outputs of the others keep their places.
TEST_F(Detect, AnEmptyFolderLeavesTheOthersPlaces) {
  fs::create_directories(scratch_ / "music2");
  const auto detect_both = [&] {
    return detect({(music_ / "a").string(), (scratch_ / "music2").string(), "-o", out_.string(),
                   "--skip-existing"});
  };
  EXPECT_EQ(detect_both().exit_code, 66);
  EXPECT_TRUE(fs::exists(out_ / "music/a/01.lab"));
  fs::copy_file(music_ / "a/01.wav", scratch_ / "music2/02.wav");
  const auto result = detect_both();
  EXPECT_TRUE(ended(result, 0, "1 song kept, whose files are there"));
  EXPECT_TRUE(fs::exists(out_ / "music2/02.lab"));
}

TEST_F(Detect, AFileThatIsNoSoundClaimsNoName) {
  const auto foreign = scratch_.file("music/a/01.wma", "\x30\x26\xb2\x75 no sound that is read");
  const auto result =
      detect({foreign.string(), (music_ / "a/01.wav").string(), "-o", out_.string()});
  EXPECT_EQ(result.exit_code, 65);
  EXPECT_FALSE(holds(result.errors, "would be written"));
  EXPECT_TRUE(fs::exists(out_ / "01.lab"));
}

TEST_F(Detect, TellsOfLinksToFoldersThatItDoesNotFollow) {
  fs::create_directory_symlink(music_ / "b", music_ / "a/more");
  const auto result = detect_music({});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_TRUE(
      holds(result.errors, "warning: " + music_.string() + ": 1 link to folders not followed"));
}

TEST_F(Detect, SaysThatNoSoundIsReadFromStandardInput) {
  const auto result = detect({"-"});
  EXPECT_TRUE(ended(result, 64, "no sound is read from standard input"));
}

TEST_F(Detect, ReadsTheTruthBeforeTheWork) {
  const auto truth = scratch_.file("t.lab", "0.2 0.5\n");
  const auto result = detect({(music_ / "a/01.wav").string(), "-o", out_.string(), "--picture",
                              "--labels", truth.string()});
  EXPECT_EQ(result.exit_code, 65);
  EXPECT_FALSE(holds(result.errors, "device"));
}

TEST_F(Detect, RefusesATruthThatIsOfNoVoice) {
  const auto draw = [&](const std::string& labels) {
    const auto truth = scratch_.file("t.lab", labels);
    return detect({(music_ / "a/01.wav").string(), "-o", out_.string(), "--picture", "--force",
                   "--labels", truth.string()});
  };
  for (const char* alone : {"0 0.5 vocals\n", "0 0.5 vocals\n0.5 1 nosing\n"}) {
    const auto foreign = draw(alone);
    EXPECT_TRUE(ended(foreign, 65,
                      "t.lab: no label of a voice, but these: vocals (expected sing, speech, "
                      "voice); rename those that are"));
  }
  const auto partly = draw("0 0.5 vocals\n0.5 1 sing\n");
  EXPECT_EQ(partly.exit_code, 0);
  EXPECT_TRUE(
      holds(partly.errors, "t.lab: labels that are not of a voice (sing, speech, voice): vocals"));
  for (const char* known : {"0 0.5 sing\n", "0 1 nosing\n", "0 0.5 speech\n"})
    EXPECT_FALSE(holds(draw(known).errors, "not of a voice")) << known;
}

TEST_F(Detect, WritesWhatWasAskedForAndNothingElse) {
  const auto song = (music_ / "a/01.wav").string();
  ASSERT_EQ(detect({song, "-o", out_.string(), "--curve", "csv"}).exit_code, 0);
  EXPECT_EQ(list_files(out_), std::vector<fs::path>{out_ / "01.curve.csv"});
  ASSERT_EQ(detect({song, "-o", out_.string(), "--picture", "--format", "csv"}).exit_code, 0);
  EXPECT_EQ(list_files(out_).size(), 3u);
}

// Two songs with equal names and sound: only the folder in the title tells their pictures apart.
TEST_F(Detect, PicturesNameTheFolderOfTheSong) {
  fs::copy_file(music_ / "a/01.wav", music_ / "b/01.wav", fs::copy_options::overwrite_existing);
  ASSERT_EQ(detect_music({"-o", out_.string(), "--picture"}).exit_code, 0);
  EXPECT_FALSE(content_of(out_ / "a/01.png") == content_of(out_ / "b/01.png"));
}

TEST_F(Detect, DrawsOtherModelsBesideItsOwn) {
  const auto song = (music_ / "a/01.wav").string();
  ASSERT_EQ(detect({song, "-o", out_.string(), "--picture"}).exit_code, 0);
  const auto alone = read_png_size(out_ / "01.png");
  const auto other = write_random_model(scratch_ / "baseline.safetensors", "mel_cnn").string();
  const auto result =
      detect({song, "-o", out_.string(), "--picture", "--force", "--beside", other});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_EQ(read_png_size(out_ / "01.png").height, alone.height + 24);
  EXPECT_EQ(detect({song, "--beside", other}).exit_code, 64);
}

TEST_F(Detect, SaysThatItFoundNoVoice) {
  const auto song = (music_ / "a/01.wav").string();
  const auto result = detect({song, "--threshold", "1"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(result.output, "");
  EXPECT_TRUE(holds(result.errors, "cantus: " + song + ": no voice found\n"));
}

TEST_F(Detect, SaysInJsonWhatMadeTheResult) {
  const auto result = detect_music({"--json", "--threshold", "0.01", "--device", "cpu",
                                    "--pad-start", "0.05", "--pad-end", "0.2"});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  const auto all = nlohmann::json::parse(result.output);
  EXPECT_EQ(all["schema"], "cantus.detect/1");
  EXPECT_EQ(all["tool"], tool());
  EXPECT_EQ(all["model"]["network"], "glu_cnn");
  EXPECT_EQ(all["model"]["sha256"].get<std::string>().size(), 64u);
  EXPECT_EQ(all["front_end"], "hou2020");
  EXPECT_EQ(all["device"], "cpu");
  EXPECT_EQ(all["decoder"]["onset"], 0.01);
  EXPECT_EQ(all["decoder"]["pad_start_s"], 0.05);
  EXPECT_EQ(all["decoder"]["pad_end_s"], 0.2);
  const auto& song = all["songs"][0];
  EXPECT_EQ(song["duration_s"], 1.0);
  ASSERT_EQ(song["segments"].size(), 1u);
  EXPECT_EQ(song["segments"][0]["start_s"], 0.0);
  EXPECT_EQ(song["segments"][0]["end_s"], 1.0);
  EXPECT_GT(song["segments"][0]["confidence"], 0.01);
}

TEST_F(Detect, PrintsOneLineASegmentWithoutAnOutputFolder) {
  const auto song = (music_ / "a/01.wav").string();
  const auto result = detect({song, "--threshold", "0"});
  EXPECT_EQ(result.output, song + "\t0.000000\t1.000000\tsing\n");
}

TEST_F(Detect, GivesTheSameBytesWithAnyNumberOfThreads) {
  ASSERT_EQ(detect_music({"-o", out_.string(), "--curve", "csv", "--threads", "1"}).exit_code, 0);
  const auto other = (scratch_ / "other").string();
  ASSERT_EQ(detect_music({"-o", other, "--curve", "csv", "--threads", "3"}).exit_code, 0);
  EXPECT_EQ(content_of(out_ / "b/01.curve.csv"), content_of(scratch_ / "other/b/01.curve.csv"));
}

TEST_F(Detect, RefusesFlagsThatContradictEachOther) {
  EXPECT_EQ(detect_music({"--onset", "0.3", "--offset", "0.6"}).exit_code, 64);
  EXPECT_EQ(detect_music({"--picture"}).exit_code, 64);
  const auto two = detect_music({"--threshold", "0.3", "--onset", "0.6"});
  EXPECT_TRUE(ended(two, 64, "--threshold: given beside --onset"));
  EXPECT_EQ(detect_music({"--labels", "x.lab"}).exit_code, 64);
  EXPECT_EQ(detect_music({"--threshold", "-1"}).errors,
            "cantus: error: --threshold: `-1` given (expected a number from 0 to 1)\n");
}

}  // namespace
}  // namespace cantus
