#include <algorithm>
#include <cmath>
#include <set>
#include <thread>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "apps/program/version.h"
#include "data/audio/read_audio.h"
#include "data/files/folder_names.h"
#include "data/files/list_files.h"
#include "data/files/lock.h"
#include "data/labels/read_labels.h"
#include "data/manifest/corpus_manifest.h"
#include "tests/apps/support/background.h"
#include "tests/apps/support/mix_verb.h"
#include "tests/support/holds.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

// Expects speech at this ratio over the music wherever the labels say so, and nowhere else.
void expect_ratio(const CorpusSong& song, double snr_db) {
  const Audio audio = read_audio(song.path);
  const auto labels = read_lab(song.labels, audio.duration_s());
  for (const Segment& segment : labels) {
    const auto first = static_cast<std::size_t>(segment.start_s * 16000) + 160;
    const auto count = static_cast<std::size_t>((segment.end_s - segment.start_s) * 50 - 2) * 320;
    const double speech = power_at(audio.samples, first, count, 1000);
    const double music = power_at(audio.samples, first, count, 200);
    if (segment.label == "speech") {
      EXPECT_NEAR(10 * std::log10(speech / music), snr_db, 0.2);
    } else {
      EXPECT_LT(speech, 1e-6 * music);
    }
  }
}

TEST_F(MixVerb, SetsSpeechOverMusicAtTheRatioAskedFor) {
  ASSERT_EQ(mix({"--snr-db", "6"}).exit_code, 0);
  const auto songs = read_corpus_manifest(out_ / "manifest.tsv");
  ASSERT_EQ(songs.size(), 2u);
  expect_ratio(songs[0], 6);
}

TEST_F(MixVerb, LabelsNoSilenceBeforeTheFirstWord) {
  auto sentence = tone(1000, 1.0, 0.05f);
  std::fill(sentence.begin(), sentence.begin() + 6400, 0.0f);
  write_wav(scratch_ / "speech/train/s.wav", {16000, sentence});
  scratch_.file("speech/train/s.lab", "0.4 1.0 speech\n");
  ASSERT_EQ(mix({"--snr-db", "6"}).exit_code, 0);
  expect_ratio(songs_of(read_corpus_manifest(out_ / "manifest.tsv"), Split::kTrain).front(), 6);
}

// Readers of labels allow an end up to a second after the sound's.
TEST_F(MixVerb, LabelsNoSentenceBeyondItsSound) {
  scratch_.file("speech/train/s.lab", "0.0 1.9 speech\n");
  ASSERT_EQ(mix({"--snr-db", "6", "--pause-s", "0.1:0.1"}).exit_code, 0);
  expect_ratio(songs_of(read_corpus_manifest(out_ / "manifest.tsv"), Split::kTrain).front(), 6);
}

// Some songs start so close to the music's end that a sentence's first word would come after it.
TEST_F(MixVerb, HasAWordInShortMusicToo) {
  for (const char* split : {"train", "test"}) {
    std::vector<float> late(8000);
    const auto spoken = tone(1000, 1.0, 0.05f);
    late.insert(late.end(), spoken.begin(), spoken.end());
    write_wav(scratch_ / "speech" / split / "s.wav", {16000, late});
    scratch_.file(std::string("speech/") + split + "/s.lab", "0.0 0.5 nospeech\n0.5 1.5 speech\n");
    write_wav(scratch_ / "music" / split / "m.wav", {16000, tone(200, 1.2, 0.4f)});
  }
  const auto result = mix({"--per-song", "24"});
  EXPECT_EQ(result.exit_code, 0) << result.errors;
  for (const char* split : {"train", "test"})
    write_wav(scratch_ / "music" / split / "m.wav", {16000, tone(200, 0.4, 0.4f)});
  const auto shorter = mix({"--force"});
  EXPECT_TRUE(ended(shorter, 65, "ends before the first word of"));
}

