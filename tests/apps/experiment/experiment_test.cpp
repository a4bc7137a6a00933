#include "apps/experiment/experiment.h"

#include <set>

#include "tests/data/support/scratch.h"
#include "tests/support/expect_error.h"
#include "tests/support/holds.h"

namespace cantus {
namespace {

constexpr const char* kShort =
    "[data]\nmanifest = \"corpus/manifest.tsv\"\npositive = \"speech\"\n";

Experiment read(const std::string& text, const std::vector<std::string>& overrides = {},
                std::optional<std::uint64_t> seed = {}) {
  const Scratch scratch;
  return read_experiment(scratch.file("lesson.toml", text), overrides, seed);
}

void expect_refused(const std::string& text, const std::string& message) {
  expect_error(Exit::kBadConfig, message, [&] { read(text); });
}

TEST(Experiment, TakesWhatTheFileLeavesOutFromTheNetwork) {
  const Experiment a = read(kShort);
  EXPECT_EQ(a.model, "glu_cnn");
  EXPECT_EQ(a.front_end, "hou2020");
  EXPECT_EQ(a.optimizer.kind, OptimizerSettings::Kind::kAdam);
  EXPECT_EQ(a.soft_label, 0);
  EXPECT_EQ(a.manifests[0].filename(), "manifest.tsv");
  EXPECT_EQ(a.features, a.manifests[0].parent_path() / "features");

  const Experiment b = read(kShort, {"model.name=spectrogram_cnn"});
  EXPECT_EQ(b.front_end, "schlueter2016");
  EXPECT_EQ(b.optimizer.kind, OptimizerSettings::Kind::kNesterov);
  EXPECT_FLOAT_EQ(b.optimizer.learning_rate, 0.01f);
  EXPECT_FLOAT_EQ(b.optimizer.decay, 0.85f);
  EXPECT_FLOAT_EQ(b.soft_label, 0.02f);
}

TEST(Experiment, FitsTheNetworkToTheFrontEnd) {
  const Experiment e =
      read(std::string(kShort) + "front_end = \"ismir2015\"\n", {"model.name=spectrogram_cnn"});
  EXPECT_EQ(e.network().num_bands, 80);
}

TEST(Experiment, PutsOverridesOverTheFileAndTheSeedOverBoth) {
  const std::string text = std::string("[experiment]\nseed = 5\nepochs = 7\n") + kShort;
  EXPECT_EQ(read(text).seed, 5);
  const Experiment e = read(text,
                            {"experiment.seed=6", "experiment.epochs=9", "data.positive=sing",
                             "model.freeze=[\"L1\", \"L2\"]", "data.manifest=other.tsv"},
                            8);
  EXPECT_EQ(e.seed, 8);
  EXPECT_EQ(e.epochs, 9);
  EXPECT_EQ(e.positive, std::vector<std::string>{"sing"});
  EXPECT_EQ(e.frozen, (std::vector<std::string>{"L1", "L2"}));
  EXPECT_EQ(e.manifests[0], "other.tsv");
}

TEST(Experiment, GivesTheOptimizerItsConstants) {
  const auto adam = read(kShort, {"optimizer.kind=adam", "optimizer.beta1=0.5",
                                  "optimizer.beta2=0.25", "optimizer.epsilon=0.125"})
                        .optimizer;
  EXPECT_EQ(adam.kind, OptimizerSettings::Kind::kAdam);
  EXPECT_EQ(adam.adam.beta1, 0.5f);
  EXPECT_EQ(adam.adam.beta2, 0.25f);
  EXPECT_EQ(adam.adam.epsilon, 0.125f);
  const auto nesterov =
      read(kShort, {"optimizer.kind=nesterov", "optimizer.momentum=0.5"}).optimizer;
  EXPECT_EQ(nesterov.kind, OptimizerSettings::Kind::kNesterov);
  EXPECT_EQ(nesterov.momentum, 0.5f);
}

TEST(Experiment, ReadsItsFrozenCopyAsTheSameExperiment) {
  const Scratch scratch;
  const Experiment e =
      read_experiment(scratch.file("lesson.toml", kShort),
                      {"optimizer.learning_rate=0.1", "model.dropout=0.3", "data.dtype=float16",
                       "data.balanced=true", "data.manifest=[\"/a/b.tsv\", \"/c \\\"d\\\".tsv\"]"},
                      {});
  const std::string frozen = frozen_text(e);
  const Experiment again = read_experiment(scratch.file("config.toml", frozen), {}, {});
  EXPECT_EQ(frozen_text(again), frozen);
  EXPECT_EQ(again.manifests, e.manifests);
  EXPECT_EQ(again.options.dropout, 0.3f);
  EXPECT_EQ(again.dtype, StoredFloat::kFloat16);
}

TEST(Experiment, HasTheRoundsOfSelfImprovementWhereLabelsAreThoseOfSongs) {
  const std::string rounds =
      "[self_improve]\nrounds = 2\nbetas = 3\nmedian_frames = 9\nsaliency_scale = 4.5\n"
      "relabel = \"prune\"\nthreshold = 0.25\n";
  const Experiment e = read(kShort + rounds, {"data.labels=songs"});
  EXPECT_EQ(e.num_rounds, 2);
  EXPECT_EQ(e.num_betas, 3);
  EXPECT_EQ(e.improvement.median_frames, 9);
  EXPECT_EQ(e.improvement.saliency_scale, 4.5f);
  EXPECT_EQ(e.improvement.relabelling, Relabelling::kPrune);
  EXPECT_EQ(e.improvement.threshold, 0.25f);
  EXPECT_TRUE(holds(frozen_text(e), rounds));
  EXPECT_FALSE(holds(frozen_text(read(kShort)), "self_improve"));
  // A network's training may resume under other rounds: the targets' digest tells what they were.
  EXPECT_EQ(result_text(e), result_text(read(kShort, {"data.labels=songs"})));
  expect_refused(std::string(kShort) + "[self_improve]\nrelabel = \"twice\"\n",
                 "smoothed, threshold, weight, prune");
}

TEST(Experiment, WritesOutWhatTheNetworkTakesByDefault) {
  const std::string glu = frozen_text(read(kShort));
  for (const char* line : {"num_frames = 25\n", "num_bands = 64\n", "dropout = 0.2\n",
                           "batch_norm_momentum = 0.99\n", "reset = \"before\"\n"}) {
    EXPECT_TRUE(holds(glu, line));
  }
  const std::string spectrogram = frozen_text(read(kShort, {"model.name=spectrogram_cnn"}));
  for (const char* line : {"num_frames = 115\n", "num_bands = 372\n", "dropout = 0.5\n",
                           "batch_norm_momentum = 0.9\n", "soft_label = 0.02\n"}) {
    EXPECT_TRUE(holds(spectrogram, line));
  }
}

TEST(Experiment, HasHeadsForTheRecurrentNetworkAlone) {
  const Experiment e = read(kShort, {"model.name=glu_crnn", "model.head=per_frame"});
  EXPECT_TRUE(e.network().learns_every_frame);
  EXPECT_TRUE(holds(frozen_text(e), "head = \"per_frame\"\n"));
  expect_refused(std::string(kShort) + "[model]\nhead = \"mean\"\n", "model.head is mean");
  expect_refused(std::string(kShort) +
                     "front_end = \"schlueter2016\"\n[model]\nname = \"glu_crnn\"\n"
                     "head = \"per_frame\"\n[augment]\nshift = 0.3\n",
                 "[augment] with model.head");
}

TEST(Experiment, ComparesWhatMattersToTheResult) {
  const Experiment e = read(kShort);
  Experiment changed = e;
  changed.every_steps = 7;
  changed.manifests = {"/elsewhere.tsv"};
  EXPECT_EQ(result_text(changed), result_text(e));
  changed.optimizer.learning_rate = 0.5f;
  changed.options.dropout = 0.1f;
  EXPECT_EQ(differing_settings(result_text(e), result_text(changed)),
            (std::vector<std::string>{"model.dropout: was 0.2, is 0.1",
                                      "optimizer.learning_rate: was 0.001, is 0.5"}));
}

TEST(Experiment, ComparesValuesAndNotHowTheyAreWritten) {
  const std::string written = "[model]\nfreeze = [\"L1\", \"a = b\"]\ndropout = 1\n";
  EXPECT_EQ(differing_settings(written, "[model]\ndropout = 1.00  # all\nfreeze=['L1','a = b']\n"),
            std::vector<std::string>());
  EXPECT_EQ(differing_settings(written, "[model]\nfreeze = []\n"),
            (std::vector<std::string>{"model.freeze: was [\"L1\", \"a = b\"], is []",
                                      "model.dropout: was 1, is not given"}));
}

TEST(Experiment, TellsWhatAModelWasTrainedOn) {
  const Experiment e = read(kShort, {"data.positive=[\"sing\", \"speech\"]", "data.dtype=float16"});
  const TrainedOn trained = trained_on(result_text(e));
  EXPECT_EQ(trained.positive, (std::vector<std::string>{"sing", "speech"}));
  EXPECT_EQ(trained.dtype, StoredFloat::kFloat16);
  EXPECT_TRUE(trained_on("").positive.empty());
}

TEST(Experiment, WhatLearnsFromAnotherNetworkBeginsAnew) {
  Experiment e = read(kShort);
  e.seed = 7;
  EXPECT_EQ(e.training_seed(), 7u);
  std::set<std::uint64_t> seeds{7};
  for (const char digit : {'1', '2'}) {
    e.targets_sha256 = std::string(64, digit);
    EXPECT_TRUE(seeds.insert(e.training_seed()).second);
    EXPECT_EQ(e.training_seed(), e.training_seed());
    std::swap(e.targets_sha256, e.source_sha256);
    EXPECT_TRUE(seeds.insert(e.training_seed()).second);
    std::swap(e.targets_sha256, e.source_sha256);
  }
  e.seed = 8;
  EXPECT_TRUE(seeds.insert(e.training_seed()).second);
}

TEST(Experiment, NamesTheSettingThatWasMeant) {
  expect_refused(std::string(kShort) + "[optimizer]\nlearning_rte = 0.1\n",
                 "lesson.toml:5: optimizer.learning_rte is no setting; did you mean "
                 "`optimizer.learning_rate`?");
  expect_refused("verbose = true\n", "lesson.toml:1: verbose is no setting; remove it");
  const std::pair<const char*, const char*> meant[] = {
      {"optimizer.lr", "optimizer.learning_rate"},
      {"optimizer.rate", "optimizer.learning_rate"},
      {"lr", "optimizer.learning_rate"},
      {"train.epochs", "experiment.epochs"},
      {"experiment.epoch", "experiment.epochs"},
      {"experiment.batch", "experiment.batch_size"},
      {"optimiser.momentum", "optimizer.momentum"},
      {"model.frames", "model.num_frames"},
      {"training.batchsize", "experiment.batch_size"}};
  for (const auto& [given, expected] : meant) {
    const std::string assignment = std::string(given) + "=1";
    expect_error(Exit::kBadConfig, std::string("did you mean `") + expected + "`?",
                 [&] { read(kShort, {assignment}); });
  }
}

TEST(Experiment, RefusesAWrongKindAndARangeOverrun) {
  expect_refused(std::string(kShort) + "[experiment]\nepochs = \"many\"\n",
                 "lesson.toml:5: experiment.epochs is \"many\" (expected a whole number from 1");
  expect_refused(std::string(kShort) + "[optimizer]\nlearning_rate = -0.1\n",
                 "lesson.toml:5: optimizer.learning_rate is -0.1 (expected a number above 0");
  expect_refused(std::string(kShort) + "[optimizer]\nlearning_rate = nan\n", "is nan (expected");
  expect_refused(std::string(kShort) + "[model]\nname = \"resnet\"\n",
                 "model.name is \"resnet\" (expected glu_cnn, glu_crnn, mel_cnn, spectrogram_cnn)");
  expect_refused(std::string(kShort) + "[model]\nfreeze = [1]\n",
                 "model.freeze is [1] (expected a text or a list of texts)");
  expect_refused(std::string(kShort) + "[model]\nfreeze = [1, \"L1\"]\n",
                 "model.freeze has a value");
  expect_refused(std::string(kShort) + "[model]\nfreeze = [\"L9\"]\n", "layer L9");
  expect_refused(std::string(kShort) + "[model]\nnum_bands = 80\n", "(expected 64, as front end");
}

// A frozen copy contains all settings, with the values they have by default.
TEST(Experiment, RefusesASettingWithoutEffect) {
  const struct {
    const char *given, *idle, *taken;
  } cases[] = {
      {"model.name=glu_cnn", "model.reset=after", "model.reset=before"},
      {"model.name=glu_cnn", "model.freeze_statistics=false", "model.freeze_statistics=true"},
      {"model.name=glu_cnn", "transfer.mode=fixed", "transfer.mode=fine-tuned"},
      {"data.front_end=schlueter2016", "augment.compat_randn=true", "augment.compat_randn=false"},
      {"optimizer.kind=adam", "optimizer.momentum=0.5", "optimizer.momentum=0.95"},
      {"optimizer.kind=nesterov", "optimizer.beta1=0.5", "optimizer.beta1=0.9"},
      {"optimizer.kind=nesterov", "optimizer.beta2=0.5", "optimizer.beta2=0.999"},
      {"optimizer.kind=nesterov", "optimizer.epsilon=0.5", "optimizer.epsilon=1e-7"},
  };
  for (const auto& [given, idle, taken] : cases) {
    const std::string key = std::string(idle).substr(0, std::string(idle).find('='));
    expect_error(Exit::kBadConfig, "which has no effect", [&] { read(kShort, {given, idle}); });
    EXPECT_NO_THROW(read(kShort, {given, taken})) << taken;
  }
  const char* momentum = "model.batch_norm_momentum=0.9";
  EXPECT_NO_THROW(read(kShort, {"model.name=glu_cnn", momentum}));
  expect_error(Exit::kBadConfig, "which has no effect (expected a network with batch norm)", [&] {
    read(kShort, {"model.name=mel_cnn", momentum});
  });
  EXPECT_NO_THROW(read(kShort, {"model.name=glu_crnn", "model.reset=after"}));
  EXPECT_NO_THROW(read(kShort, {"model.freeze=L1", "model.freeze_statistics=false"}));
}

TEST(Experiment, RefusesToTrainNothing) {
  std::string all;
  for (const std::string& layer : make_network("glu_cnn").layers)
    all += (all.empty() ? "\"" : ", \"") + layer + "\"";
  for (const char* statistics : {"true", "false"})
    expect_error(Exit::kBadConfig, "model.freeze leaves nothing of glu_cnn to train", [&] {
      read(kShort, {"model.name=glu_cnn", "model.freeze=[" + all + "]",
                    std::string("model.freeze_statistics=") + statistics});
    });
}

TEST(Experiment, RefusesADigestOfNoFile) {
  for (const char* of : {"transfer.source", "data.targets"})
    expect_error(Exit::kBadConfig, std::string(of) + "_sha256 without " + of,
                 [&] { read(kShort, {std::string(of) + "_sha256=" + std::string(64, 'a')}); });
}

TEST(Experiment, SaysWhatAStudyIsFor) {
  for (const char* section :
       {"[table]\nseeds = 2\n", "[corpora.a]\nroot = \"x\"\n", "[figures.a]\nfile = \"x\"\n"})
    expect_refused(
        std::string(kShort) + section,
        "is of a study of several networks (expected the settings of one); run it with `cantus "
        "experiment`");
}

TEST(Experiment, TakesLabelsAsAListAndNotByCommas) {
  expect_error(Exit::kBadConfig, "several are a list: [\"a\", \"b\"]",
               [] { read(kShort, {"data.positive=sing,voice"}); });
  EXPECT_EQ(read(kShort, {"data.positive=[\"la, la\"]"}).positive.front(), "la, la");
}

// A model's file could not store it.
TEST(Experiment, RefusesALabelThatIsNoText) {
  for (const char* label : {"ges\xe4ng", "a\x1b", ""})
    expect_error(Exit::kBadConfig, "data.positive",
                 [&] { read(kShort, {std::string("data.positive=") + label}); });
}

TEST(Experiment, AugmentsWhereBandsAreBins) {
  const std::string text = std::string(kShort) + "[model]\nname = \"spectrogram_cnn\"\n";
  EXPECT_FALSE(read(text).is_augmented());
  const Experiment e =
      read(text + "[augment]\nstretch = 0.3\nshift = 0.2\nfilter_db = 10\ncompat_randn = true\n");
  EXPECT_TRUE(e.is_augmented());
  EXPECT_EQ(e.augment.stretch, 0.3f);
  EXPECT_EQ(e.augment.shift, 0.2f);
  EXPECT_EQ(e.augment.filter_db, 10);
  EXPECT_TRUE(e.augment.randn_widths);
  EXPECT_TRUE(holds(result_text(e), "[augment]\nstretch = 0.3\n"));
  expect_refused(std::string(kShort) + "[augment]\nshift = 0.3\n",
                 "[augment] with front end hou2020 (expected schlueter2016");
  expect_refused(text + "[augment]\nstretch = 1\n",
                 "augment.stretch is 1 (expected a number of at least 0 and at most 0.9)");
  expect_refused(text + "[augment]\nfilter = 10\n", "did you mean `augment.filter_db`?");
}

TEST(Experiment, TakesOneFolderOfFeatures) {
  expect_refused(std::string(kShort) + "features = [\"a\", \"b\"]\n",
                 "lesson.toml:4: data.features is [\"a\", \"b\"] (expected one path)");
  expect_refused(std::string(kShort) + "features = []\n", "(expected one path)");
  EXPECT_EQ(read(std::string(kShort) + "features = [\"/a\"]\n").features, "/a");
}

TEST(Experiment, RefusesWhatIsNoToml) {
  expect_refused("[data\n", "lesson.toml:1: ");
  expect_refused("a = 1\na = 2\n", "lesson.toml:2: ");
}

TEST(Experiment, RefusesAListOfSeveralKinds) {
  for (const char* list : {"[1, \"a\"]", "[true, 0.5]", "[0.5, [1]]", "[1979-05-27]"})
    expect_refused(std::string(kShort) + "kinds = " + list + "\n",
                   "lesson.toml:4: data.kinds has a value of a foreign kind");
}

std::string repeated(const std::string& part, int times) {
  std::string text;
  for (int i = 0; i < times; ++i) text += part;
  return text;
}

// Nested tables as deep as the key has parts would overflow the stack.
TEST(Experiment, RefusesAKeyOfTooManyParts) {
  constexpr int kMany = 100000;
  const std::string message = "a key of too many parts (expected at most 16); correct the line";
  const std::string parts = repeated(".a", kMany);
  expect_refused("\na" + parts + " = 1\n", "lesson.toml:2: " + message);
  expect_refused("['a' . \"=\"" + repeated(".\"\\\"\"", kMany) + "]\n",
                 "lesson.toml:1: " + message);
  expect_refused("a = [ # \"\n\"\"\"\n\\\"\"\"\"\"\", { a" + parts + " = 1 }]\n",
                 "lesson.toml:3: " + message);
  expect_error(Exit::kBadConfig, "model.name is \"{a.a.a",
               [&] { read(kShort, {"model.name={a" + parts + "=1}"}); });
}

// The key would be stored once for each key of its table: a file of a megabyte took gigabytes.
TEST(Experiment, RefusesALongKey) {
  const std::string name(1024, 'a');
  expect_refused("[" + name + "]\nb = 1\n",
                 "lesson.toml:2: a key of 1026 bytes (expected at most 1024); shorten the file");
  expect_refused(name + " = 1\n", " is no setting");
}

TEST(Experiment, TakesDotsThatPartNoKey) {
  const std::string dots = repeated(".", 100);
  const std::string texts = "[\"" + dots + "\\\"" + dots + "\", '" + dots + "', '''\n" + dots +
                            "\\'''', \"\"\"" + dots + "\\\"\"\"\"\"\"]";
  const std::string text = std::string(kShort) + "kinds = " + texts + " # " + dots + "\n";
  EXPECT_EQ(read(text).kinds,
            (std::vector<std::string>{dots + "\"" + dots, dots, dots + "\\'", dots + "\"\"\""}));
  EXPECT_EQ(read(kShort, {"data.kinds=" + dots}).kinds, std::vector<std::string>{dots});
  expect_refused(text + "soft_label = [" + repeated("0.5, ", 100) + "]\n",
                 "data.soft_label is [0.5");
}

TEST(Experiment, NeedsAManifestAndALabel) {
  expect_refused("[data]\npositive = \"sing\"\n", "data.manifest is missing");
  expect_refused("[data]\nmanifest = \"m.tsv\"\n", "data.positive is missing");
  const std::string open = "[data]\nmanifest = \"m.tsv\"\npositive = ";
  expect_refused(open + "[]\n",
                 "data.positive is [] (expected the label to find, such as \"sing\")");
  expect_refused(open + "\"\"\n", "data.positive is \"\" (expected a text that is not empty)");
  expect_refused(open + "[\"sing\", \"\"]\n",
                 "data.positive is [\"sing\", \"\"] (expected texts that are not empty)");
}

TEST(Experiment, RefusesAMalformedOverride) {
  expect_error(Exit::kUsage, "--set lr: is no assignment", [] { read(kShort, {"lr"}); });
  expect_error(Exit::kBadConfig, "--set optimizer.decay=-1: optimizer.decay is -1",
               [] { read(kShort, {"optimizer.decay=-1"}); });
  expect_error(Exit::kBadConfig, "--set data.kinds=caf\xe9: data.kinds is no UTF-8",
               [] { read(kShort, {"data.kinds=caf\xe9"}); });
}

}  // namespace
}  // namespace cantus
