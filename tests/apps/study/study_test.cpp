#include "apps/study/study.h"

#include <gtest/gtest.h>

#include "apps/study/study_table.h"
#include "tests/data/support/scratch.h"
#include "tests/support/expect_error.h"
#include "tests/support/holds.h"

namespace cantus {
namespace {

constexpr const char* kShared =
    "[data]\ncorpus = \"mine\"\npositive = \"sing\"\n"
    "[corpora.mine]\nroot = \"songs\"\n";

class StudyFile : public ::testing::Test {
 protected:
  Study read(const std::string& text, const StudyDemand& demand = {}) {
    return read_study(scratch_.file("study.toml", text + kShared), demand);
  }
  void expect_refused(const std::string& text, const std::string& message) {
    expect_error(Exit::kBadConfig, message, [&] { read(text); });
  }

  Scratch scratch_;
};

std::vector<std::string> names(const Study& study) {
  std::vector<std::string> names;
  for (const StudyRow& row : study.rows) names.push_back(row.name);
  return names;
}

TEST_F(StudyFile, CrossesTheListsUnderEach) {
  const Study study = read(
      "[table]\ncolumns = [\"name\", \"f: F in the end\"]\nseeds = 2\nrows = [\n"
      "  { each.data.num_songs = [5, 10], each.layers = [\"none\", \"L1\"] },\n"
      "  { name = \"baseline\", model.name = \"mel_cnn\", paper = \"0.9\" },\n"
      "  { layers = \"L1+L2\", mode = \"fixed\", model.name = \"glu_crnn\" },\n]\n"
      "[source]\nmodel = \"speech.safetensors\"\n");
  const std::vector<std::string> expected{"none, num_songs 5",  "L1 fine-tuned, num_songs 5",
                                          "none, num_songs 10", "L1 fine-tuned, num_songs 10",
                                          "baseline",           "L1+L2 fixed"};
  EXPECT_EQ(names(study), expected);
  EXPECT_EQ(study.columns[1].title, "F in the end");
  EXPECT_EQ(study.rows[4].paper, "0.9");
  EXPECT_EQ(study.rows[5].run(2), "L1+L2-fixed-seed2");
  EXPECT_EQ(study.rows[1].run(2), "L1-fine-tuned-num_songs-5-seed2");
  EXPECT_EQ(row_experiment(study, study.rows[3], 7).num_songs, 10);
  EXPECT_EQ(row_experiment(study, study.rows[3], 7).seed, 7);
  EXPECT_EQ(row_experiment(study, study.rows[4], 1).model, "mel_cnn");
  const Experiment fixed = row_experiment(study, study.rows[5], 1);
  EXPECT_EQ(fixed.transferred, (std::vector<std::string>{"L1", "L2"}));
  // Not in Table 1 of Hou 2020: with L1 and L2 fixed, Lall's count plus L3's weights is trainable.
  EXPECT_EQ(count_parameters(fixed).trainable, 207298 - 1408 - 73984);
}

TEST_F(StudyFile, CrossesWholeNumbersWithDecimalOnes) {
  const Study study = read(
      "[table]\ncolumns = [\"name\", \"f\"]\n"
      "rows = [{ each.model.dropout = [0, 0.5] }]\n");
  EXPECT_EQ(names(study), (std::vector<std::string>{"dropout 0", "dropout 0.5"}));
  EXPECT_EQ(row_experiment(study, study.rows[0], 1).options.dropout, 0);
  EXPECT_EQ(row_experiment(study, study.rows[1], 1).options.dropout, 0.5f);
}

TEST_F(StudyFile, HasTheSeedsThatAreAskedFor) {
  const std::string text = "[table]\ncolumns = \"f\"\nseeds = 2\nrows = [{ name = \"a\" }]\n";
  using Seeds = std::vector<std::uint64_t>;
  StudyDemand demand;
  EXPECT_EQ(read(text, demand).seeds, (Seeds{1, 2}));
  demand.first_seed = 7;
  demand.num_seeds = 3;
  EXPECT_EQ(read(text, demand).seeds, (Seeds{7, 8, 9}));
  demand.first_seed = std::numeric_limits<std::int64_t>::max();
  expect_error(Exit::kUsage, "--seed: 3 seeds from", [&] { read(text, demand); });
  demand.num_seeds = 1;
  EXPECT_EQ(read(text, demand).seeds, Seeds{demand.first_seed});
}

TEST_F(StudyFile, NamesCorporaByTheirFolders) {
  const Study study = read("[table]\ncolumns = \"f\"\nrows = [{ name = \"a\" }]\n");
  const Experiment experiment = row_experiment(study, study.rows[0], 1);
  ASSERT_EQ(experiment.manifests.size(), 1u);
  EXPECT_EQ(experiment.manifests[0], scratch_ / "songs/manifest.tsv");
  EXPECT_EQ(study.rows[0].corpora, std::vector<std::string>{"mine"});
}

TEST_F(StudyFile, SmokeAndOverridesGoOverTheFileAndWhatItIncludes) {
  scratch_.file("included.toml",
                "[experiment]\nepochs = 7\nbatch_size = 5\n"
                "[smoke.experiment]\nepochs = 1\n[smoke.corpora.mine]\n"
                "root = \"small\"\n");
  const std::string text =
      "include = \"included.toml\"\n[experiment]\nbatch_size = 6\n"
      "[table]\ncolumns = \"f\"\nrows = [{ name = \"a\" }]\n";
  const Study whole = read(text);
  EXPECT_EQ(row_experiment(whole, whole.rows[0], 1).epochs, 7);
  EXPECT_EQ(row_experiment(whole, whole.rows[0], 1).batch_size, 6);
  const Study smoke = read(text, {true, scratch_ / "work", {"experiment.batch_size=3"}});
  const Experiment experiment = row_experiment(smoke, smoke.rows[0], 1);
  EXPECT_EQ(experiment.epochs, 1);
  EXPECT_EQ(experiment.batch_size, 3);
  EXPECT_EQ(experiment.manifests[0], scratch_ / "work/small/manifest.tsv");
}

TEST_F(StudyFile, IsNotTriedWhereItDoesNotSayHowSmall) {
  expect_error(Exit::kUsage, "has no [smoke] (expected one that says how small)", [&] {
    read("[table]\ncolumns = \"f\"\nrows = [{ name = \"a\" }]\n", {true, scratch_ / "work", {}});
  });
}

TEST_F(StudyFile, RefusesWhatDoesNotFitWithItsLine) {
  const std::string columns = "[table]\ncolumns = \"f\"\n";
  expect_refused("[table]\nrows = [{ name = \"a\" }]\n", "no table.columns");
  expect_refused(columns,
                 "no table.rows (expected a study: the networks of a table); a file of one network "
                 "is for `cantus train`, `transfer` or `self-improve`");
  expect_refused(columns + "rows = [{ name = \"a\", data.number = 3 }]\n",
                 "study.toml:3: data.number is no setting");
  expect_refused(columns + "rows = [{ name = \"a\" }, { name = \"a\" }]\n", "a second row a");
  expect_refused(columns + "rows = [{ model.name = \"glu_cnn\" }]\n", "a row without a name");
  expect_refused(columns + "rows = [{ layers = \"L1\" }]\n", "no [source]");
  expect_refused(columns + "rows = [{ layers = \"none\", mode = \"fixed\" }]\n", "of layers");
  expect_refused(columns + "rows = [{ layers = \"L9\" }]\n[source]\nmodel = \"m\"\n",
                 "row L9 fine-tuned takes over layer L9");
  expect_refused(columns + "rows = [{ name = \"a\", data.corpus = \"other\" }]\n",
                 "data.corpus is \"other\" (expected mine)");
  expect_refused("[table]\ncolumns = \"auroch\"\nrows = [{ name = \"a\" }]\n",
                 "did you mean `auroc`?");
  expect_refused(columns + "row = \"x\"\nrows = [{ name = \"a\" }]\n", "did you mean `rows`?");
  expect_refused(columns + "rows = \"a\"\n", "table.rows is \"a\" (expected a list of tables)");
  expect_refused(
      columns + "rows = [{ name = \"a\" }]\n[test]\nsplits = \"all\"\n",
      "study.toml:5: test.splits is no setting (expected kinds, split, num_songs, scores, "
      "fit_songs, corpus); did you mean `split`?");
  expect_refused(columns + "rows = [{ name = \"a\" }]\n[corpora.other]\nmakes = \"synth\"\n",
                 "corpora.other.makes is no setting (expected root, manifest, make)");
  expect_refused(columns + "rows = [{ name = \"a\", data.manifest = \"m.tsv\" }]\n",
                 "data.corpus beside data.manifest");
  for (const char* file : {"../map.png", "/map.png", "a/../../map.png"})
    expect_refused("[figures.map]\nfile = \"" + std::string(file) + "\"\nmake = \"embed\"\n",
                   "study.toml:2: figures.map.file is \"" + std::string(file) + "\"");
  // A key that the study itself decides.
  expect_refused(columns + "rows = [{ name = \"a\" }]\n[experiment]\nseed = 7\n",
                 "study.toml:5: experiment.seed given (expected none: every row has the seeds");
  for (const char* setting : {"rounds = 1", "betas = 4"})
    expect_refused(
        "[table]\ncolumns = \"name\"\nrows = [{ name = \"a\", round = \"beta\" }]\n"
        "[model]\nname = \"spectrogram_cnn\"\n[self_improve]\n" +
            std::string(setting) + "\n",
        "study.toml:7: self_improve." + std::string(setting, 5));
}

TEST_F(StudyFile, RefusesMoreRowsThanATableHas) {
  std::string hundred = "[";
  for (int i = 0; i < 100; ++i) hundred += std::to_string(i) + ", ";
  hundred += "]\n";
  const std::string columns = "[table]\ncolumns = \"name\"\n";
  std::string crossed = "[[table.rows]]\n", rows;
  for (const char* name : {"a", "b", "c", "d", "e", "f"})
    crossed += std::string("each.") + name + " = " + hundred;
  expect_refused(columns + crossed,
                 "study.toml:5: too many rows (expected at most 1000); shorten the lists");
  for (int i = 0; i < 11; ++i)
    rows += "[[table.rows]]\nname = \"" + std::to_string(i) + "\"\neach.a = " + hundred;
  expect_refused(columns + rows, "study.toml:35: too many rows");
  std::string plain;
  for (int i = 0; i < 1001; ++i) plain += "[[table.rows]]\nname = \"" + std::to_string(i) + "\"\n";
  expect_refused(columns + plain, "study.toml:2004: too many rows");
}

TEST_F(StudyFile, RoundsAreNetworksOfLabelsOfSongs) {
  const Study study = read(
      "[table]\ncolumns = [\"name\", \"saliency_auroc\"]\nrows = [\n"
      "  { name = \"beta\", round = \"beta\" },\n"
      "  { name = \"fine\" },\n"
      "  { name = \"mix\", estimate = \"mix\" },\n]\n"
      "[test]\nscores = \"maps\"\nnum_songs = 3\n[model]\nname = \"spectrogram_cnn\"\n");
  EXPECT_EQ(study.columns[1].title, "sal. AUROC");
  EXPECT_EQ(study.rows[0].round, "beta");
  EXPECT_TRUE(row_experiment(study, study.rows[0], 1).is_weak());
  EXPECT_FALSE(row_experiment(study, study.rows[1], 1).is_weak());
  EXPECT_FALSE(study.rows[2].is_trained());
  const Experiment experiment = row_experiment(study, study.rows[0], 1);
  EXPECT_EQ(subject_title(trial_of(experiment, study.test, {})),
            (scratch_ / "songs/manifest.tsv").string() + ", test, 3 songs with voice");
  EXPECT_EQ(trial_of(experiment, study.test, {}).median_frames, 56);
}

TEST_F(StudyFile, RoundsTakeTheSettingsOfSelfImprovement) {
  const Study study = read(
      "[table]\ncolumns = \"name\"\nrows = [\n"
      "  { name = \"g\", round = \"gamma\", each.self_improve.saliency_scale = [5, 10] }]\n"
      "[self_improve]\nmedian_frames = 28\n[model]\nname = \"spectrogram_cnn\"\n");
  ASSERT_EQ(study.rows.size(), 2u);
  EXPECT_EQ(row_experiment(study, study.rows[0], 1).improvement.saliency_scale, 5);
  EXPECT_EQ(row_experiment(study, study.rows[1], 1).improvement.saliency_scale, 10);
  EXPECT_EQ(row_experiment(study, study.rows[1], 1).improvement.median_frames, 28);
}

TEST_F(StudyFile, RefusesRoundsThatCannotBe) {
  const std::string columns = "[table]\ncolumns = \"name\"\n";
  const std::string maps = "[test]\nscores = \"maps\"\n";
  expect_refused(columns + "rows = [{ name = \"a\", round = \"gama\" }]\n",
                 "round is \"gama\" (expected alpha, beta, gamma); did you mean `gamma`?");
  expect_refused(columns + "rows = [{ round = \"alpha\", layers = \"L1\" }]\n" + maps,
                 "two of layers, round and estimate");
  expect_refused(columns + "rows = [{ name = \"a\", estimate = \"mix\" }]\n",
                 "row a is an estimate (expected test.scores = \"maps\")");
  expect_refused("[table]\ncolumns = \"saliency_auroc\"\nrows = [{ name = \"a\" }]\n",
                 "column saliency_auroc");
  expect_refused(columns + "rows = [{ name = \"a\" }]\n[test]\nscores = \"curves\"\n",
                 "study.toml:5: test.scores is \"curves\" (expected frames, maps)");
  for (const char* row : {"round = \"gamma\"", "data.labels = \"frames\""}) {
    const std::string of_others = columns + "rows = [{ name = \"a\", " + row + " }]\n" + maps;
    expect_error(Exit::kBadData, "network glu_cnn: has no saliency map", [&] { read(of_others); });
  }
}

// Every study in the repository, in full and in its trial form.
TEST(StudyFiles, CanBeRead) {
  for (const char* paper : {"hou2020", "schlueter2016"}) {
    const auto folder = std::filesystem::path(CANTUS_SOURCE_DIR) / "experiments" / paper;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      const std::string name = entry.path().stem().string();
      if (name == "tasks" || name == "mir1k") continue;  // included by studies and runs
      const Study study = read_study(entry.path(), {false, "work", {}});
      EXPECT_FALSE(study.rows.empty() && study.figures.empty()) << entry.path();
      EXPECT_EQ(read_study(entry.path(), {true, "work", {}}).seeds.size(), 1u) << entry.path();
    }
  }
}

TEST(StudyTable, SaysWhereAMeanIsOfFewerRunsThanWereAskedFor) {
  Study study;
  study.seeds = {1, 2, 3};
  study.columns = {{"name", "name"}, {"f", "F"}};
  FilledRow row;
  row.row.name = "none";
  row.runs.resize(2);
  for (FinishedRun& run : row.runs) run.scores["f"] = 0.5;
  FilledRow estimate = row;
  estimate.row.name = "mix";
  estimate.row.estimate = EstimateKind::kMix;
  estimate.runs.resize(1);
  const std::string table = to_markdown(study, {row, estimate});
  EXPECT_TRUE(holds(table, "| none | 0.5000 ± 0.0000 (2 of 3) |"));
  EXPECT_TRUE(holds(table, "| mix | 0.5000 |"));
}

TEST(HouStudies, Table1HasThePapersCounts) {
  const auto file = std::filesystem::path(CANTUS_SOURCE_DIR) / "experiments/hou2020/table1.toml";
  const Study study = read_study(file, {});
  std::map<std::string, std::int64_t> trainable;
  for (const StudyRow& row : study.rows)
    trainable[row.name] = count_parameters(row_experiment(study, row, 1)).trainable;
  EXPECT_EQ(trainable["none"], 207298);
  EXPECT_EQ(trainable["L1 fine-tuned"], 207298);
  EXPECT_EQ(trainable["L1 fixed"], 205890);
  EXPECT_EQ(trainable["L2 fixed"], 133314);
  EXPECT_EQ(trainable["L3 fixed"], 133314);
  EXPECT_EQ(trainable["Lall fixed"], 57922);
}

}  // namespace
}  // namespace cantus