TEST_F(MixVerb, RefusesMusicWhoseLabelsHaveAVoice) {
  scratch_.file("music/train/m.lab", "0 6 nosing\n");
  EXPECT_EQ(mix().exit_code, 0);
  scratch_.file("music/train/m.lab", "0 1 nosing\n1 6 sing\n");
  const auto result = mix({"--force"});
  EXPECT_TRUE(ended(result, 65, "m.lab: has the label sing (expected music without a voice)"));
}

TEST_F(MixVerb, TakesPartsOfLongMusicFromAnywhere) {
  ASSERT_EQ(mix({"--longest-s", "2", "--per-song", "8"}).exit_code, 0);
  std::set<std::string> starts;
  double last_s = 0;
  for (const CorpusSong& song : read_corpus_manifest(out_ / "manifest.tsv")) {
    EXPECT_NEAR(read_audio(song.path).duration_s(), 2, 1e-9);
    starts.insert(song.facts.at("music_start_s"));
    last_s = std::max(last_s, std::stod(song.facts.at("music_start_s")));
  }
  EXPECT_GT(starts.size(), 8u);
  EXPECT_GT(last_s, 2);
  EXPECT_LE(last_s, 4);
}

// A limit on the size of files stands for a full disk: once there is room, the same command goes
// on, and no table claims before that that everything is there.
TEST_F(MixVerb, LeavesNoManifestWhereTheRoomDidNotSuffice) {
  write_wav(scratch_ / "music/test/m.wav", {16000, tone(200, 1.0, 0.4f)});
  std::string command = "ulimit -f 200; exec " CANTUS_BINARY;
  for (const std::string& argument : arguments({"-q"})) command += " '" + argument + "'";
  const auto result = run_unlimited({"/bin/sh", "-c", command});
  EXPECT_EQ(result.exit_code, 74) << result.errors;
  EXPECT_TRUE(fs::exists(out_ / "test/00000.wav") || fs::exists(out_ / "test/00001.wav"));
  EXPECT_FALSE(fs::exists(out_ / "manifest.tsv"));
  EXPECT_EQ(mix().exit_code, 0);
}

// Manifests of real songs have only accompaniments; rendered corpora have instrumentals too.
TEST_F(MixVerb, TakesAccompanimentsAsMusicWhereThereIsNoInstrumental) {
  scratch_.file("music/m.tsv",
                "path\tlabels\tsplit\tkind\ntrain/m.wav\t\ttrain\taccompaniment\n"
                "test/m.wav\t\ttest\tsong\n");
  const auto made = [&](const std::string& kind) {
    return run_cantus({"mix", "--speech", (scratch_ / "speech").string(), "--music",
                       (scratch_ / "music/m.tsv").string(), "-o", (scratch_ / kind).string()});
  };
  ASSERT_EQ(made("accompaniment").exit_code, 0);
  EXPECT_EQ(read_corpus_manifest(scratch_ / "accompaniment/manifest.tsv").size(), 1u);
  scratch_.file("music/m.tsv",
                "path\tlabels\tsplit\tkind\ntrain/m.wav\t\ttrain\taccompaniment\n"
                "test/m.wav\t\ttest\tinstrumental\n");
  ASSERT_EQ(made("both").exit_code, 0);
  const auto mixes = read_corpus_manifest(scratch_ / "both/manifest.tsv");
  ASSERT_EQ(mixes.size(), 1u);
  EXPECT_EQ(mixes[0].split, Split::kTest);
  scratch_.file("music/m.tsv", "path\tlabels\tsplit\tkind\ntrain/m.wav\t\ttrain\tsong\n");
  const auto refused = made("song");
  EXPECT_TRUE(ended(refused, 66, "no sound files of kind instrumental or accompaniment"));
}

TEST_F(MixVerb, KeepsSplitsApart) {
  ASSERT_EQ(mix({"--per-song", "3"}).exit_code, 0);
  for (const CorpusSong& song : read_corpus_manifest(out_ / "manifest.tsv")) {
    const std::string split = to_string(song.split);
    EXPECT_EQ(song.facts.at("music"), split + "/m.wav");
    EXPECT_EQ(song.facts.at("speech").rfind(split + "/s.wav", 0), 0u);
    EXPECT_FALSE(holds(song.facts.at("speech"), split == "train" ? "test/" : "train/"));
  }
}

