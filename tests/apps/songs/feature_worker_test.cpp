#include <set>

#include <sndfile.h>

#include <gtest/gtest.h>

#include "apps/songs/labelled_songs.h"
#include "data/audio/write_wav.h"
#include "data/files/list_files.h"
#include "tests/apps/support/run_cantus.h"
#include "tests/data/support/sound_files.h"
#include "tests/data/support/stand_ins.h"
#include "tests/data/support/tiny_corpora.h"

namespace cantus {
namespace {

constexpr int kRate = 16000;         // of the front end, so that nothing is resampled
constexpr float kGain = 0.5011872f;  // -6 dB

std::vector<float> hiss(std::size_t count) {
  std::vector<float> samples;
  for (std::size_t i = 0; i < count; ++i)
    samples.push_back(
        static_cast<float>(static_cast<std::uint32_t>(i) * 2654435761u >> 16) / 131072.0f - 0.25f);
  return samples;
}

// stereo.wav, with a tone on the left and noise on the right, and single.wav with one channel.
class HeardSongs : public ::testing::Test {
 protected:
  HeardSongs() {
    std::vector<float> both;
    for (std::size_t i = 0; i < left_.size(); ++i) both.insert(both.end(), {left_[i], right_[i]});
    encode(scratch_ / "stereo.wav", SF_FORMAT_WAV | SF_FORMAT_FLOAT, kRate, 2, both);
    scratch_.file("a.lab", "0 0.5 sing\n");
  }

  // The features of these rows, each "FILE\tCHANNEL\tGAIN".
  std::vector<std::vector<float>> features(const std::vector<std::string>& rows) {
    std::string text = "path\tchannel\tgain_db\tlabels\tsplit\n";
    for (const std::string& row : rows) text += row + "\ta.lab\ttrain\n";
    const FeaturePlace place{scratch_ / "store", front_end_preset("hou2020")};
    const auto songs =
        extract_and_label(read_corpus_manifest(scratch_.file("m.tsv", text)), {"sing"}, place);
    FeatureStore store(place.folder, place.front_end, place.type);
    std::vector<std::vector<float>> all;
    for (const LabelledSong& song : songs) {
      all.push_back(store.read(song.track).values);
      tracks_.insert(song.track);
    }
    return all;
  }
  std::vector<float> features_of_single(const std::vector<float>& samples) {
    encode(scratch_ / "single.wav", SF_FORMAT_WAV | SF_FORMAT_FLOAT, kRate, 1, samples);
    return features({"single.wav\t\t"}).front();
  }

  Scratch scratch_;
  std::vector<float> left_ = tone(kRate, 0.5), right_ = hiss(left_.size());
  std::set<std::string> tracks_;
};

TEST_F(HeardSongs, AreTheChannelAndLevelThatTheirRowsName) {
  const auto heard =
      features({"stereo.wav\t0\t", "stereo.wav\t1\t", "stereo.wav\t\t", "stereo.wav\t0\t-6"});
  ASSERT_EQ(heard.size(), 4u);
  std::vector<float> mix = left_, quiet = left_;
  for (std::size_t i = 0; i < mix.size(); ++i) {
    mix[i] = 0.5f * (left_[i] + right_[i]);
    quiet[i] = kGain * left_[i];
  }
  EXPECT_EQ(heard[0], features_of_single(left_));
  EXPECT_EQ(heard[1], features_of_single(right_));
  EXPECT_EQ(heard[2], features_of_single(mix));
  EXPECT_EQ(heard[3], features_of_single(quiet));
}

TEST_F(HeardSongs, HaveAShardForEachWayTheyAreHeard) {
  features({"stereo.wav\t0\t", "stereo.wav\t1\t", "stereo.wav\t\t", "stereo.wav\t0\t-6",
            "stereo.wav\t\t-6", "stereo.wav\t\t6", "stereo.wav\t\t6.02"});
  EXPECT_EQ(tracks_.size(), 7u);
  EXPECT_EQ(list_files(scratch_ / "store", {".h5"}).size(), 7u);
}

// The MP4 decoder is a program: a stand-in on PATH writes to the song while decoding it.
TEST(ChangingSong, LeavesNoFeaturesOfASoundThatIsNoMore) {
  const Scratch scratch;
  write_wav(scratch / "decoded.wav", tiny_song("any"), WavFormat::kFloat32);
  const StandIns programs;
  const auto decode_by = [&](const std::string& script) {
    const auto song = scratch.file("song.m4a", mp4_outline());
    programs.put("ffmpeg",
                 script + "\ncat " + (scratch / "decoded.wav").string() + " > /dev/stdout");
    return run_cantus({"features", song.string(), "-o", (scratch / "store").string(), "-q"});
  };
  const auto changed = decode_by("printf more >> " + (scratch / "song.m4a").string());
  EXPECT_TRUE(ended(changed, 75, "song.m4a"));
  EXPECT_TRUE(list_files(scratch / "store", {".h5"}).empty());
  const auto kept = decode_by(":");
  EXPECT_EQ(kept.exit_code, 0) << kept.errors;
  EXPECT_EQ(list_files(scratch / "store", {".h5"}).size(), 1u);
}

}  // namespace
}  // namespace cantus
