#include <nlohmann/json.hpp>

#include "models/evaluation/metrics.h"
#include "tests/apps/support/run_cantus.h"
#include "tests/data/support/scratch.h"
#include "tests/support/holds.h"

namespace cantus {
namespace {

class EvaluateLabels : public testing::Test {
 protected:
  Scratch scratch_;
};

// Frames around the truth's end are counted as in mir_eval's segment measures.
TEST_F(EvaluateLabels, TakesTheLengthOfTheSongFromATruthWithoutGaps) {
  const auto truth = scratch_.file("truth.lab", "0 1 sing\n1 2 nosing\n").string();
  const auto judge = [&](const std::string& name, const std::string& predicted) {
    const auto file = scratch_.file(name, predicted).string();
    auto result = run_cantus({"evaluate", "--predicted", file, "--truth", truth, "--json", "-q"});
    EXPECT_EQ(result.exit_code, 0) << result.errors;
    const auto pooled = nlohmann::json::parse(result.output)["detectors"][0]["pooled"];
    const FrameCounts counts{pooled["true_positive"], pooled["false_positive"],
                             pooled["true_negative"], pooled["false_negative"]};
    return std::pair{counts, result.errors};
  };
  const auto [longer, longer_warning] = judge("long.lab", "0 1 sing\n1 3 sing\n");
  EXPECT_EQ(longer, (FrameCounts{100, 100, 0, 0}));
  EXPECT_TRUE(holds(longer_warning, "long.lab ends at 3.000 s, its truth "));
  EXPECT_TRUE(holds(longer_warning, "truth.lab at 2.000 s: what comes after"));
  const auto [shorter, shorter_warning] = judge("short.lab", "0 0.5 sing\n");
  EXPECT_EQ(shorter, (FrameCounts{50, 0, 100, 50}));
  EXPECT_TRUE(holds(shorter_warning, "what is missing counts as no voice"));
  // A track of voice labels ends with the last one, so no warning is due.
  EXPECT_EQ(judge("voices.txt", "0.5\t0.75\tsing\n"),
            (std::pair{FrameCounts{25, 0, 100, 75}, std::string()}));
  for (const char* text : {"0 2.005 sing\n", "0 1.95 sing\n"})
    EXPECT_EQ(judge("same.lab", text).second, "") << text;
}

TEST_F(EvaluateLabels, TakesTheLaterEndWhereTheTruthDoesNotSayHowLongTheSongIs) {
  const auto truth = scratch_.file("truth.txt", "1.0\t2.0\tsing\n").string();
  const auto found = scratch_.file("found.lab", "0 3 sing\n").string();
  const auto result = run_cantus({"evaluate", "--predicted", found, "--truth", truth});
  EXPECT_TRUE(holds(result.output, "300 frames, 33.3 % voice"));
  EXPECT_EQ(result.errors, "");
  const auto endless = run_cantus({"evaluate", "--predicted", truth, "--truth", truth});
  EXPECT_TRUE(holds(endless.errors, "1 song whose length no label file states"));
}

// Segments from the song's beginning do not say where the song ends; JAMS may state it.
TEST_F(EvaluateLabels, TakesTheLengthOfTheSongFromFilesThatHoldAllOfIt) {
  const auto found = scratch_.file("found.txt", "0\t5\tsing\n10\t20\tsing\n").string();
  const auto frames = [&](const std::string& truth) {
    return run_cantus({"evaluate", "--predicted", found, "--truth", truth, "-q"}).output;
  };
  const auto text = scratch_.file("truth.txt", "0\t5\tsing\n").string();
  EXPECT_TRUE(holds(frames(text), "2000 frames, 25.0 % voice"));
  const auto jams = [&](const std::string& facts) {
    return scratch_
        .file("truth.jams",
              R"({"file_metadata": {)" + facts +
                  R"(}, "annotations": [{)"
                  R"("namespace": "segment_open", "data": [{"time": 0, "duration": 5, )"
                  R"("value": "sing", "confidence": null}]}]})")
        .string();
  };
  const std::string stated = frames(jams(R"("duration": 25.0)"));
  EXPECT_TRUE(holds(stated, "2500 frames, 20.0 % voice"));
  const std::string silent = frames(jams(""));
  EXPECT_TRUE(holds(silent, "2000 frames, 25.0 % voice"));
}

// "vocals" may be another name for the label that is looked for.
TEST_F(EvaluateLabels, TellsOfLabelsThatCountAsNoVoice) {
  const auto truth = scratch_.file("t.lab", "0 1 sing\n1 2 nosing\n").string();
  const auto found = scratch_.file("f.lab", "0 1 vocals\n1 2 nosing\n").string();
  const auto result = run_cantus({"evaluate", "--predicted", found, "--truth", truth});
  EXPECT_TRUE(holds(result.errors, "labels of the predictions that count as no voice: vocals"));
  EXPECT_FALSE(holds(result.errors, "of the truths"));
}

TEST_F(EvaluateLabels, NamesARecordingAlikeHoweverItsFolderIsWritten) {
  for (const char* folder : {"truth", "found"}) {
    std::filesystem::create_directories(scratch_ / folder);
    scratch_.file(std::string(folder) + "/s.lab", "0 1 sing\n1 2 nosing\n");
  }
  const auto recording = [&](const std::string& truth) {
    const auto result = run_cantus({"evaluate", "--predicted", (scratch_ / "found").string(),
                                    "--truth", truth, "--json", "-q"});
    EXPECT_EQ(result.exit_code, 0) << result.errors;
    return nlohmann::json::parse(result.output)["detectors"][0]["songs"][0]["recording"];
  };
  EXPECT_EQ(recording((scratch_ / "truth").string()),
            recording((scratch_ / "found/../truth/.").string()));
}

TEST_F(EvaluateLabels, WarnsOfFilesInAnotherOrderThanTheirTruths) {
  std::string named[2][2];
  for (const int folder : {0, 1})
    for (const int song : {0, 1}) {
      const std::string name = std::string(folder == 0 ? "found/" : "truth/") + "ab"[song] + ".lab";
      std::filesystem::create_directories((scratch_ / name).parent_path());
      named[folder][song] = scratch_.file(name, "0 1 sing\n1 2 nosing\n").string();
    }
  const auto& [found, truth] = named;
  const auto judge = [&](const std::string& predicted, const std::string& truths) {
    return run_cantus({"evaluate", "--predicted", predicted, "--truth", truths}).errors;
  };
  EXPECT_EQ(judge(found[0] + "," + found[1], truth[0] + ", " + truth[1]), "");
  EXPECT_EQ(judge(found[0], truth[1]), "");
  const std::string swapped = judge(found[0] + "," + found[1], truth[1] + "," + truth[0]);
  EXPECT_TRUE(holds(swapped, "found/a.lab is judged by "));
}

// Voice of zero length is a position in a song, such as Audacity's point labels.
TEST_F(EvaluateLabels, WarnsOfVoiceWithoutLength) {
  const auto truth = scratch_.file("t.txt", "0\t1\tsing\n2\t2\tsing\n3\t3\tverse\n").string();
  const auto result = run_cantus({"evaluate", "--predicted", truth, "--truth", truth});
  EXPECT_TRUE(
      holds(result.errors, "t.txt: 1 label of voice without length, which count as no voice"));
}

TEST_F(EvaluateLabels, TakesANameWithACommaForAFileThatIsThere) {
  const auto truth = scratch_.file("Artist, Title.lab", "0 1 sing\n").string();
  const auto other = scratch_.file("other.lab", "0 2 sing\n").string();
  const auto one = run_cantus({"evaluate", "--predicted", truth, "--truth", truth, "--json"});
  EXPECT_EQ(one.exit_code, 0) << one.errors;
  const auto two = run_cantus({"evaluate", "--predicted", truth, "--predicted", other, "--truth",
                               other + "," + other, "--json"});
  EXPECT_EQ(two.exit_code, 0) << two.errors;
}

TEST_F(EvaluateLabels, SaysOfLabelFilesOnlyWhatHoldsForThem) {
  const auto truth = scratch_.file("truth.lab", "0 1 speech\n1 2 nospeech\n").string();
  const auto plain = run_cantus({"evaluate", "--predicted", truth, "--truth", truth});
  EXPECT_TRUE(ended(plain, 65, "no truth has the label sing; there are: nospeech, speech"));
  const auto result =
      run_cantus({"evaluate", "--predicted", truth, "--truth", truth, "--positive", "speech"});
  EXPECT_EQ(result.errors, "");
  const auto blanks = run_cantus(
      {"evaluate", "--predicted", truth, "--truth", truth, "--positive", "sing, speech "});
  EXPECT_EQ(blanks.exit_code, 0) << blanks.errors;
  const auto list =
      run_cantus({"evaluate", "--predicted", truth, "--truth", truth, "--positive", "[speech]"});
  EXPECT_TRUE(ended(list, 64, "separated by commas, without brackets"));
  EXPECT_TRUE(holds(result.output, "Frames of 10 ms; voice: speech.\n"));
  for (const char* foreign : {"threshold", "AUROC", "oracle"})
    EXPECT_FALSE(holds(result.output, foreign));
}

TEST_F(EvaluateLabels, WarnsOfPredictionsThatCallVoiceOtherwise) {
  const auto truth = scratch_.file("truth.lab", "0 1 sing\n1 2 nosing\n").string();
  const auto voice = scratch_.file("voice.lab", "0 1 voice\n1 2 novoice\n").string();
  const auto result = run_cantus({"evaluate", "--predicted", voice, "--truth", truth});
  EXPECT_TRUE(ended(result, 0, "no prediction has the label sing; there are: novoice, voice"));
}

TEST_F(EvaluateLabels, RefusesFlagsOfModelsForLabelFiles) {
  const auto truth = scratch_.file("truth.lab", "0 1 sing\n").string();
  for (const Arguments& flag : std::vector<Arguments>{
           {"--split", "train"}, {"--fit-songs", "1"}, {"--threshold", "0.3"}, {"--compat-grid"}}) {
    const auto result =
        run_cantus(Arguments{"evaluate", "--predicted", truth, "--truth", truth} + flag);
    EXPECT_TRUE(ended(result, 64, flag[0] + ": has no effect on label files"));
  }
}

TEST_F(EvaluateLabels, JudgesLabelFilesByFramesOfTenMilliseconds) {
  const auto truth = scratch_.file("truth.lab", "0 1 sing\n1 2 nosing\n");
  const auto found = scratch_.file("found.lab", "0 0.5 nosing\n0.5 1.25 sing\n");
  const auto result =
      run_cantus({"evaluate", "--predicted", found.string(), "--truth", truth.string(), "--json"});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  const auto pooled = nlohmann::json::parse(result.output)["detectors"][0]["pooled"];
  EXPECT_EQ(pooled["true_positive"], 50);
  EXPECT_EQ(pooled["false_positive"], 25);
  EXPECT_EQ(pooled["true_negative"], 75);
  EXPECT_EQ(pooled["false_negative"], 50);
  EXPECT_TRUE(pooled["auroc"].is_null());
  const auto table =
      run_cantus({"evaluate", "--predicted", found.string(), "--truth", truth.string()});
  EXPECT_TRUE(holds(table.output, "1 song, 200 frames, 50.0 % voice"));
  EXPECT_TRUE(
      holds(table.output, "every frame voice       0.5000  1.0000  0.6667  0.0000  0.5000\n"));
}

TEST_F(EvaluateLabels, CallsAFrameWhatItsCentreIsCalled) {
  const auto truth = scratch_.file("truth.lab", "0 1.004 sing\n1.004 2 nosing\n").string();
  const auto found = scratch_.file("found.lab", "0 1.006 sing\n1.006 2 nosing\n").string();
  const auto result = run_cantus({"evaluate", "--predicted", found, "--truth", truth, "--json"});
  const auto pooled = nlohmann::json::parse(result.output)["detectors"][0]["pooled"];
  EXPECT_EQ(pooled["true_positive"], 100);
  EXPECT_EQ(pooled["false_positive"], 1);
}

TEST_F(EvaluateLabels, RefusesLabelFilesItCannotRead) {
  const auto good = scratch_.file("good.lab", "0 1 sing\n");
  const auto bad = scratch_.file("bad.lab", "0 2 sing\n1 3 sing\n");
  const auto result =
      run_cantus({"evaluate", "--predicted", bad.string(), "--truth", good.string()});
  EXPECT_TRUE(ended(result, 65, "bad.lab:2"));
  const auto folder =
      run_cantus({"evaluate", "--predicted", scratch_.folder().string(), "--truth", good.string()});
  EXPECT_TRUE(holds(folder.errors, "is a directory"));
  const auto odd = scratch_.file("odd.xyz", "0 1 sing\n");
  EXPECT_EQ(
      run_cantus({"evaluate", "--predicted", odd.string(), "--truth", good.string()}).exit_code,
      65);
}

}  // namespace
}  // namespace cantus
