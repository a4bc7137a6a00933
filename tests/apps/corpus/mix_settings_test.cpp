#include "data/audio/read_audio.h"
#include "data/manifest/corpus_manifest.h"
#include "tests/apps/support/mix_verb.h"

namespace cantus {
namespace {

class MixSettings : public MixVerb {};

TEST_F(MixSettings, GiveTheRateOfTheMixes) {
  ASSERT_EQ(mix({"--rate", "8000"}).exit_code, 0);
  for (const CorpusSong& song : read_corpus_manifest(out_ / "manifest.tsv"))
    EXPECT_EQ(read_audio(song.path).sample_rate, 8000);
}

// Measured including its pauses, speech counts as quieter and is mixed louder over the music.
TEST_F(MixSettings, SayWhereSpeechIsMeasured) {
  const auto speech_over_music = [&](const char* level) {
    const auto result = mix({"--level", level, "--snr-db", "0", "--pause-s", "1:1", "--force"});
    EXPECT_EQ(result.exit_code, 0) << result.errors;
    const auto song = read_corpus_manifest(out_ / "manifest.tsv").front().path;
    const auto samples = read_audio(song).samples;
    return power_at(samples, 0, samples.size(), 1000) / power_at(samples, 0, samples.size(), 200);
  };
  EXPECT_GT(speech_over_music("global"), 1.5 * speech_over_music("active"));
}

// `mix` sets levels itself. The gain that it gave the music is in its own manifest.
TEST_F(MixSettings, AreNotTheLevelsOfManifests) {
  const std::string columns = "path\tlabels\tsplit\tkind\tgain_db\n";
  const auto mixed = [&](const std::string& gain_db) {
    const auto speech = scratch_.file(
        "speech.tsv",
        columns + "speech/train/s.wav\tspeech/train/s.lab\ttrain\tspeech\t" + gain_db + "\n");
    const auto music = scratch_.file(
        "music.tsv", columns + "music/train/m.wav\t\ttrain\tinstrumental\t" + gain_db + "\n");
    const auto result = run_cantus({"mix", "--speech", speech.string(), "--music", music.string(),
                                    "-o", out_.string(), "--force"});
    EXPECT_EQ(result.exit_code, 0) << result.errors;
    return content_of(out_ / "manifest.tsv") + content_of(out_ / "train/00000.wav");
  };
  EXPECT_TRUE(mixed("-12") == mixed(""));
}

}  // namespace
}  // namespace cantus
