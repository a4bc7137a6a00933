#include "data/synth/corpus/corpus.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmath>
#include <memory>
#include <set>

#include "data/files/temporary_files.h"
#include "kernels/core/error.h"
#include "tests/data/support/scratch.h"
#include "tests/data/synth/corpus_files.h"
#include "tests/support/expect_error.h"
#include "tests/support/holds.h"

namespace cantus {
namespace {

class Corpus : public ::testing::Test {
 protected:
  static CorpusOptions options() {
    CorpusOptions options;
    options.voices = VoiceKind::kBuiltin;
    options.seed = 7;
    options.num_songs = 5;
    options.song_s = 10;
    options.num_speech = 5;
    return options;
  }

  Scratch scratch_;
};

// A fully rendered corpus, shared by all tests of a process.
class RenderedCorpus : public Corpus {
 protected:
  static void SetUpTestSuite() {
    folder_ = std::make_unique<Scratch>();
    render_corpus(options(), *folder_ / "corpus");
  }
  static void TearDownTestSuite() { folder_.reset(); }

  const fs::path shared_ = *folder_ / "corpus";

 private:
  inline static std::unique_ptr<Scratch> folder_;
};

TEST_F(RenderedCorpus, IsTheSameBytesOnEveryMachine) {
  std::string all;
  for (const auto& [name, hash] : hashes(shared_)) all += name + ' ' + hash + '\n';
  EXPECT_EQ(sha256_hex(all), "b76208775af75ff2d2358c5a2fe50b6eab21c809281f014ef721682ed3ba6d44")
      << all;
}

TEST_F(RenderedCorpus, IsTheSameBytesWithAnyNumberOfThreads) {
  CorpusOptions two = options();
  two.num_threads = 3;
  const fs::path other = scratch_ / "threads";
  render_corpus(two, other);
  EXPECT_EQ(hashes(shared_), hashes(other));
}

TEST_F(RenderedCorpus, KeepsWhatIsThereAndRepairsOnPurposeOnlyWhatIsNotAsItWasRendered) {
  const auto before = hashes(shared_);
  EXPECT_EQ(render_corpus(options(), shared_).num_rendered, 0);
  const std::string song = read_manifest(shared_).front().path;
  std::fstream(shared_ / song, std::ios::in | std::ios::out | std::ios::binary).seekp(1000)
      << "damage";
  expect_error(Exit::kCannotCreate, song + ": is not what is rendered there",
               [&] { render_corpus(options(), shared_); });
  CorpusOptions repaired = options();
  repaired.replace = true;
  const CorpusSummary summary = render_corpus(repaired, shared_);
  EXPECT_EQ(summary.num_rendered, 1);
  EXPECT_EQ(summary.num_items, 12);
  EXPECT_EQ(hashes(shared_), before);
  fs::remove(shared_ / song);
  EXPECT_EQ(render_corpus(options(), shared_).num_rendered, 1);
  EXPECT_EQ(hashes(shared_), before);
}

// Files without a record come from an interrupted run, or are somebody's own.
TEST_F(Corpus, GoesOnFromFilesItRenderedAndReplacesNoneOfOthers) {
  const fs::path out = scratch_ / "files";
  CorpusOptions one = options();
  one.num_songs = one.num_instrumentals = 0;
  one.num_speech = 2;
  render_corpus(one, out);
  const auto before = hashes(out);
  fs::remove_all(out / ".items");
  fs::remove(out / "manifest.tsv");
  EXPECT_EQ(render_corpus(one, out).num_rendered, 2);
  EXPECT_EQ(hashes(out), before);
  const std::string path = read_manifest(out).front().path;
  const fs::path labels = fs::path(out / path).replace_extension(".lab");
  std::ofstream(labels) << "corrected";
  fs::remove_all(out / ".items");
  fs::remove(out / "manifest.tsv");
  expect_error(Exit::kCannotCreate, labels.filename().string() + ": is not what is rendered there",
               [&] { render_corpus(one, out); });
  EXPECT_EQ(fs::file_size(labels), 9u);
}

// Leftovers of killed writers: a record and a sound under their temporary names.
TEST_F(Corpus, GoesOnBesideWhatKilledWritersLeft) {
  const fs::path out = scratch_ / "killed";
  CorpusOptions one = options();
  one.num_songs = one.num_instrumentals = 0;
  one.num_speech = 1;
  render_corpus(one, out);
  const auto before = hashes(out);
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  const std::string ours = "." + process_home() + "." + std::to_string(child) + ".0.tmp";
  const fs::path record = out / (".items/.speech-00000" + ours);
  const fs::path sound = out / read_manifest(out).front().path;
  const fs::path left = sound.parent_path() / (".00000.wav" + ours);
  const fs::path of_another_home = out / ".items/.speech-00000.elsewhere.1.2.3.tmp";
  for (const fs::path& copy : {record, of_another_home})
    fs::copy_file(out / ".items/speech-00000", copy);
  fs::copy_file(sound, left);
  EXPECT_EQ(render_corpus(one, out).num_rendered, 0);
  EXPECT_FALSE(fs::exists(record));
  EXPECT_FALSE(fs::exists(left));
  fs::remove(of_another_home);
  EXPECT_EQ(hashes(out), before);
}

TEST_F(Corpus, GrowsAndIsReplacedOnPurposeOnly) {
  CorpusOptions two = options();
  two.num_songs = 2;
  two.song_s = 4;
  two.num_speech = 0;
  CorpusOptions three = two;
  three.num_songs = 3;
  const fs::path out = scratch_ / "replaced";
  render_corpus(two, out);
  EXPECT_EQ(render_corpus(three, out).num_rendered, 1);
  const auto grown = hashes(out);
  CorpusOptions reseeded = three;
  reseeded.seed = 8;
  for (const CorpusOptions& other : {two, reseeded}) {
    expect_error(Exit::kCannotCreate, "which these options would lose",
                 [&] { render_corpus(other, out); });
  }
  EXPECT_EQ(hashes(out), grown);
  two.replace = true;
  const auto stop = [](int, int, double) { throw std::runtime_error("stopped"); };
  EXPECT_THROW(render_corpus(two, out, stop), std::runtime_error);
  EXPECT_EQ(hashes(out), grown) << "nothing is gone before all is there";
  EXPECT_EQ(render_corpus(two, out).num_rendered, 0);
  const fs::path alone = scratch_ / "alone";
  render_corpus(two, alone);
  EXPECT_EQ(hashes(out), hashes(alone)) << "what is no longer of the corpus is gone";
  reseeded.replace = true;
  EXPECT_THROW(render_corpus(reseeded, out, stop), std::runtime_error);
  EXPECT_FALSE(fs::exists(out / "manifest.tsv")) << "it would tell of items that are replaced";
}

TEST_F(Corpus, TakesAwayWhatAnItemCanHaveAndNothingElse) {
  const fs::path above = scratch_ / "above", out = above / "corpus";
  CorpusOptions one = options();
  one.num_songs = 0;
  one.num_instrumentals = 0;
  one.num_speech = 1;
  render_corpus(one, out);
  const std::vector<fs::path> mine{above / "99999.wav", out / "mine.wav"};
  const fs::path its = out / "songs/train/99999/mix.wav", longer = out / "songs/train/999990.wav";
  fs::create_directories(its.parent_path());
  for (const fs::path& file : {mine[0], mine[1], its, longer}) std::ofstream(file) << "sound";
  std::ofstream(out / ".items/song-99999")
      << "key\tx\nseconds\t1\nfile\t../99999.wav\t5\tabc\nfile\tmine.wav\t5\tabc\nfile\t" +
             mine[0].string() +
             "\t5\tabc\nfile\tsongs/train/999990.wav\t5\tabc\n"
             "file\tsongs/train/99999/mix.wav\t5\tabc\nend\n";
  std::ofstream(out / ".items/x-") << "key\tx\nseconds\t1\nfile\tmine.wav\t5\tabc\nend\n";
  one.replace = true;
  render_corpus(one, out);
  for (const fs::path& file : mine) EXPECT_TRUE(fs::exists(file)) << file;
  EXPECT_TRUE(fs::exists(longer)) << "of another number";
  EXPECT_TRUE(fs::exists(out / ".items/x-")) << "no item has that name";
  EXPECT_FALSE(fs::exists(its));
  EXPECT_FALSE(fs::exists(out / ".items/song-99999"));
}

TEST_F(Corpus, RefusesTheFolderOfAnotherManifest) {
  const fs::path out = scratch_ / "another";
  fs::create_directories(out);
  std::ofstream(out / "manifest.tsv") << "path\tlabels\tsplit\n";
  CorpusOptions none = options();
  none.num_songs = none.num_speech = 0;
  expect_error(Exit::kCannotCreate, "lines that are not its own",
               [&] { render_corpus(none, out); });
  EXPECT_EQ(fs::file_size(out / "manifest.tsv"), 18u);
  none.replace = true;
  render_corpus(none, out);
  none.replace = false;
  render_corpus(none, out);  // its own folder, though it holds no items
  std::ofstream(out / "manifest.tsv") << "path\tlabels\tsplit\tspeech\n";  // a changed manifest
  EXPECT_THROW(render_corpus(none, out), Error);
}

TEST_F(RenderedCorpus, SharesNoVoiceStyleOrSeedBetweenSplits) {
  std::map<std::string, std::set<std::string>> splits_of;
  std::set<std::string> splits;
  for (const Row& row : read_manifest(shared_)) {
    splits.insert(row.split);
    if (row.voice != "-") splits_of["voice " + row.voice].insert(row.split);
    if (row.style != "-") splits_of["style " + row.style].insert(row.split);
    splits_of["seed " + row.seed].insert(row.split);
    EXPECT_TRUE(holds(row.path, '/' + row.split + '/'));
    EXPECT_EQ(row.vocal, row.voice == "-" ? "0" : "1");
    EXPECT_TRUE(fs::exists(shared_ / row.path)) << row.path;
  }
  EXPECT_EQ(splits.size(), 3u);
  for (const auto& [what, where] : splits_of) EXPECT_EQ(where.size(), 1u) << what;
}

TEST_F(RenderedCorpus, LabelsAgreeWithTheEnergyOfTheVoice) {
  EXPECT_GT(label_agreement(shared_), .95);
}

TEST_F(RenderedCorpus, MixesAreTheSumOfTheirStemsWithinTheSnrAskedFor) {
  auto songs = read_manifest(shared_);
  std::erase_if(songs, [](const Row& row) { return row.kind != "song"; });
  ASSERT_FALSE(songs.empty());
  for (const Row& row : songs) {
    const fs::path song = (shared_ / row.path).parent_path();
    const auto mix = read_audio(song / "mix.wav").samples,
               voice = read_audio(song / "vocals.wav").samples,
               music = read_audio(song / "accompaniment.wav").samples;
    const auto spans = read_spans(song / "vocals.lab", "sing");
    double voiced = 0, played = 0;
    for (std::size_t i = 0; i < mix.size(); ++i) {
      ASSERT_NEAR(mix[i], voice[i] + music[i], 5e-5);
      if (!inside(spans, double(i) / kSynthRate)) continue;
      voiced += voice[i] * voice[i], played += music[i] * music[i];
    }
    const double snr_db = 10 * std::log10(voiced / played);
    EXPECT_GT(snr_db, options().lowest_snr_db - .5);
    EXPECT_LT(snr_db, options().highest_snr_db + .5);
  }
}

TEST_F(Corpus, PlansWithoutWritingInADryRun) {
  CorpusOptions dry = options();
  dry.dry_run = true;
  const fs::path out = scratch_ / "dry";
  const CorpusSummary summary = render_corpus(dry, out);
  EXPECT_EQ(summary.num_items, 12);
  EXPECT_GT(summary.bytes, 1'000'000u);
  EXPECT_FALSE(fs::exists(out));
}

}  // namespace
}  // namespace cantus
