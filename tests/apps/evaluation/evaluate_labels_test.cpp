#include <nlohmann/json.hpp>

#include "models/evaluation/metrics.h"
#include "tests/apps/support/run_cantus.h"
#include "tests/data/support/scratch.h"

namespace cantus {
namespace {

class EvaluateLabels : public testing::Test {
 protected:
  // Of the folders found/ and truth/.
  ProcessResult evaluate_folders() const {
    return run_cantus({"evaluate", "--predicted", (scratch_ / "found").string(), "--truth",
                       (scratch_ / "truth").string(), "--json"});
  }

  Scratch scratch_;
};

// The frame after the truth's end and before it are counted as mir_eval's segment measures do.
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
  EXPECT_NE(longer_warning.find("long.lab ends at 3.000 s, its truth "), std::string::npos);
  EXPECT_NE(longer_warning.find("truth.lab at 2.000 s: what comes after"), std::string::npos);
  const auto [shorter, shorter_warning] = judge("short.lab", "0 0.5 sing\n");
  EXPECT_EQ(shorter, (FrameCounts{50, 0, 100, 50}));
  EXPECT_NE(shorter_warning.find("what is missing counts as no voice"), std::string::npos);
  // A track of voices ends with the last of them; nothing is wrong with that.
  EXPECT_EQ(judge("voices.txt", "0.5\t0.75\tsing\n"),
            (std::pair{FrameCounts{25, 0, 100, 75}, std::string()}));
  EXPECT_EQ(judge("same.lab", "0 2.005 sing\n").second, "");
}

TEST_F(EvaluateLabels, TakesTheLaterEndWhereTheTruthDoesNotSayHowLongTheSongIs) {
  const auto truth = scratch_.file("truth.txt", "1.0\t2.0\tsing\n").string();
  const auto found = scratch_.file("found.lab", "0 3 sing\n").string();
  const auto result = run_cantus({"evaluate", "--predicted", found, "--truth", truth});
  EXPECT_NE(result.output.find("300 frames, 33.3 % voice"), std::string::npos) << result.output;
  EXPECT_EQ(result.errors, "");
  const auto endless = run_cantus({"evaluate", "--predicted", truth, "--truth", truth});
  EXPECT_NE(endless.errors.find("1 song whose length no label file states"), std::string::npos)
      << endless.errors;
}

// What was found from the song's beginning on does not say where the song ends; JAMS may.
TEST_F(EvaluateLabels, TakesTheLengthOfTheSongFromFilesThatHoldAllOfIt) {
  const auto found = scratch_.file("found.txt", "0\t5\tsing\n10\t20\tsing\n").string();
  const auto frames = [&](const std::string& truth) {
    return run_cantus({"evaluate", "--predicted", found, "--truth", truth, "-q"}).output;
  };
  const auto text = scratch_.file("truth.txt", "0\t5\tsing\n").string();
  EXPECT_NE(frames(text).find("2000 frames, 25.0 % voice"), std::string::npos) << frames(text);
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
  EXPECT_NE(stated.find("2500 frames, 20.0 % voice"), std::string::npos) << stated;
  const std::string silent = frames(jams(""));
  EXPECT_NE(silent.find("2000 frames, 25.0 % voice"), std::string::npos) << silent;
}

// "vocals" may be another word for what is looked for.
TEST_F(EvaluateLabels, TellsOfLabelsThatCountAsNoVoice) {
  const auto truth = scratch_.file("t.lab", "0 1 sing\n1 2 nosing\n").string();
  const auto found = scratch_.file("f.lab", "0 1 vocals\n1 2 nosing\n").string();
  const auto result = run_cantus({"evaluate", "--predicted", found, "--truth", truth});
  EXPECT_NE(result.errors.find("labels of the predictions that count as no voice: vocals"),
            std::string::npos)
      << result.errors;
  EXPECT_EQ(result.errors.find("of the truths"), std::string::npos) << result.errors;
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
  EXPECT_NE(swapped.find("found/a.lab is judged by "), std::string::npos) << swapped;
}

// Of a mere place in a song, as Audacity labels it.
TEST_F(EvaluateLabels, WarnsOfVoiceWithoutLength) {
  const auto truth = scratch_.file("t.txt", "0\t1\tsing\n2\t2\tsing\n3\t3\tverse\n").string();
  const auto result = run_cantus({"evaluate", "--predicted", truth, "--truth", truth});
  EXPECT_NE(result.errors.find("t.txt: 1 label of voice without length, which count as no voice"),
            std::string::npos)
      << result.errors;
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
  EXPECT_EQ(plain.exit_code, 65);
  EXPECT_NE(plain.errors.find("no truth has the label sing; there are: nospeech, speech"),
            std::string::npos)
      << plain.errors;
  const auto result =
      run_cantus({"evaluate", "--predicted", truth, "--truth", truth, "--positive", "speech"});
  EXPECT_EQ(result.errors, "");
  const auto blanks = run_cantus(
      {"evaluate", "--predicted", truth, "--truth", truth, "--positive", "sing, speech "});
  EXPECT_EQ(blanks.exit_code, 0) << blanks.errors;
  const auto list =
      run_cantus({"evaluate", "--predicted", truth, "--truth", truth, "--positive", "[speech]"});
  EXPECT_EQ(list.exit_code, 64);
  EXPECT_NE(list.errors.find("separated by commas, without brackets"), std::string::npos)
      << list.errors;
  EXPECT_NE(result.output.find("Frames of 10 ms; voice: speech.\n"), std::string::npos);
  for (const char* foreign : {"threshold", "AUROC", "oracle"})
    EXPECT_EQ(result.output.find(foreign), std::string::npos) << foreign;
}

TEST_F(EvaluateLabels, WarnsOfPredictionsThatCallVoiceOtherwise) {
  const auto truth = scratch_.file("truth.lab", "0 1 sing\n1 2 nosing\n").string();
  const auto voice = scratch_.file("voice.lab", "0 1 voice\n1 2 novoice\n").string();
  const auto result = run_cantus({"evaluate", "--predicted", voice, "--truth", truth});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_NE(result.errors.find("no prediction has the label sing; there are: novoice, voice"),
            std::string::npos)
      << result.errors;
}

TEST_F(EvaluateLabels, RefusesFlagsOfModelsForLabelFiles) {
  const auto truth = scratch_.file("truth.lab", "0 1 sing\n").string();
  for (const std::vector<std::string>& flag : std::vector<std::vector<std::string>>{
           {"--split", "train"}, {"--fit-songs", "1"}, {"--threshold", "0.3"}, {"--compat-grid"}}) {
    std::vector<std::string> arguments{"evaluate", "--predicted", truth, "--truth", truth};
    arguments.insert(arguments.end(), flag.begin(), flag.end());
    const auto result = run_cantus(arguments);
    EXPECT_EQ(result.exit_code, 64);
    EXPECT_NE(result.errors.find(flag[0] + ": has no effect on label files"), std::string::npos)
        << result.errors;
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
  EXPECT_NE(table.output.find("1 song, 200 frames, 50.0 % voice"), std::string::npos);
  EXPECT_NE(table.output.find("every frame voice       0.5000  1.0000  0.6667  0.0000  0.5000\n"),
            std::string::npos)
      << table.output;
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
  EXPECT_EQ(result.exit_code, 65);
  EXPECT_NE(result.errors.find("bad.lab:2"), std::string::npos) << result.errors;
  const auto folder =
      run_cantus({"evaluate", "--predicted", scratch_.folder().string(), "--truth", good.string()});
  EXPECT_NE(folder.errors.find("is a directory"), std::string::npos) << folder.errors;
  const auto odd = scratch_.file("odd.xyz", "0 1 sing\n");
  EXPECT_EQ(
      run_cantus({"evaluate", "--predicted", odd.string(), "--truth", good.string()}).exit_code,
      65);
}

TEST_F(EvaluateLabels, PairsTheFilesOfTwoFolders) {
  for (const char* folder : {"truth/disc", "found/disc"})
    std::filesystem::create_directories(scratch_ / folder);
  scratch_.file("truth/a.lab", "0 1 sing\n1 2 nosing\n");
  scratch_.file("truth/disc/a.txt", "0\t1\tsing\n");
  scratch_.file("found/a.lab", "0 1 sing\n1 2 nosing\n");
  scratch_.file("found/disc/a.lab", "0 3 nosing\n");
  scratch_.file("found/disc/a.txt", "0\t1\tsing\n");
  scratch_.file("found/of_another.lab", "0 1 nosing\n");
  scratch_.file("found/disc/a.png", "no labels");
  const auto result = evaluate_folders();
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  const auto detector = nlohmann::json::parse(result.output)["detectors"][0];
  EXPECT_EQ(detector["pooled"]["true_positive"], 200);
  EXPECT_EQ(detector["pooled"]["accuracy"], 1.0);
  ASSERT_EQ(detector["songs"].size(), 2u);
  EXPECT_EQ(detector["songs"][1]["song"], (scratch_ / "found/disc/a.txt").string());

  scratch_.file("truth/a.LAB", "0 1 sing\n");
  const auto twice = evaluate_folders();
  EXPECT_EQ(twice.exit_code, 65);
  EXPECT_NE(twice.errors.find("a second truth of that name"), std::string::npos) << twice.errors;
  std::filesystem::remove(scratch_ / "truth/a.lab");
  EXPECT_EQ(evaluate_folders().exit_code, 0);

  EXPECT_EQ(nlohmann::json::parse(evaluate_folders().output)["truths_without_prediction"], 0);
  const auto unheard = scratch_.file("truth/b.lab", "0 1 sing\n").string();
  scratch_.file("truth/disc/b.lab", "0 1 sing\n");
  const auto fewer = evaluate_folders();
  EXPECT_EQ(fewer.exit_code, 0);
  EXPECT_NE(
      fewer.errors.find("warning: 2 truths without a prediction left out, such as " + unheard),
      std::string::npos)
      << fewer.errors;
  EXPECT_EQ(nlohmann::json::parse(fewer.output)["truths_without_prediction"], 2);
  EXPECT_EQ(nlohmann::json::parse(fewer.output)["detectors"][0]["songs"].size(), 2u);
}

// Those who label song by song keep them together, whatever folders the songs lie in.
TEST_F(EvaluateLabels, PairsAFlatFolderOfTruths) {
  for (const char* folder : {"truth", "found/a", "found/b"})
    std::filesystem::create_directories(scratch_ / folder);
  for (const char* name :
       {"truth/one.flac.lab", "truth/two.lab", "found/a/one.lab", "found/b/two.wav.lab"})
    scratch_.file(name, "0 1 sing\n");
  const auto result = evaluate_folders();
  EXPECT_EQ(result.exit_code, 0) << result.errors;
  const auto json = nlohmann::json::parse(result.output);
  EXPECT_EQ(json["detectors"][0]["songs"].size(), 2u);
  EXPECT_EQ(json["truths_without_prediction"], 0);
  scratch_.file("found/b/one.lab", "0 1 sing\n");
  const auto twice = evaluate_folders();
  EXPECT_EQ(twice.exit_code, 65);
  EXPECT_NE(twice.errors.find("truth/one.flac.lab: labels of both a/one and b/one"),
            std::string::npos)
      << twice.errors;
}

TEST_F(EvaluateLabels, RefusesFoldersOfWhichNothingPairs) {
  for (const char* folder : {"truth", "found"})
    std::filesystem::create_directory(scratch_ / folder);
  scratch_.file("truth/a.lab", "0 1 sing\n");
  scratch_.file("found/b.lab", "0 1 sing\n");
  const auto result = evaluate_folders();
  EXPECT_EQ(result.exit_code, 66);
  EXPECT_NE(result.errors.find("truth: 1 truth, none of them of what is below "), std::string::npos)
      << result.errors;
}

// As `detect --name {dir}/{file}.{ext}` names them, where two songs differ by extension alone.
TEST_F(EvaluateLabels, PairsNamesThatKeepTheSongsExtension) {
  for (const char* folder : {"truth", "found"})
    std::filesystem::create_directory(scratch_ / folder);
  scratch_.file("truth/a.lab", "0 1 sing\n");
  scratch_.file("found/a.flac.lab", "0 1 sing\n");
  const auto song_of = [&] {
    const auto result = evaluate_folders();
    EXPECT_EQ(result.exit_code, 0) << result.errors;
    return nlohmann::json::parse(result.output)["detectors"][0]["songs"][0]["song"];
  };
  EXPECT_EQ(song_of(), (scratch_ / "found/a.flac.lab").string());
  std::filesystem::rename(scratch_ / "found/a.flac.lab", scratch_ / "found/a.FLAC.lab");
  EXPECT_EQ(song_of(), (scratch_ / "found/a.FLAC.lab").string());
  scratch_.file("found/a.mp3.txt", "0\t1\tsing\n");
  const auto two = evaluate_folders();
  EXPECT_EQ(two.exit_code, 65);
  EXPECT_NE(two.errors.find("a truth for both "), std::string::npos) << two.errors;
  scratch_.file("found/a.txt", "0\t1\tsing\n");
  EXPECT_EQ(song_of(), (scratch_ / "found/a.txt").string());
}

TEST_F(EvaluateLabels, SayWhichOfSeveralFormatsTheyJudge) {
  for (const char* folder : {"truth", "found"})
    std::filesystem::create_directory(scratch_ / folder);
  scratch_.file("truth/a.lab", "0 1 sing\n");
  scratch_.file("found/a.txt", "0\t1\tsing\n");
  const std::string several = "1 song predicted in several formats, of which judged: .lab";
  EXPECT_EQ(evaluate_folders().errors.find("several formats"), std::string::npos);
  scratch_.file("found/a.lab", "0 1 sing\n");
  const auto result = evaluate_folders();
  EXPECT_NE(result.errors.find(several), std::string::npos) << result.errors;
}

TEST_F(EvaluateLabels, PassesOverNotesAndTablesBesideTheTruths) {
  for (const char* folder : {"truth", "found"})
    std::filesystem::create_directory(scratch_ / folder);
  for (const char* folder : {"truth/", "found/"})
    scratch_.file(folder + std::string("a.lab"), "0 1 sing\n");
  scratch_.file("truth/a.f0.csv", "0.01,220.5\n");
  for (const char* folder : {"truth/", "found/"})
    scratch_.file(folder + std::string("notes.txt"), "labelled in May\n");
  scratch_.file("found/a.csv", "0.01,220.5\n");
  scratch_.file("truth/a.txt", "la la la\n");
  const auto result = evaluate_folders();
  EXPECT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_NE(result.errors.find("found/notes.txt: no labels, skipped"), std::string::npos);
  const auto warning = "warning: " + (scratch_ / "truth/a.f0.csv").string() + ", " +
                       (scratch_ / "truth/a.txt").string() + ", " +
                       (scratch_ / "truth/notes.txt").string() + ": no labels, skipped";
  EXPECT_NE(result.errors.find(warning), std::string::npos) << result.errors;
  EXPECT_EQ(result.errors.find("without a truth"), std::string::npos) << result.errors;
  scratch_.file("found/karaoke.lab", "0 1 sing\n");
  const auto more = evaluate_folders();
  EXPECT_EQ(more.exit_code, 0);
  EXPECT_NE(more.errors.find("1 prediction without a truth left out, such as karaoke"),
            std::string::npos)
      << more.errors;
  scratch_.file("truth/b.txt", "0\t1\tsing\n");
  scratch_.file("truth/c.lab", "0 one sing\n");  // labels all the same, though damaged
  const auto unheard = evaluate_folders();
  EXPECT_NE(unheard.errors.find("warning: 2 truths without a prediction left out, such as "),
            std::string::npos)
      << unheard.errors;
}

TEST_F(EvaluateLabels, NamesTheFolderThatIsNotThere) {
  const auto missing = (scratch_ / "missing").string();
  const auto there = scratch_.folder().string();
  for (const auto& [predicted, truth] : {std::pair{there, missing}, {missing, there}}) {
    const auto result = run_cantus({"evaluate", "--predicted", predicted, "--truth", truth});
    EXPECT_EQ(result.exit_code, 66);
    EXPECT_NE(result.errors.find("error: " + missing + ": "), std::string::npos) << result.errors;
  }
}

TEST_F(EvaluateLabels, RefusesAFolderWithoutTruths) {
  const auto folder = scratch_.folder().string();
  const auto result = run_cantus({"evaluate", "--predicted", folder, "--truth", folder});
  EXPECT_EQ(result.exit_code, 66);
  EXPECT_NE(result.errors.find("no label files in this folder"), std::string::npos)
      << result.errors;
}

}  // namespace
}  // namespace cantus
