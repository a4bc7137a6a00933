#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "data/files/atomic_file.h"
#include "tests/apps/support/random_model.h"
#include "tests/apps/support/run_cantus.h"
#include "tests/apps/support/tiny_corpus.h"
#include "tests/data/support/scratch.h"
#include "tests/support/holds.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

// An evaluation of songs with 100 frames, half of them voice: right[s] of each half are right.
std::string evaluation(const std::vector<int>& right, const std::string& detector = "model") {
  Json songs = Json::array();
  for (std::size_t s = 0; s < right.size(); ++s) {
    songs.push_back({{"song", "song" + std::to_string(s)},
                     {"recording", "track" + std::to_string(s)},
                     {"true_positive", right[s]},
                     {"false_negative", 50 - right[s]},
                     {"true_negative", right[s]},
                     {"false_positive", 50 - right[s]},
                     {"auroc", right[s] / 50.0}});
  }
  return Json{{"schema", "cantus.evaluate/1"},
              {"detectors", {{{"detector", detector}, {"threshold", 0.5}, {"songs", songs}}}}}
      .dump();
}

class CompareVerb : public ::testing::Test {
 protected:
  std::string file(const std::string& name, const std::string& text) {
    write_file(scratch_ / name, text);
    return (scratch_ / name).string();
  }
  Scratch scratch_;
};

TEST_F(CompareVerb, BoundsTheMetricsOfOneModel) {
  const auto result =
      run_cantus({"compare", file("a.json", evaluation({40, 45, 50, 35})), "--json"});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  const Json json = Json::parse(result.output);
  EXPECT_EQ(json["recordings"], 4);
  EXPECT_TRUE(holds(result.errors, "4 recordings: too few for meaningful bounds"));
  const Json& f = json["detectors"][0]["f"];
  EXPECT_DOUBLE_EQ(f["value"].get<double>(), 0.85);
  EXPECT_GE(f["low"].get<double>(), 0.70);
  EXPECT_LT(f["low"].get<double>(), 0.80);
  EXPECT_GT(f["high"].get<double>(), 0.90);
  EXPECT_FALSE(json.contains("paired_test"));
}

// Scores of one curve depend on how decisions are made from it.
TEST_F(CompareVerb, TellsHowEachCameToItsDecisions) {
  Json smoothed = Json::parse(evaluation({40, 45, 50, 35}));
  smoothed["median_frames"] = 15;
  smoothed["detectors"][0]["threshold"] = 0.25;
  Json plain = Json::parse(evaluation({41, 44, 50, 40}));
  plain["median_frames"] = 1;
  const std::string a = file("a.json", smoothed.dump()), b = file("b.json", plain.dump());
  const auto text = run_cantus({"compare", a, b});
  EXPECT_TRUE(holds(text.output, "model, above 0.25 of the median of 15 |"));
  EXPECT_TRUE(holds(text.output, "model, above 0.5 of the curve |"));
  const Json found = Json::parse(run_cantus({"compare", a, b, "--json"}).output)["detectors"];
  EXPECT_EQ(found[0]["threshold"], 0.25);
  EXPECT_EQ(found[1]["median_frames"], 1);
}

TEST_F(CompareVerb, CountsSongsOnWhichBothAreAlike) {
  const auto result = run_cantus({"compare", file("a.json", evaluation({40, 45, 50, 35})),
                                  file("b.json", evaluation({40, 46, 50, 30})), "--json"});
  const Json test = Json::parse(result.output)["paired_test"];
  EXPECT_EQ(test["better"], 1);
  EXPECT_EQ(test["worse"], 1);
  EXPECT_EQ(test["equal"], 2);
}

// In floats, 0.04 + 0.08 is not quite 0.02 + 0.1.
TEST_F(CompareVerb, CountsSongsAsAlikeThatAreSoButForRounding) {
  const auto of_one_recording = [](const std::vector<int>& right) {
    Json json = Json::parse(evaluation(right));
    for (Json& song : json["detectors"][0]["songs"]) song["recording"] = "track";
    return json.dump();
  };
  const auto result =
      run_cantus({"compare", file("a.json", of_one_recording({2, 4})),
                  file("b.json", of_one_recording({1, 5})), "--metric", "auroc", "--json"});
  EXPECT_EQ(Json::parse(result.output)["paired_test"]["equal"], 1) << result.errors;
}

