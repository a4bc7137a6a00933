#include <nlohmann/json.hpp>

#include "apps/evaluation/evaluation.h"
#include "tests/apps/support/random_model.h"
#include "tests/apps/support/run_cantus.h"
#include "tests/apps/support/tiny_corpus.h"
#include "tests/data/support/scratch.h"
#include "tests/support/holds.h"

namespace cantus {
namespace {

const std::vector<JudgedSong> kSongs{{{"a", 1, "song", "a.lab"}, {1, 1, 0, 0}}, {{"b"}, {0, 0}}};

Report report_on_curves(const std::string& detector,
                        const Curves& curves = {{0.9f, 0.2f, 0.6f, 0.1f}, {0.3f, 0.7f}},
                        const std::vector<JudgedSong>& songs = kSongs) {
  Report report = report_on(detector, 0.5f, curves, songs);
  add_curve_metrics(report, curves, songs);
  return report;
}

TEST(Evaluation, PoolsFramesAndAveragesSongs) {
  const Report report = report_on_curves("x");
  EXPECT_EQ(report.pooled, (FrameCounts{1, 2, 2, 1}));
  EXPECT_DOUBLE_EQ(*report.auroc, 5.0 / 8);
  EXPECT_DOUBLE_EQ(*report.songs[0].auroc, 0.75);
  EXPECT_FALSE(report.songs[1].auroc);
  const auto all = document_of(Result{{}, {report}})["detectors"][0];
  EXPECT_EQ(all["mean_of_songs"]["recall"]["songs"], 1);
}

// A false alarm in song b, which has no voice, makes the song's F 0 but leaves the mean of F alone.
TEST(Evaluation, MeansOfPrecisionAndFRunOverSongsWithVoice) {
  const Report report = report_on_curves("x");
  EXPECT_DOUBLE_EQ(*report.songs[1].counts.f_measure(), 0);
  const auto all = document_of(Result{{}, {report}})["detectors"][0];
  const auto means = all["mean_of_songs"];
  for (const char* of_voice : {"precision", "recall", "f", "auroc"})
    EXPECT_EQ(means[of_voice]["songs"], 1) << of_voice;
  for (const char* of_all : {"specificity", "accuracy"}) EXPECT_EQ(means[of_all]["songs"], 2);
  EXPECT_EQ(means["f"]["mean"], 0.5);
  EXPECT_EQ(all["songs"][1]["f"], 0.0);
  EXPECT_TRUE(holds(to_table(Result{{}, {report}}),
                    "    over so many             1       1       1       2       2"
                    "       1\n"));
}

// Voice is in frames 1, 2, 6 and 7; decisions begin a frame early and also cover the pause.
TEST(Evaluation, SaysHowFarDecisionsRunPastTheVoice) {
  const std::vector<float> truth{0, 1, 1, 0, 0, 0, 1, 1, 0, 0};
  const std::vector<float> score{1, 1, 1, 1, 1, 1, 1, 1, 1, 0};
  const Report report = report_on_curves("a detector, streaming", {score}, {{{"a"}, truth}});
  Subject subject;
  EXPECT_FALSE(holds(to_table(Result{subject, {report}}), "glossed"));
  subject.frames_per_second = 10;
  const std::string table = to_table(Result{subject, {report}});
  EXPECT_TRUE(holds(table,
                    "\n\na detector, streaming: 0.20 s behind the ends of voice and 0.20 s "
                    "before its starts, in the mean; 1 of 1 pauses glossed over.\n\nDecisions"));
  Report close = report;
  close.overshoot = {.num_ends = 1000, .num_starts = 1000, .lag = -1, .lead = 1};
  EXPECT_TRUE(holds(to_table(Result{subject, {close}}), ": 0.00 s behind"));
  const Report without_pauses = report_on("a detector", 0.5f, {{1, 1, 0}}, {{{"a"}, {0, 1, 0}}});
  EXPECT_TRUE(
      to_table(Result{subject, {without_pauses}}).ends_with(" before its starts, in the mean.\n"))
      << to_table(Result{subject, {without_pauses}});
}

TEST(Evaluation, AddsUpWhatDecisionsRunPastTheVoiceOfEverySong) {
  const Report report = report_on("a detector", 0.5f, {{0, 1, 1, 1}, {0, 1, 0, 0}},
                                  {{{"a"}, {0, 1, 0, 0}}, {{"b"}, {0, 1, 0, 0}}});
  EXPECT_EQ(report.overshoot.num_ends, 2);
  EXPECT_EQ(report.overshoot.lag, 2);
}

TEST(Evaluation, SaysHowDetectDiffers) {
  const Report report = report_on_curves("x");
  EXPECT_TRUE(holds(to_table(Result{{}, {report}}),
                    "Frames of the curve as it is (--median); `detect` by default "
                    "takes a median of 15 frames"));
}

TEST(Evaluation, WritesALineForEveryDetectorAndSong) {
  const Report report = report_on_curves("x, \"y\"");
  const std::string csv = to_csv({report});
  EXPECT_TRUE(holds(csv,
                    "\"x, \"\"y\"\"\",a,1,1,1,1,0.500000,0.500000,0.500000,0.500000,0.500000,"
                    "0.750000,1,song,a.lab\n"));
  EXPECT_TRUE(holds(csv, ",b,0,1,1,0,0.000000,,0.000000,0.500000,0.500000,,,,\n"));
}

class Evaluate : public ::testing::Test {
 protected:
  std::filesystem::path train(const std::string& setting = "experiment.batches_per_epoch=40") {
    const auto result =
        run_cantus({"train", corpus_.experiment().string(), "-o", (scratch_ / "run").string(),
                    "--threads", "1", "-q", "--set", setting});
    EXPECT_EQ(result.exit_code, 0) << result.errors;
    return scratch_ / "run/model.safetensors";
  }

