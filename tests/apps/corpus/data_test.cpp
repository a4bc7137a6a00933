#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "data/audio/read_audio.h"
#include "data/audio/write_wav.h"
#include "data/corpora/corpora.h"
#include "data/labels/read_labels.h"
#include "data/manifest/corpus_manifest.h"
#include "tests/apps/support/run_cantus.h"
#include "tests/data/support/scratch.h"
#include "tests/data/support/tiny_corpora.h"
#include "tests/support/holds.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

class DataVerb : public ::testing::Test {
 protected:
  ProcessResult data(const std::string& job, const std::string& corpus,
                     const Arguments& more = {}) const {
    return run_cantus(Arguments{"data", job, corpus, corpus_.string()} + more);
  }
  ProcessResult manifest(const std::string& corpus, const Arguments& more = {}) const {
    return data("manifest", corpus, more + Arguments{"-o", out_.string()});
  }

  const Scratch scratch_;
  const fs::path corpus_ = scratch_ / "corpus";
  const fs::path out_ = scratch_ / "out";
};

TEST_F(DataVerb, VerifiesEveryCorpusAndWritesAManifestThatIsRead) {
  const std::map<std::string, void (*)(const fs::path&)> makers = {
      {"folder", make_tiny_folder},     {"jamendo", make_tiny_jamendo},
      {"rwc-pop", make_tiny_rwc_pop},   {"musdb18", make_tiny_musdb18_hq},
      {"medleydb", make_tiny_medleydb}, {"ccmixter", make_tiny_ccmixter},
      {"mir-1k", make_tiny_mir1k},
  };
  ASSERT_EQ(makers.size(), all_corpora().size());
  for (const auto& [corpus, make] : makers) {
    fs::remove_all(corpus_);
    fs::remove_all(out_);
    make(corpus_);
    const auto verified = data("verify", corpus, {"--json"});
    ASSERT_EQ(verified.exit_code, 0) << corpus << verified.errors;
    double hours = 0, voiced_h = 0;
    int num_recordings = 0;
    const auto facts = nlohmann::json::parse(verified.output);
    for (const auto& part : facts["parts"]) {
      num_recordings += part["recordings"].get<int>();
      hours += part["hours"].get<double>();
      voiced_h += part["hours"].get<double>() * part["voiced"].get<double>();
    }
    const auto made = manifest(corpus);
    ASSERT_EQ(made.exit_code, 0) << corpus << made.errors;
    EXPECT_EQ(made.output.rfind((out_ / "manifest.tsv").string() + "\n", 0), 0u) << made.output;
    const auto songs = read_corpus_manifest(out_ / "manifest.tsv");
    EXPECT_EQ(static_cast<int>(songs.size()), num_recordings) << corpus;
    EXPECT_NEAR(hours * 3600, 3.0 * num_recordings, 1e-6) << corpus;
    int num_labelled = 0;
    for (const CorpusSong& song : songs) {
      EXPECT_TRUE(fs::exists(song.path)) << song.path;
      if (song.labels.empty()) continue;
      EXPECT_TRUE(fs::exists(song.labels)) << song.labels;
      ++num_labelled;
    }
    EXPECT_GT(num_labelled, 0) << corpus;
    EXPECT_NEAR(voiced_h * 3600, num_labelled, 0.05 * num_labelled) << corpus;
  }
}

TEST_F(DataVerb, TellsOfSplitsThatItDrawsAndOfLevelsThatItSets) {
  constexpr const char* kDrawn = "splits are drawn from seed 3";
  constexpr const char* kLevel = "run detect with --gain-db 6.0206";
  make_tiny_mir1k(corpus_);
  const auto drawn = data("verify", "mir-1k", {"--seed", "3"});
  EXPECT_TRUE(holds(drawn.errors, kDrawn));
  EXPECT_TRUE(holds(drawn.errors, kLevel));
  fs::remove_all(corpus_);
  make_tiny_jamendo(corpus_);
  const auto given = data("verify", "jamendo", {"--seed", "3"});
  EXPECT_FALSE(holds(given.errors, "splits are drawn"));
  EXPECT_FALSE(holds(given.errors, "--gain-db"));
}