TEST_F(MixVerb, KnowsTheSplitByTheNameOfTheFolderThatIsGiven) {
  const auto result =
      run_cantus({"mix", "--speech", (scratch_ / "speech/test").string() + "/", "--music",
                  (scratch_ / "music/test").string(), "-o", out_.string()});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  const auto songs = read_corpus_manifest(out_ / "manifest.tsv");
  ASSERT_EQ(songs.size(), 1u);
  EXPECT_EQ(songs[0].split, Split::kTest);
}

TEST_F(MixVerb, SaysSoWhereNoFolderNamesASplit) {
  EXPECT_FALSE(holds(mix({"--per-song", "1"}).errors, "all is of split train"));
  fs::rename(scratch_ / "music/train", scratch_ / "pieces");
  const auto result = run_cantus({"mix", "--speech", (scratch_ / "speech").string(), "--music",
                                  (scratch_ / "pieces").string(), "-o", (out_ / "2").string()});
  EXPECT_TRUE(ended(result, 0, "pieces: no folder is called train, valid or test"));
}

// A manifest must stay readable whatever is mixed: its lines have at most 4,096 bytes.
TEST_F(MixVerb, NamesAsManySentencesAsALineHasRoomFor) {
  const std::string folder = "speech/train/" + std::string(200, 'x');
  fs::create_directories(scratch_ / folder);
  fs::remove(scratch_ / "speech/train/s.wav");
  write_wav(scratch_ / folder / "s.wav", {16000, tone(1000, 0.05, 0.05f)});
  scratch_.file(folder + "/s.lab", "0.0 0.05 speech\n");
  ASSERT_EQ(mix({"--pause-s", "0.01:0.01"}).exit_code, 0);
  const auto songs = songs_of(read_corpus_manifest(out_ / "manifest.tsv"), Split::kTrain);
  ASSERT_EQ(songs.size(), 1u);
  const std::string& speech = songs[0].facts.at("speech");
  EXPECT_LE(speech.size(), 1010u);
  EXPECT_TRUE(holds(speech, "s.wav;+9"));
}

TEST_F(MixVerb, RefusesNamesThatATableCannotHold) {
  fs::rename(scratch_ / "music/test/m.wav", scratch_ / "music/test/a\tb.wav");
  const auto result = mix();
  EXPECT_TRUE(ended(result, 65, "a\\x09b.wav: a control character in its name"));
  EXPECT_FALSE(fs::exists(out_ / "manifest.tsv"));
}

TEST_F(MixVerb, MakesNoFolderForASplitWithoutMixes) {
  const auto result = mix({"--json"});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_EQ(nlohmann::json::parse(result.output)["tool"], tool());
  EXPECT_TRUE(fs::exists(out_ / "train"));
  EXPECT_TRUE(fs::exists(out_ / "test"));
  EXPECT_FALSE(fs::exists(out_ / "valid"));
}

TEST_F(MixVerb, TakesEveryKindOfSoundFileFromAFolder) {
  fs::rename(scratch_ / "music/test/m.wav", scratch_ / "music/test/m.M4A");
  ASSERT_EQ(mix().exit_code, 0);
  EXPECT_EQ(read_corpus_manifest(out_ / "manifest.tsv").size(), 2u);
}

TEST_F(MixVerb, RefusesMusicOfASplitWithoutSpeech) {
  fs::remove_all(scratch_ / "speech/test");
  const auto result = mix();
  EXPECT_TRUE(ended(result, 66, "no speech of split test"));
  EXPECT_FALSE(fs::exists(out_));
}

