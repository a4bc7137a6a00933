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

// Measured with its pauses it counts for quieter, and is laid louder over the music.
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

}  // namespace
}  // namespace cantus