TEST_F(DataVerb, ExportsDerivedLabelsThatASecondRunKeeps) {
  make_tiny_musdb18_hq(corpus_);
  ASSERT_EQ(manifest("musdb18").exit_code, 0);
  const auto labels = out_ / "labels/PR - Oh No.lab";
  const auto segments = read_lab(labels, 3);
  ASSERT_EQ(segments.size(), 3u);
  EXPECT_EQ(segments[1].label, "sing");
  EXPECT_EQ(segments.back().end_s, 3);
  fs::remove(out_ / "manifest.tsv");
  std::ofstream(labels) << "0 3 sing\n";
  const auto again = manifest("musdb18");
  EXPECT_EQ(again.exit_code, 73);
  EXPECT_EQ(read_lab(labels).size(), 1u);
  ASSERT_EQ(manifest("musdb18", {"--force"}).exit_code, 0);
  EXPECT_EQ(read_lab(labels).size(), 3u);
}

TEST_F(DataVerb, HearsAVoiceInAStemAsFarBelowItsPeakAsItIsTold) {
  make_tiny_musdb18_hq(corpus_);
  const fs::path vocals = corpus_ / "test/PR - Oh No/vocals.wav";
  Audio audio = read_audio(vocals);  // from 1 s to 2 s; the second half becomes 40 dB quieter
  for (std::size_t n = audio.samples.size() / 2; n < audio.samples.size(); ++n)
    audio.samples[n] *= 0.01f;
  write_wav(vocals, audio);
  const auto voice_s = [&](const char* below_db) {
    const auto made = manifest("musdb18", {"--below-peak-db", below_db, "--force"});
    EXPECT_EQ(made.exit_code, 0) << made.errors;
    const auto segments = read_lab(out_ / "labels/PR - Oh No.lab", 3);
    EXPECT_EQ(segments.size(), 3u);
    return segments.at(1).end_s - segments.at(1).start_s;
  };
  EXPECT_NEAR(voice_s("50"), 1, 0.15);
  EXPECT_NEAR(voice_s("20"), 0.5, 0.15);
}

TEST_F(DataVerb, NamesTheVoicesThatAreKnown) {
  make_tiny_ccmixter(corpus_);
  ASSERT_EQ(manifest("ccmixter").exit_code, 0);
  for (const CorpusSong& song : read_corpus_manifest(out_ / "manifest.tsv")) {
    const fs::path folder = song.path.parent_path();
    EXPECT_EQ(song.vocals, is_accompaniment(song)
                               ? std::vector<fs::path>{}
                               : std::vector<fs::path>{folder / "source-02.wav"});
  }
  fs::remove_all(out_);
  make_tiny_medleydb(scratch_ / "medleydb");
  const auto made = run_cantus(
      {"data", "manifest", "medleydb", (scratch_ / "medleydb").string(), "-o", out_.string()});
  ASSERT_EQ(made.exit_code, 0) << made.errors;
  std::map<std::string, std::size_t> num_stems;  // by song
  for (const CorpusSong& song : read_corpus_manifest(out_ / "manifest.tsv")) {
    num_stems[song.facts.at("song")] = song.vocals.size();
    for (const fs::path& stem : song.vocals) EXPECT_TRUE(fs::exists(stem)) << stem;
  }
  EXPECT_EQ(num_stems, (std::map<std::string, std::size_t>{{"A Classic Education - Night Owl", 2},
                                                           {"Amar Lal - Rest", 0},
                                                           {"Grants - Punch Drunk", 0}}));
}