// A song of voice only has no AUROC; the mean is over the others.
TEST_F(CompareVerb, TakesTheMeanOfTheSongsAuroc) {
  Json json = Json::parse(evaluation({40, 45, 50, 35}));
  json["detectors"][0]["songs"][2]["auroc"] = nullptr;
  const std::string a = file("a.json", json.dump());
  const auto alone = run_cantus({"compare", a, "--json"});
  ASSERT_EQ(alone.exit_code, 0) << alone.errors;
  const Json auroc = Json::parse(alone.output)["detectors"][0]["auroc"];
  EXPECT_DOUBLE_EQ(auroc["value"].get<double>(), (0.8 + 0.9 + 0.7) / 3);
  EXPECT_LT(auroc["low"].get<double>(), 0.8);
  EXPECT_GE(auroc["low"].get<double>(), 0.7 - 1e-12) << "the least of them";
  EXPECT_GT(auroc["high"].get<double>(), 0.8);
  EXPECT_LE(auroc["high"].get<double>(), 0.9 + 1e-12) << "the greatest";
  const std::string b = file("b.json", evaluation({41, 44, 50, 40}));
  const auto paired = run_cantus({"compare", a, b, "--metric", "auroc", "--json"});
  ASSERT_EQ(paired.exit_code, 0) << paired.errors;
  const Json test = Json::parse(paired.output)["paired_test"];
  EXPECT_EQ(test["better"], 2);
  EXPECT_EQ(test["worse"], 1);
}

TEST_F(CompareVerb, TestsTwoModelsSongBySong) {
  const std::string a = file("a.json", evaluation({40, 45, 30, 35, 20, 41}));
  const std::string b = file("b.json", evaluation({42, 46, 33, 39, 25, 47}));
  const auto result = run_cantus({"compare", a, b, "--json"});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  const Json json = Json::parse(result.output);
  EXPECT_EQ(json["paired_test"]["better"], 6);
  EXPECT_DOUBLE_EQ(json["paired_test"]["p"].get<double>(), 2.0 / 64);
  const Json& difference = json["second_less_first"]["accuracy"];
  EXPECT_NEAR(difference["value"].get<double>(), 21.0 / 300, 1e-12);
  EXPECT_GT(difference["low"].get<double>(), 0);  // the same songs are drawn for both
  const auto text = run_cantus({"compare", a, b, "--metric", "f"});
  EXPECT_TRUE(holds(text.output, "f: the second is better in 6, worse in 0"));
  EXPECT_TRUE(holds(text.output, "| f |"));
  EXPECT_TRUE(holds(text.output, "| auroc, mean of songs |"));
}

// A mix and its accompaniment are one recording and are drawn together.
TEST_F(CompareVerb, TakesSongsOfOneRecordingAsOne) {
  Json json = Json::parse(evaluation({40, 45, 50}));
  for (Json& song : json["detectors"][0]["songs"]) song["recording"] = "one";
  const auto result = run_cantus({"compare", file("a.json", json.dump()), "--json"});
  EXPECT_TRUE(holds(result.errors, "1 recording: too few for meaningful bounds"));
  const Json found = Json::parse(result.output);
  EXPECT_EQ(found["recordings"], 1);
  EXPECT_TRUE(found["detectors"][0]["f"]["low"].is_null());
}

// Two corpora may use the same song names, and two files may be the same recording.
TEST_F(CompareVerb, KnowsRecordingsByTheirSound) {
  const TinyCorpus one(scratch_ / "one"), two(scratch_ / "two");
  write_wav(two.song(6), {16000, std::vector<float>(25600, 0.1f)});
  write_wav(one.song(7), {16000, std::vector<float>(25600, 0.2f)});
  std::ofstream(one.manifest(), std::ios::app) << "song7.wav\t\ttest\taccompaniment\n";
  const auto model = write_random_model(scratch_ / "model.safetensors");
  const auto recordings_of = [&](const std::string& manifests) {
    const auto judged = run_cantus({"evaluate", "-m", model.string(), "--manifest", manifests,
                                    "--no-baselines", "--json", "-q"});
    EXPECT_EQ(judged.exit_code, 0) << judged.errors;
    const auto result = run_cantus({"compare", file("judged.json", judged.output), "--json"});
    EXPECT_EQ(result.exit_code, 0) << result.errors;
    return Json::parse(result.output)["recordings"].get<int>();
  };
  EXPECT_EQ(recordings_of(one.manifest().string()), 1) << "a song and its accompaniment";
  EXPECT_EQ(recordings_of(one.manifest().string() + "," + two.manifest().string()), 2)
      << "song6.wav of two corpora";
  scratch_.file("one/clips.tsv",
                "path\tlabels\tsplit\tsong\nsong4.wav\tsong4.lab\ttest\tThe Song\n"
                "song5.wav\tsong5.lab\ttest\tthe song\nsong6.wav\tsong6.lab\ttest\tother\n");
  EXPECT_EQ(recordings_of((scratch_ / "one/clips.tsv").string()), 2) << "two clips of one song";
}

