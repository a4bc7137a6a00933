#include <gtest/gtest.h>
#include <unistd.h>

#include <set>

#include "data/files/process.h"
#include "data/synth/corpus/corpus.h"
#include "data/synth/corpus/fluidsynth.h"
#include "data/synth/voices/tts_programs.h"
#include "kernels/core/error.h"
#include "tests/data/support/stand_ins.h"
#include "tests/data/synth/corpus_files.h"
#include "tests/support/expect_error.h"

namespace cantus {
namespace {

constexpr char kSoundfont[] = "/usr/share/sounds/sf2/TimGM6mb.sf2";

class TtsCorpus : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const char* program : {"espeak-ng", "flite", "fluidsynth"}) {
      if (!find_program(program)) GTEST_SKIP() << program << " is not installed";
    }
    if (!fs::exists(kSoundfont)) GTEST_SKIP() << kSoundfont << " is not installed";
  }
  static CorpusOptions options() {
    CorpusOptions options;
    options.seed = 3;
    options.num_songs = 3;
    options.num_instrumentals = 1;
    options.song_s = 8;
    options.num_speech = 3;
    return options;
  }

  Scratch scratch_;
  // Independent of what else is installed.
  const testing::EnvironmentVariable soundfont_{"CANTUS_SOUNDFONT", kSoundfont};
};

TEST_F(TtsCorpus, RendersSongsAndSpeechThatAgreeWithTheirLabels) {
  const fs::path corpus = scratch_ / "labels";
  const CorpusSummary summary = render_corpus(options(), corpus);
  EXPECT_EQ(summary.num_rendered, 7);
  EXPECT_GT(label_agreement(corpus), .93);
  for (const Row& row : read_manifest(corpus)) {
    const Audio audio = read_audio(corpus / row.path);
    EXPECT_EQ(audio.sample_rate, kSynthRate);
    EXPECT_GT(*std::max_element(audio.samples.begin(), audio.samples.end()), .05f) << row.path;
    if (row.kind != "speech") continue;
    const auto spans = read_spans((corpus / row.path).replace_extension(".lab"), "speech");
    ASSERT_FALSE(spans.empty());
    EXPECT_GT(spans.back().end_s, .5 * audio.duration_s());
  }
  EXPECT_FALSE(fs::exists(corpus / ".cantus-synth"));
}

TEST_F(TtsCorpus, IsTheSameBytesWithAnyNumberOfThreads) {
  CorpusOptions one = options(), three = options();
  one.num_threads = 1, three.num_threads = 3;
  const fs::path first = scratch_ / "one", second = scratch_ / "three";
  render_corpus(one, first);
  render_corpus(three, second);
  EXPECT_EQ(hashes(first), hashes(second));
}

TEST_F(TtsCorpus, PlaysWithTheOneSoundfontThatIsChosen) {
  EXPECT_EQ(find_soundfonts(), std::vector<fs::path>{kSoundfont});
  const testing::EnvironmentVariable none("CANTUS_SOUNDFONT", "/nowhere.sf2");
  EXPECT_TRUE(find_soundfonts().empty());
  const fs::path corpus = scratch_ / "no_soundfont";
  EXPECT_THROW(render_corpus(options(), corpus), Error);
}

// Programs and soundfonts may be upgraded under the same name.
TEST_F(TtsCorpus, KeepsNoItemsOfOtherProgramsOrSoundfonts) {
  const testing::EnvironmentVariable soundfont("CANTUS_SOUNDFONT",
                                               scratch_.file("font.sf2", "one").string());
  CorpusOptions speech = options();
  speech.num_songs = speech.num_instrumentals = 0;
  speech.num_speech = 1;
  const fs::path corpus = scratch_ / "corpus";
  EXPECT_EQ(render_corpus(speech, corpus).num_rendered, 1);
  EXPECT_EQ(render_corpus(speech, corpus).num_rendered, 0);
  const auto refused = [&] {
    expect_error(Exit::kCannotCreate, "holds speech-00000, which these options would lose",
                 [&] { render_corpus(speech, corpus); });
  };
  scratch_.file("font.sf2", "two");
  refused();
  scratch_.file("font.sf2", "one");
  EXPECT_EQ(render_corpus(speech, corpus).num_rendered, 0);
  const StandIns programs;
  programs.put("espeak-ng", "echo 9.9");
  refused();
}

// espeak-ng is deterministic: its own failure tells about the text, any other end does not.
TEST(TtsPrograms, TellSilenceFromFailure) {
  const Scratch scratch;
  const StandIns programs;
  const auto say = [&](const std::string& script) {
    programs.put("espeak-ng", script);
    return say_with_espeak("en+f2", "a text", 140, 35, scratch.folder()).audio.samples;
  };
  const std::string wav = "'" + (scratch / "speech.wav").string() + "'";
  EXPECT_TRUE(say("head -c 44 /dev/zero > " + wav).empty());
  EXPECT_TRUE(say("kill -SEGV $$").empty());
  for (const char* failure : {"kill -KILL $$", "kill -XFSZ $$", "exit 1", "exit 0"})
    expect_error(Exit::kUnavailable, "espeak-ng: ", [&] { say(failure); });
  expect_error(Exit::kUnavailable, "ended by signal 15; run the same command again",
               [&] { say("kill -TERM $$"); });
  expect_error(Exit::kUnavailable, "no whole file was written", [&] { say(": > " + wav); });
}

// A voice belongs to a single split.
TEST(TtsPrograms, HaveVoicesForASplitOrSaySo) {
  const StandIns programs;
  programs.put("espeak-ng", "echo; echo ' 5 en M English gmw/en'");
  int num_refused = 0;
  for (const Split split : {Split::kTrain, Split::kValid, Split::kTest}) {
    try {
      EXPECT_EQ(espeak_voices(split).variants, std::vector<std::string>{"en"});
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), Exit::kUnavailable);
      ++num_refused;
    }
  }
  EXPECT_EQ(num_refused, 2);
}

TEST_F(TtsCorpus, NamesTheRemedyWhenAProgramIsMissing) {
  const fs::path corpus = scratch_ / "missing";
  const testing::EnvironmentVariable path("PATH", "/nowhere");
  expect_error(Exit::kUnavailable, "builtin", [&] { render_corpus(options(), corpus); });
  EXPECT_FALSE(fs::exists(corpus));
}

}  // namespace
}  // namespace cantus