TEST_F(DataVerb, RefusesVocalsThatAreNotOfTheirMix) {
  make_tiny_ccmixter(corpus_);
  const fs::path vocals = corpus_ / "ccmixter_corpus/two/source-02.wav";
  Audio audio = tiny_vocals("two");
  audio.samples.resize(audio.samples.size() + 1000);
  write_wav(vocals, audio);
  const auto longer = data("verify", "ccmixter");
  EXPECT_TRUE(ended(longer, 65,
                    "two/source-02.wav: 3.125 s of sound (expected 3.000 s, as the song "
                    "has)"));
  fs::rename(corpus_ / "ccmixter_corpus/two", corpus_ / "ccmixter_corpus/t;wo");
  const auto parted = manifest("ccmixter");
  EXPECT_TRUE(ended(parted, 65, "a semicolon on its way"));
}

TEST_F(DataVerb, NamesEverySongWithoutLabels) {
  make_tiny_folder(corpus_);
  fs::remove(corpus_ / "train/two.lab");
  fs::remove(corpus_ / "test/one.lab");
  const auto result = manifest("folder");
  EXPECT_TRUE(ended(result, 66, "train/two.lab: "));
  EXPECT_TRUE(holds(result.errors, "test/one.lab: "));
  EXPECT_TRUE(holds(result.errors, "4 ok, 2 failed"));
  EXPECT_FALSE(fs::exists(out_));
}

TEST_F(DataVerb, RefusesLabelsLongerThanTheirSound) {
  make_tiny_jamendo(corpus_);
  const std::string name =
      "01 - \xc3\x9c"
      "ber v1.0 - train.lab";
  std::ofstream(corpus_ / "labels" / name) << "0 1 sing\n1 9 nosing\n";
  const auto result = data("verify", "jamendo");
  EXPECT_TRUE(ended(result, 65,
                    ".lab:2: segment ends at 9.000000 s, more than 1 s after the end of "
                    "the sound at 3.000000 s"));
}

TEST_F(DataVerb, RefusesNamesThatNoManifestCanHold) {
  make_tiny_folder(corpus_);
  fs::rename(corpus_ / "train/one.wav", corpus_ / "train/o\tne.wav");
  const auto result = data("verify", "folder");
  EXPECT_TRUE(ended(result, 65, "o\\x09ne.wav: a control character in its name"));
}

TEST_F(DataVerb, RefusesTheSameSoundInTwoSplits) {
  make_tiny_folder(corpus_);
  fs::copy_file(corpus_ / "train/one.wav", corpus_ / "test/three.wav");
  fs::copy_file(corpus_ / "train/one.lab", corpus_ / "test/three.lab");
  const auto result = data("verify", "folder");
  EXPECT_TRUE(ended(result, 65, "1 song is in two splits: "));
  EXPECT_TRUE(holds(result.errors, "test/three.wav"));
}

TEST_F(DataVerb, RefusesSongsThatAnotherCorpusHasInAnotherSplit) {
  make_tiny_medleydb(corpus_);
  const auto splits = scratch_.file("medley.tsv", "AClassicEducation_NightOwl\ttest\n");
  ASSERT_EQ(manifest("medleydb", {"--splits", splits.string()}).exit_code, 0);
  fs::remove_all(corpus_);
  make_tiny_musdb18_hq(corpus_);
  const std::string medley = (out_ / "manifest.tsv").string();
  const auto result = data("verify", "musdb18", {"--beside", medley});
  EXPECT_TRUE(ended(result, 65,
                    "1 song is in two splits: A Classic Education - NightOwl (test, "
                    "train)"));
  const auto without = scratch_.file("musdb.tsv", "A Classic Education - NightOwl\tnone\n");
  EXPECT_EQ(data("verify", "musdb18", {"--beside", medley, "--splits", without.string()}).exit_code,
            0);
}

// Folder names identify no songs; a file is identified by its real path, with links resolved.
TEST_F(DataVerb, RefusesFilesThatAnotherCorpusHasInAnotherSplit) {
  make_tiny_folder(corpus_);
  const auto beside = scratch_.file("beside.tsv", "path\tlabels\tsplit\nlink.wav\t\ttest\n");
  fs::create_symlink(corpus_ / "train/one.wav", scratch_ / "link.wav");
  const auto result = data("verify", "folder", {"--beside", beside.string()});
  EXPECT_TRUE(ended(result, 65, "1 song is in two splits: "));
}