TEST_F(CompareVerb, TakesTwoDetectorsOfOneFile) {
  Json json = Json::parse(evaluation({40, 45, 30, 35}));
  json["detectors"].push_back(
      Json::parse(evaluation({41, 46, 31, 36}, "loudness"))["detectors"][0]);
  const auto result = run_cantus({"compare", file("a.json", json.dump()), "--detector", "model",
                                  "--detector", "loudness", "--json"});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  const Json found = Json::parse(result.output);
  EXPECT_EQ(found["detectors"][1]["detector"], "loudness");
  EXPECT_EQ(found["paired_test"]["better"], 4);
}

TEST_F(CompareVerb, RefusesCountsThatCannotBe) {
  const auto expect_refused = [&](const char* key, const Json& value, const std::string& message) {
    Json json = Json::parse(evaluation({40, 45}));
    json["detectors"][0]["songs"][1][key] = value;
    const auto result = run_cantus({"compare", file("a.json", json.dump())});
    EXPECT_TRUE(ended(result, 65, "a.json: " + message));
  };
  expect_refused("false_positive", -5,
                 "false_positive of song1 is -5 (expected a number of frames");
  expect_refused("true_negative", 1e300, "true_negative of song1 is 1e+300");
  expect_refused("auroc", 7.5, "auroc of song1 is 7.5 (expected 0 to 1)");
}

TEST_F(CompareVerb, RefusesWhatCannotBeCompared) {
  const std::string a = file("a.json", evaluation({40, 45}));
  const auto refusal = [](const Arguments& arguments, int code) {
    const auto result = run_cantus(arguments);
    EXPECT_EQ(result.exit_code, code) << result.errors;
    EXPECT_EQ(result.output, "");
    return result.errors;
  };
  const auto other = refusal({"compare", a, file("b.json", evaluation({40}))}, 65);
  EXPECT_TRUE(holds(other, "b.json: does not have song1"));
  const auto more = refusal({"compare", file("b.json", evaluation({40})), a}, 65);
  EXPECT_TRUE(holds(more, "b.json: does not have song1"));
  EXPECT_TRUE(holds(refusal({"compare", file("c.json", "{}")}, 65), "no evaluation"));
  Json lacking = Json::parse(evaluation({40}));
  lacking["detectors"][0]["songs"][0].erase("recording");
  EXPECT_TRUE(holds(refusal({"compare", file("d.json", lacking.dump())}, 65), "evaluate anew"));
  EXPECT_TRUE(holds(refusal({"compare", a, "--detector", "loudness"}, 64), "model"));
  Json without = Json::parse(evaluation({40, 45}));
  for (Json& song : without["detectors"][0]["songs"]) song["auroc"] = nullptr;
  EXPECT_TRUE(
      holds(refusal({"compare", a, file("e.json", without.dump()), "--metric", "auroc"}, 65),
            "no recording has a metric auroc"));
  Json relabelled = Json::parse(evaluation({40, 45}));
  relabelled["detectors"][0]["songs"][1]["false_negative"] = 6;
  relabelled["detectors"][0]["songs"][1]["false_positive"] = 4;
  EXPECT_TRUE(holds(refusal({"compare", a, file("f.json", relabelled.dump())}, 65),
                    "f.json: song1 has 51 frames with voice (expected 50 as in"));
  refusal({"compare", a, "--detector", "model", "--detector", "model", "--detector", "model"}, 64);
  refusal({"compare"}, 64);
  refusal({"compare", a, a, a}, 64);
  refusal({"compare", (scratch_ / "absent.json").string()}, 66);
}

}  // namespace
}  // namespace cantus