TEST_F(MixVerb, GivesTheSameBytesFromTheSameSeedWithAnyNumberOfThreads) {
  ASSERT_EQ(mix({"--seed", "4", "--threads", "1", "--snr-db", "-5:5"}).exit_code, 0);
  const std::string first = content_of(out_ / "test/00000.wav");
  ASSERT_FALSE(first.empty());
  const std::string manifest = content_of(out_ / "manifest.tsv");
  EXPECT_EQ(mix({"--seed", "4"}).exit_code, 73);
  ASSERT_EQ(mix({"--seed", "4", "--threads", "2", "--snr-db", "-5:5", "--force"}).exit_code, 0);
  EXPECT_EQ(content_of(out_ / "test/00000.wav"), first);
  EXPECT_EQ(content_of(out_ / "manifest.tsv"), manifest);
  ASSERT_EQ(mix({"--seed", "5", "--snr-db", "-5:5", "--force"}).exit_code, 0);
  EXPECT_NE(content_of(out_ / "test/00000.wav"), first);
}

TEST_F(MixVerb, WritesNoManifestOfNothingAndNamesTheMusicThatFailed) {
  for (const char* split : {"train", "test"})
    write_wav(scratch_ / "music" / split / "m.wav", {16000, std::vector<float>(96000)});
  const auto result = mix();
  EXPECT_TRUE(ended(result, 65, "music/test/m.wav: the music is silent"));
  EXPECT_EQ(result.output, "");
  EXPECT_FALSE(fs::exists(out_ / "manifest.tsv"));
}

// A stop must not leave a manifest beside sound that it does not describe.
TEST_F(MixVerb, TakesItsManifestAwayBeforeItReplacesWhatItNames) {
  ASSERT_EQ(mix().exit_code, 0);
  const fs::path manifest = out_ / "manifest.tsv";
  Background process(arguments({"--force", "--seed", "9", "--per-song", "1000"}));
  while (process.is_running() && fs::exists(manifest))
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  EXPECT_EQ(process.end(SIGINT), 75);
  EXPECT_FALSE(fs::exists(manifest));
  // Nor does a smaller mix leave files of the stopped run.
  ASSERT_EQ(mix().exit_code, 0);
  EXPECT_EQ(list_files(out_, {".wav", ".lab"}).size(), 4u);
  EXPECT_FALSE(fs::exists(out_ / ".mixing"));
}

TEST_F(MixVerb, RefusesAFolderThatAnotherProcessUses) {
  fs::create_directories(out_);
  const FileLock lock(out_ / ".lock");
  const auto refused = mix();
  EXPECT_EQ(refused.exit_code, 75);
  EXPECT_TRUE(list_files(out_).empty()) << refused.errors;
}

TEST_F(MixVerb, LeavesNoMixOfALargerRunThatItReplaced) {
  ASSERT_EQ(mix({"--per-song", "3"}).exit_code, 0);
  const std::size_t num_before = list_files(out_, {".wav", ".lab"}).size();
  const fs::path mine = out_ / "test/2024.wav";
  std::ofstream(mine) << "not of the manifest";
  const fs::path outside = scratch_.file("00007.wav", "not of the folder");
  std::ofstream(out_ / "manifest.tsv", std::ios::app) << "test/2024.wav\t../00007.wav\ttest\n"
                                                      << outside.string() << "\tx\ttest\n\n";
  ASSERT_EQ(mix({"--force"}).exit_code, 0);
  EXPECT_EQ(list_files(out_, {".wav", ".lab"}).size(), num_before / 3 + 1);
  EXPECT_TRUE(fs::exists(mine));
  EXPECT_TRUE(fs::exists(outside));
}