TEST_F(DataVerb, RefusesToTrainOnWhatAnotherManifestTests) {
  make_tiny_medleydb(corpus_);
  const auto splits = scratch_.file("medley.tsv", "AClassicEducation_NightOwl\ttest\n");
  ASSERT_EQ(manifest("medleydb", {"--splits", splits.string()}).exit_code, 0);
  make_tiny_musdb18_hq(scratch_ / "musdb18");
  ASSERT_EQ(run_cantus({"data", "manifest", "musdb18", (scratch_ / "musdb18").string(), "-o",
                        (scratch_ / "musdb").string()})
                .exit_code,
            0);
  const auto experiment =
      scratch_.file("both.toml",
                    "[model]\nname = \"glu_cnn\"\n[data]\npositive = \"sing\"\n"
                    "manifest = [\"out/manifest.tsv\", \"musdb/manifest.tsv\"]\n");
  const auto result = run_cantus({"train", experiment.string(), "-o", (scratch_ / "run").string()});
  EXPECT_TRUE(ended(result, 65, "A Classic Education - NightOwl (test, train)"));
}

TEST_F(DataVerb, WarnsOfLabelsThatSayNeitherVoiceNorNone) {
  make_tiny_folder(corpus_);
  const auto as_it_is = data("verify", "folder");
  EXPECT_FALSE(holds(as_it_is.errors, "no voice to this check"));
  std::ofstream(corpus_ / "train/one.lab") << "0 0.1 chorus\n0.1 0.2 nosing\n0.2 0.3 sing\n";
  const auto result = data("verify", "folder");
  EXPECT_TRUE(ended(result, 0, "train/one.lab: the label chorus is no voice to this check"));
}

TEST_F(DataVerb, WarnsOfLabelsThatItDoesNotReadOrThatEndEarly) {
  make_tiny_folder(corpus_);
  std::ofstream(corpus_ / "train/one.txt") << "0\t1\tsing\n";
  std::ofstream(corpus_ / "valid/two.lab") << "0 0.5 sing\n0.5 1.5 nosing\n";
  const auto result = data("verify", "folder");
  EXPECT_EQ(result.exit_code, 0);
  for (const char* warning : {"train/one.txt: not read, as one.lab is\n",
                              "two.lab ends at 1.500 s, its sound at 3.000 s: the rest counts as"})
    EXPECT_TRUE(holds(result.errors, warning));
}

TEST_F(DataVerb, WarnsOfSingersInTwoSplits) {
  make_tiny_mir1k(corpus_);
  const auto splits = scratch_.file("s.tsv", "amy\ttrain\namy_5_02\ttest\nabjones\tvalid\n");
  const auto result = data("verify", "mir-1k", {"--splits", splits.string()});
  EXPECT_TRUE(ended(result, 0, "warning: amy sings in train and test"));
}

TEST_F(DataVerb, SaysWhichWordIsWrong) {
  make_tiny_folder(corpus_);
  const auto error = [&](const Arguments& words) {
    const auto result = run_cantus(Arguments{"data"} + words);
    EXPECT_EQ(result.exit_code, 64);
    return result.errors;
  };
  const std::string folder = corpus_.string();
  EXPECT_TRUE(holds(error({"verify", "jamend", folder}), "did you mean `jamendo`?"));
  EXPECT_TRUE(holds(error({"check", "folder", folder}), "check: no such job"));
  EXPECT_TRUE(holds(error({"verify", "folder"}), "2 words given"));
  EXPECT_TRUE(holds(error({"manifest", "folder", folder}), "--output: not given"));
  EXPECT_TRUE(holds(error({"verify", "folder", folder, "--absolute-rms", "0.1"}),
                    "--absolute-rms: means nothing to folder"));
  EXPECT_TRUE(holds(error({"verify", "folder", folder, "--also", "speakers"}),
                    "--also: means nothing to folder"));
}

}  // namespace
}  // namespace cantus