  Scratch scratch_;
  TinyCorpus corpus_{scratch_ / "corpus"};
};

TEST_F(Evaluate, JudgesAModelBesideTwoBaselinesOnTheSameFrames) {
  const auto model = train();
  const auto result = run_cantus(
      {"evaluate", "--model", model.string(), "--manifest", corpus_.manifest().string(), "--json",
       "--csv", (scratch_ / "songs.csv").string(), "-q", "--threads", "1", "--compat-grid"});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  const auto report = nlohmann::json::parse(result.output);
  EXPECT_EQ(report["schema"], "cantus.evaluate/1");
  ASSERT_EQ(report["detectors"].size(), 3u);
  EXPECT_EQ(report["detectors"][0]["detector"], "glu_cnn");
  EXPECT_GT(report["detectors"][0]["pooled"]["f"], 0.85);
  EXPECT_EQ(report["detectors"][1]["detector"], "logistic regression");
  EXPECT_EQ(report["detectors"][2]["detector"], "loudness");
  // 1.6 s at 50 frames per second with windows of 40 ms; 0.6 s of voice.
  for (const auto& detector : report["detectors"]) {
    const auto& pooled = detector["pooled"];
    EXPECT_EQ(pooled["true_positive"].get<int>() + pooled["false_negative"].get<int>(), 30);
    EXPECT_EQ(pooled["false_positive"].get<int>() + pooled["true_negative"].get<int>(), 49);
  }
  for (const int of_probabilities : {0, 1})
    EXPECT_TRUE(report["detectors"][of_probabilities]["compatible_grid"]["auroc"].is_number());
  EXPECT_FALSE(report["detectors"][2].contains("compatible_grid")) << "levels in dB";
  const std::string csv = content_of(scratch_ / "songs.csv");
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 1 + 3);
  EXPECT_EQ(run_cantus({"evaluate", "--model", model.string(), "--manifest",
                        corpus_.manifest().string(), "--csv", (scratch_ / "songs.csv").string()})
                .exit_code,
            73);
  const auto opera = run_cantus({"evaluate", "--model", model.string(), "--manifest",
                                 corpus_.manifest().string(), "--kinds", "opera", "-q"});
  EXPECT_TRUE(ended(opera, 66, "no song is of kind opera (expected one of song)"));
}

TEST_F(Evaluate, NamesTheKindsThatItTakesAlone) {
  const auto model = write_random_model(scratch_ / "m.safetensors"), store = scratch_ / "store";
  const auto result =
      run_cantus({"evaluate", "-m", model.string(), "--manifest", corpus_.manifest().string(),
                  "--kinds", "song", "--no-baselines", "-q", "--features", store.string()});
  EXPECT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_TRUE(std::filesystem::exists(store));
  EXPECT_FALSE(std::filesystem::exists(scratch_ / "corpus/features"));
  EXPECT_TRUE(result.output.starts_with(corpus_.manifest().string() + ", test, song alone: "))
      << result.output;
}

TEST_F(Evaluate, SaysWhenNoSongTellsItsKind) {
  const auto model = write_random_model(scratch_ / "m.safetensors");
  std::filesystem::copy_file(corpus_.song(6), scratch_ / "song6.wav");
  const auto manifest = scratch_.file("plain.tsv", "path\tlabels\tsplit\nsong6.wav\t\ttest\n");
  const auto result = run_cantus({"evaluate", "-m", model.string(), "--manifest", manifest.string(),
                                  "--kinds", "song", "--no-baselines"});
  EXPECT_TRUE(ended(result, 0, "no column `kind`: all songs are taken, not only song"));
  EXPECT_TRUE(holds(result.errors, "plain.tsv: no voice (sing) in split test: recall and AUROC"));
}

// As if done by hand: test songs are judged by the model's best threshold on split valid.
TEST_F(Evaluate, TakesTheThresholdThatIsBestOnValidationSongs) {
  const auto model = train();
  const auto judge = [&](const Arguments& more) {
    const auto result = run_cantus(Arguments{"evaluate", "-m", model.string(), "--manifest",
                                             corpus_.manifest().string(), "--json", "-q"} +
                                   more);
    EXPECT_EQ(result.exit_code, 0) << result.errors;
    return nlohmann::json::parse(result.output);
  };
  const auto chosen = judge({"--threshold", "valid"});
  EXPECT_EQ(chosen["thresholds_of"], "valid");
  const auto valid = judge({"--split", "valid"});
  EXPECT_TRUE(valid["thresholds_of"].is_null());
  for (std::size_t detector = 0; detector < 3; ++detector)
    EXPECT_EQ(chosen["detectors"][detector]["threshold"],
              valid["detectors"][detector]["best_accuracy"]["threshold"])
        << detector;
  const auto given = judge({"--threshold", chosen["detectors"][0]["threshold"].dump()});
  EXPECT_EQ(given["detectors"][0]["pooled"], chosen["detectors"][0]["pooled"]);
  EXPECT_NE(given["data_sha256"], chosen["data_sha256"]) << "the songs that chose it count too";
  for (const char* split : {"valid", "all"}) {
    const auto oracle =
        run_cantus({"evaluate", "-m", model.string(), "--manifest", corpus_.manifest().string(),
                    "--split", split, "--threshold", "valid"});
    EXPECT_EQ(oracle.exit_code, 64) << split;
  }
}

TEST_F(Evaluate, RefusesThresholdsOfSongsWithoutVoiceOrWithNothingElse) {
  const auto model = write_random_model(scratch_ / "m.safetensors");
  for (const auto& [labels, found] : {std::pair("0 1.6 nosing\n", "no voice in split valid"),
                                      {"0 1.6 sing\n", "voice in every frame in split valid"}}) {
    for (const int valid : {4, 5}) std::ofstream(corpus_.labels(valid)) << labels;
    const auto result =
        run_cantus({"evaluate", "-m", model.string(), "--manifest", corpus_.manifest().string(),
                    "--threshold", "valid", "--no-baselines", "-q"});
    EXPECT_TRUE(ended(result, 65, found));
  }
}

// The labels belong to another song, or are unfinished.
TEST_F(Evaluate, WarnsOfLabelsThatEndLongBeforeTheirSound) {
  const auto model = write_random_model(scratch_ / "m.safetensors");
  const auto judge = [&](const char* labels) {
    std::ofstream(corpus_.labels(6)) << labels;
    return run_cantus({"evaluate", "-m", model.string(), "--manifest", corpus_.manifest().string(),
                       "--no-baselines", "-q"})
        .errors;
  };
  EXPECT_EQ(judge("0 0.3 sing\n0.3 1.2 nosing\n"), "");
  EXPECT_EQ(judge("0.1 1.0 sing\n"), "") << "voice alone does not say where the song ends";
  EXPECT_TRUE(holds(judge("0.1 0.3 sing\n"), "is it of another song?"));
  const auto short_of = judge("0 0.3 sing\n0.3 0.5 nosing\n");
  EXPECT_TRUE(holds(short_of, "song6.lab ends at 0.500 s, its sound at 1.6"));
}

// Also in float16 features, where digital silence has another value.
TEST_F(Evaluate, HearsNoVoiceInDigitalSilence) {
  const auto model = train("data.dtype=float16");
  write_wav(corpus_.song(6), {16000, std::vector<float>(16000 * 16 / 10)});
  const auto result =
      run_cantus({"evaluate", "-m", model.string(), "--manifest", corpus_.manifest().string(),
                  "--no-baselines", "--threshold", "0", "--json", "-q"});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  const auto pooled = nlohmann::json::parse(result.output)["detectors"][0]["pooled"];
  EXPECT_EQ(pooled["true_negative"].get<int>() + pooled["false_negative"].get<int>(), 79);
}

// Detectors that are compared are smoothed alike.
TEST_F(Evaluate, SmoothsTheBaselinesAsItDoesTheModel) {
  const auto model = write_random_model(scratch_ / "model.safetensors");
  const auto judge = [&](const char* median) {
    const auto result =
        run_cantus({"evaluate", "-m", model.string(), "--manifest", corpus_.manifest().string(),
                    "--median", median, "--json", "-q"});
    EXPECT_EQ(result.exit_code, 0) << result.errors;
    std::vector<double> best;
    const auto report = nlohmann::json::parse(result.output);
    for (const auto& detector : report["detectors"])
      best.push_back(detector["best_accuracy"]["threshold"]);
    return best;
  };
  const auto plain = judge("1"), smooth = judge("25");
  ASSERT_EQ(plain.size(), 3u);
  for (std::size_t detector = 0; detector < 3; ++detector)
    EXPECT_NE(plain[detector], smooth[detector]) << detector;
}

TEST_F(Evaluate, RefusesAManifestNamedTwice) {
  const std::string manifest = corpus_.manifest().string();
  const auto result =
      run_cantus({"evaluate", "-m", write_random_model(scratch_ / "m.safetensors").string(),
                  "--manifest", manifest + "," + manifest});
  EXPECT_EQ(result.exit_code, 65);
  EXPECT_TRUE(
      holds(result.errors, "is named a second time (expected every song once in all manifests)"));
}

TEST_F(Evaluate, RefusesSongsNoneOfWhichHasTheLabelAndWarnsOfItsCase) {
  const auto model = write_random_model(scratch_ / "m.safetensors");
  const auto evaluate = [&] {
    return run_cantus(
        {"evaluate", "-m", model.string(), "--manifest", corpus_.manifest().string(), "-q"});
  };
  std::ofstream(corpus_.labels(6)) << "0.9 1.5 Sing\n";
  const auto refused = evaluate();
  EXPECT_TRUE(ended(refused, 65, "no song has the label sing; there are: Sing"));
  std::ofstream(corpus_.labels(6)) << "0.5 0.6 sing\n0.9 1.5 Sing\n";
  const auto warned = evaluate();
  EXPECT_TRUE(ended(warned, 0, "song6.lab: label Sing counts as no voice, as it is not sing"));
  std::ofstream(corpus_.labels(6)) << "0.5 1.6 nosing\n";  // an instrumental, labelled as such
  EXPECT_EQ(evaluate().errors, "");
}

TEST_F(Evaluate, TellsTwoChannelsOfOneFileApart) {
  const auto model = write_random_model(scratch_ / "m.safetensors");
  std::ofstream manifest(corpus_.manifest());
  manifest << "path\tlabels\tsplit\tkind\tchannel\n";
  manifest << "song6.wav\tsong6.lab\ttest\tsong\t0\nsong6.wav\t\ttest\tmusic\t\n";
  manifest.close();
  const auto csv = scratch_ / "songs.csv";
  const auto result =
      run_cantus({"evaluate", "-m", model.string(), "--manifest", corpus_.manifest().string(), "-q",
                  "--json", "--csv", csv.string()});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_TRUE(holds(content_of(csv), ",0,song,song6.lab\n"));
  EXPECT_TRUE(holds(content_of(csv), ",,music,\n"));
  const auto songs = nlohmann::json::parse(result.output)["detectors"][0]["songs"];
  EXPECT_EQ(songs[0]["channel"], 0);
  EXPECT_TRUE(songs[1]["channel"].is_null());
  EXPECT_EQ(songs[1]["kind"], "music");
}

// If the features exist already, it prints nothing.
TEST_F(Evaluate, SaysWhoseFeaturesItMakes) {
  const auto model = write_random_model(scratch_ / "m.safetensors").string();
  std::filesystem::remove_all(corpus_.manifest().parent_path() / "features");
  const auto told = [&] {
    return run_cantus({"evaluate", "--model", model, "--manifest", corpus_.manifest().string()})
        .errors;
  };
  const std::string first = told();
  for (const char* line :
       {"cantus: features of the test songs: 1 of 1 song, ",
        "cantus: features of the train songs, which the baselines learn from: 4"})
    EXPECT_TRUE(holds(first, line));
  EXPECT_FALSE(holds(told(), "features"));
}

TEST_F(Evaluate, HasNoBaselinesOnTheSongsTheyLearnFrom) {
  const auto model = write_random_model(scratch_ / "m.safetensors");
  for (const auto& [split, num_songs] : {std::pair{"train", 4u}, {"all", 7u}}) {
    const auto result = run_cantus({"evaluate", "--model", model.string(), "--manifest",
                                    corpus_.manifest().string(), "--split", split, "--json"});
    ASSERT_EQ(result.exit_code, 0) << result.errors;
    const auto detectors = nlohmann::json::parse(result.output)["detectors"];
    EXPECT_EQ(detectors.size(), 1u) << split;
    EXPECT_EQ(detectors[0]["songs"].size(), num_songs);
    EXPECT_TRUE(
        holds(result.errors, "no baselines, which would be scored on the songs they learn from"));
  }
}

// For training and for evaluation.
TEST_F(Evaluate, RefusesSongsThatAreLearnedFromUnderAnotherName) {
  const auto model = write_random_model(scratch_ / "m.safetensors").string();
  std::ofstream(corpus_.manifest(), std::ios::app) << "copy.wav\tsong0.lab\ttest\tsong\n";
  std::filesystem::copy_file(corpus_.song(0), corpus_.manifest().parent_path() / "copy.wav");
  const auto manifest = corpus_.manifest().string();
  for (const auto& arguments :
       {Arguments{"train", corpus_.experiment().string(), "-o", (scratch_ / "other").string()},
        {"evaluate", "--model", model, "--manifest", manifest, "--no-baselines"}}) {
    const auto result = run_cantus(arguments);
    EXPECT_TRUE(ended(result, 65, "copy.wav (train, test) (expected every song in one)"));
  }
}

TEST_F(Evaluate, NamesTheSplitsThatThereAre) {
  const auto model = write_random_model(scratch_ / "m.safetensors");
  std::ofstream(corpus_.manifest()) << "path\tlabels\tsplit\nsong0.wav\tsong0.lab\tvalid\n";
  const auto result = run_cantus(
      {"evaluate", "--model", model.string(), "--manifest", corpus_.manifest().string(), "-q"});
  EXPECT_EQ(result.exit_code, 66);
  EXPECT_TRUE(
      holds(result.errors, "no song of split test, only of valid (expected songs to judge on)"));
}

TEST_F(Evaluate, AsksForOneThingToJudge) {
  EXPECT_EQ(run_cantus({"evaluate"}).exit_code, 64);
  EXPECT_EQ(run_cantus({"evaluate", "--model", "m", "--predicted", "p"}).exit_code, 64);
  EXPECT_EQ(run_cantus({"evaluate", "--predicted", "p"}).exit_code, 64);
  const auto no_model =
      run_cantus({"evaluate", "--model", "", "--manifest", corpus_.manifest().string()});
  EXPECT_TRUE(ended(no_model, 64, "--model: `` given (expected a path)"));
  const auto no_songs = run_cantus({"evaluate", "--model", "m"});
  EXPECT_TRUE(ended(no_songs, 64, "--manifest: not given"));
  EXPECT_EQ(run_cantus({"evaluate", "--model", (scratch_ / "none").string(), "--manifest",
                        corpus_.manifest().string()})
                .exit_code,
            66);
}

}  // namespace
}  // namespace cantus