TEST_F(MixVerb, ReplacesNoFileOfOthersButOnPurposeAndRemovesNone) {
  const fs::path mine = out_ / "train/00001.wav", other = out_ / "train/00042.wav";
  fs::create_directories(out_ / "train");
  for (const fs::path& file : {mine, other}) std::ofstream(file) << "mine";
  for (const char* part : {"out: holds something else, such as train", "train/00001.wav: exists"}) {
    const auto refused = mix();
    EXPECT_TRUE(ended(refused, 73, part));
    EXPECT_EQ(content_of(mine), "mine");
    EXPECT_FALSE(fs::exists(out_ / ".lock"));
    std::ofstream(out_ / ".mixing") << "mixes that are under way, or were stopped\n";
  }
  ASSERT_EQ(mix({"--force"}).exit_code, 0);
  EXPECT_NE(content_of(mine), "mine");
  ASSERT_EQ(mix({"--force"}).exit_code, 0);
  EXPECT_EQ(content_of(other), "mine");
}

TEST_F(MixVerb, WritesNothingWhereItsSourcesAre) {
  const fs::path music = scratch_ / "music/train/m.wav";
  const std::string before = content_of(music);
  for (const char* folder : {"music", "speech/", "speech/../music/train"}) {
    const auto result =
        run_cantus({"mix", "--speech", (scratch_ / "speech").string(), "--music",
                    (scratch_ / "music").string(), "-o", (scratch_ / folder).string(), "--force"});
    EXPECT_TRUE(ended(result, 64, "is below it, and read"));
  }
  EXPECT_EQ(content_of(music), before);
  EXPECT_FALSE(fs::exists(scratch_ / "music/manifest.tsv"));
}

TEST_F(MixVerb, RefusesARatioThatIsNone) {
  EXPECT_EQ(mix({"--snr-db", "5:-5"}).errors,
            "cantus: error: --snr-db: `5:-5` given (expected LO:HI with LO at most HI)\n");
  EXPECT_EQ(mix({"--snr-db", "loud"}).exit_code, 64);
}

TEST(SynthVerb, LeavesNothingInAFolderThatItRefuses) {
  const Scratch scratch;
  fs::create_directories(scratch / "out");
  scratch.file("out/manifest.tsv", "path\tlabels\tsplit\n");
  const auto refused =
      run_cantus({"synth", "-o", (scratch / "out").string(), "--voices", "builtin"});
  EXPECT_TRUE(ended(refused, 73, "a manifest with lines that are not its own"));
  std::error_code failure;
  EXPECT_EQ(names_in(scratch / "out", failure), std::vector<std::string>{"manifest.tsv"});
}

TEST(SynthVerb, RendersWhatMixReads) {
  const Scratch scratch;
  const auto corpus = (scratch / "corpus").string();
  const auto rendered =
      run_cantus({"synth", "-o", corpus, "--voices", "builtin", "--songs", "4", "--speech", "12",
                  "--song-s", "6", "--instrumentals", "2", "--json"});
  ASSERT_EQ(rendered.exit_code, 0) << rendered.errors;
  const auto facts = nlohmann::json::parse(rendered.output);
  EXPECT_EQ(facts["items"], 18);
  const std::string manifest = facts["manifest"];
  const auto mixed =
      run_cantus({"mix", "--speech", manifest, "--music", manifest, "-o", corpus + "/mixes"});
  EXPECT_EQ(mixed.exit_code, 0) << mixed.errors;
  EXPECT_EQ(run_cantus({"synth", "-o", corpus, "--songs", "-2"}).exit_code, 64);
  const Arguments dry{"synth", "-o", corpus, "--voices", "builtin", "--dry-run"};
  for (const auto& [song_s, code] : {std::pair{"4", 73}, {"600", 73}, {"3.9", 64}, {"601", 64}}) {
    Arguments arguments = dry + Arguments{"--song-s", song_s};
    EXPECT_EQ(run_cantus(arguments).exit_code, code) << song_s;
    arguments[2] = (scratch / "none").string();
    EXPECT_EQ(run_cantus(arguments).exit_code, code == 73 ? 0 : 64) << song_s;
  }
  const auto plan = run_cantus({"synth", "-o", corpus, "--voices", "builtin", "--songs", "2",
                                "--speech", "0", "--dry-run", "--force"});
  EXPECT_TRUE(holds(plan.output, "\nof those there 3 made anew, 15 removed\n"));
}

}  // namespace
}  // namespace cantus
