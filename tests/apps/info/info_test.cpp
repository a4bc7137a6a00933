#include <ctime>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "apps/info/file_facts.h"
#include "apps/program/commit.h"
#include "apps/program/version.h"
#include "data/audio/write_wav.h"
#include "data/curves/npz.h"
#include "data/files/list_files.h"
#include "data/labels/label_text.h"
#include "data/picture/png_file.h"
#include "kernels/core/error.h"
#include "tests/apps/support/random_model.h"
#include "tests/apps/support/run_cantus.h"
#include "tests/data/support/added_memory.h"
#include "tests/data/support/scratch.h"
#include "tests/data/support/stand_ins.h"
#include "tests/support/holds.h"

namespace cantus {
namespace {

nlohmann::json model_facts(const Arguments& arguments) {
  const auto result = run_cantus(Arguments{"info", "--json", "--model"} + arguments);
  EXPECT_EQ(result.exit_code, 0) << result.errors;
  return nlohmann::json::parse(result.output);
}

// Table 1 of Hou et al. 2020, in units of 10^4, truncated: 20.72, 20.58, 13.33 twice,
// 5.79.
TEST(Info, CountsTheParametersOfThePapersNetworks) {
  EXPECT_EQ(model_facts({"glu_crnn"})["parameters"], 207298);
  EXPECT_EQ(model_facts({"glu_crnn", "--freeze", "L1"})["trainable"], 205890);
  EXPECT_EQ(model_facts({"glu_crnn", "--freeze", "L2"})["trainable"], 133314);
  EXPECT_EQ(model_facts({"glu_crnn", "--freeze", "L3"})["trainable"], 133314);
  EXPECT_EQ(model_facts({"glu_crnn", "--freeze", "L1,L2,L3"})["trainable"], 57922);
  EXPECT_EQ(model_facts({"spectrogram_cnn"})["parameters"], 3989569);
}

TEST(Info, PrintsATableOfLayers) {
  const auto result = run_cantus({"info", "--model", "glu_cnn"});
  EXPECT_TRUE(holds(result.output, "L3.conv"));
  EXPECT_TRUE(holds(result.output, "[1, 25, 64, 128]"));
}

TEST(Info, DescribesTheNetworkOfAModelFile) {
  const Scratch scratch;
  const auto model = write_random_model(scratch / "m.safetensors").string();
  EXPECT_EQ(run_cantus({"info", "--model", model, "--freeze", "L1"}).output,
            run_cantus({"info", "--model", "glu_cnn", "--freeze", "L1"}).output);
}

TEST(Info, NamesTheFormatsThatFfmpegReads) {
  const auto reads = [] {
    return nlohmann::json::parse(run_cantus({"info", "--json"}).output)["reads"].dump();
  };
  const StandIns programs;
  programs.put("ffmpeg", "exit 1");
  EXPECT_TRUE(holds(reads(), "\"Matroska\""));
  const Scratch empty;
  const testing::EnvironmentVariable path("PATH", empty.folder().string());
  EXPECT_TRUE(holds(reads(), "\"FLAC\""));
  EXPECT_FALSE(holds(reads(), "\"Matroska\""));
  EXPECT_TRUE(holds(run_cantus({"info"}).output, "Ogg FLAC need the program ffmpeg"));
}

TEST(Info, RefusesFlagsThatWouldBePassedOver) {
  const auto alone = run_cantus({"info", "--freeze", "L1"});
  EXPECT_TRUE(ended(alone, 64, "--freeze: given without --model"));
  EXPECT_EQ(run_cantus({"info", "--model", "glu_cnn", "a.wav"}).exit_code, 64);
}

TEST(Info, GivesALabelNoOtherFactsName) {
  const Scratch scratch;
  const auto path = scratch.file("a.lab", "0 1 kind\n1 1.5 song\n").string();
  const auto facts = nlohmann::json::parse(run_cantus({"info", "--json", path}).output)["files"][0];
  EXPECT_EQ(facts["song"], "0.500 s");
  EXPECT_EQ(facts["kind"], "labels");
}

TEST(Info, GivesNumbersOfSoundAsNumbers) {
  const Scratch scratch;
  write_wav(scratch / "a.wav", Audio{8000, std::vector<float>(800, 0.25f)});
  const auto result = run_cantus({"info", "--json", (scratch / "a.wav").string()});
  const auto facts = nlohmann::json::parse(result.output)["files"][0];
  EXPECT_EQ(facts["sample_rate"], "8000 Hz");
  EXPECT_EQ(facts["sample_rate_hz"], 8000);
  EXPECT_EQ(facts["num_samples"], 800);
  EXPECT_EQ(facts["duration_s"], 0.1);
  EXPECT_EQ(facts["num_channels"], 1);
  EXPECT_EQ(facts["coding"], "Signed 16 bit PCM");
}

TEST(Info, KeepsNoSoundInMemory) {
  const Scratch scratch;
  std::string header = to_wav(Audio{48000, {0.0f}}).substr(0, 44);
  for (const int length : {4, 40}) header.replace(length, 4, 4, '\xff');  // to the file's end
  const auto path = scratch.file("a.wav", header);
  std::filesystem::resize_file(path, 44 + 100'000'000);  // a sparse file of zeros
  EXPECT_LT(added_memory_kb([&] { EXPECT_EQ(facts_of_file(path).details[1].second, "50000000"); }),
            64 << 10);
}

TEST(Info, NamesTheFrontEndOfFeatures) {
  const Scratch scratch;
  write_wav(scratch / "a.wav", Audio{16000, std::vector<float>(16000, 0.25f)});
  const auto store = (scratch / "store").string();
  ASSERT_EQ(run_cantus({"features", (scratch / "a.wav").string(), "-o", store, "-q"}).exit_code, 0);
  const auto stored = list_files(store, {".h5"}).front().string();
  const auto result = run_cantus({"info", stored});
  EXPECT_TRUE(result.output.starts_with(stored + ": features\n")) << result.output;
  EXPECT_TRUE(holds(result.output, "hou2020 (sample_rate=16000 window="));
}

TEST(Info, RefusesNetworksAndLayersThatDoNotExist) {
  const auto no_network = run_cantus({"info", "--model", "glu_cmn"});
  EXPECT_TRUE(ended(no_network, 64, "or a model file); did you mean `glu_cnn`?"));
  const auto no_file = run_cantus({"info", "--model", "runs/none/model.safetensors"});
  EXPECT_EQ(no_file.exit_code, 66) << no_file.errors;
  const auto nothing = run_cantus({"info", "--model", ""});
  EXPECT_EQ(nothing.errors, "cantus: error: --model: `` given (expected NAME|MODEL)\n");
  const auto result = run_cantus({"info", "--model", "glu_cnn", "--freeze", "L22"});
  EXPECT_TRUE(ended(result, 64, "did you mean `L2`?"));
}

TEST(Info, TellsFilesByTheirContentAndGoesOnAfterABadOne) {
  const Scratch scratch;
  write_wav(scratch / "a.bin", Audio{8000, std::vector<float>(800, 0.25f)});
  scratch.file("b.lab", "0.0 1.5 nosing\n1.5 2.0 sing\n");
  scratch.file("c.wav", std::string("\x01\x02 no sound\x00", 11));
  const auto result = run_cantus({"info", (scratch / "a.bin").string(),
                                  (scratch / "c.wav").string(), (scratch / "b.lab").string()});
  EXPECT_EQ(result.exit_code, 65);
  EXPECT_TRUE(holds(result.output, "a.bin: WAV"));
  EXPECT_TRUE(holds(result.output, "0.100 s"));
  EXPECT_TRUE(holds(result.output, "b.lab: labels"));
  EXPECT_TRUE(holds(result.errors, "c.wav"));
  EXPECT_TRUE(holds(result.errors, "2 ok, 1 failed"));
  const auto json =
      run_cantus({"info", "--json", (scratch / "c.wav").string(), (scratch / "b.lab").string()});
  const auto files = nlohmann::json::parse(json.output)["files"];
  ASSERT_EQ(files.size(), 2u);
  EXPECT_EQ(files[0]["error"]["code"], 65);
  EXPECT_EQ(files[1]["kind"], "labels");
}

TEST(Info, KeepsControlBytesOfFilesFromTheTerminal) {
  const Scratch scratch;
  scratch.file("a\x1b[2J.lab", "0 1 sing\n");
  const auto result = run_cantus({"info", (scratch / "a\x1b[2J.lab").string()});
  EXPECT_FALSE(holds(result.output, "\x1b"));
  EXPECT_TRUE(holds(result.output, "a\\x1b[2J.lab: labels\n"));
}

TEST(Info, KnowsEveryKindOfLabelFile) {
  const Scratch scratch;
  scratch.file("a.csv", "start_s,end_s,label\n0.5,1.5,sing\n");
  scratch.file("b.txt", "0.0\t1.0\tlead voice\n");
  scratch.file("c.vocal", "0\n1\n1\n");
  const auto result = run_cantus({"info", "--json", (scratch / "a.csv").string(),
                                  (scratch / "b.txt").string(), (scratch / "c.vocal").string()});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  const auto files = nlohmann::json::parse(result.output)["files"];
  EXPECT_EQ(files[0]["kind"], "CSV labels");
  EXPECT_EQ(files[0]["sing"], "1.000 s");
  EXPECT_EQ(files[0]["voice segments"], "1");
  EXPECT_EQ(files[0]["voice_s"], 1.0);
  EXPECT_EQ(files[0]["labels_end_s"], 1.5);
  EXPECT_EQ(files[1]["kind"], "Audacity labels");
  EXPECT_EQ(files[1]["lead voice"], "1.000 s");
  EXPECT_EQ(files[2]["kind"], "MIR-1K labels");
  EXPECT_EQ(files[2]["sing"], "0.040 s");
  EXPECT_EQ(files[2]["num_voice_segments"], 1) << "what is not sung is none";
}

TEST(Info, CountsTheFilesOfAManifestThatAreNotThere) {
  const Scratch scratch;
  scratch.file("a.wav", "x");
  const auto manifest = scratch.file(
      "m.tsv", "path\tlabels\tsplit\tvocals\na.wav\ta.lab\ttrain\ta.wav;v.wav\nb.wav\t\ttest\t\n");
  const auto result = run_cantus({"info", manifest.string()});
  EXPECT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_TRUE(holds(result.output, "missing          3 files: a.lab, b.wav, v.wav\n"));
  scratch.file("b.wav", "x");
  const auto copied = run_cantus({"info", manifest.string()});
  EXPECT_TRUE(ended(copied, 65, "b.wav (train, test)"));
}

// What `cantus info` reports for a file with this content: "KIND; name value; ...", or the error.
std::string described(const Scratch& scratch, const std::string& name, const std::string& content) {
  const auto path = scratch.file(name, content);
  try {
    const FileFacts facts = facts_of_file(path);
    std::string text = facts.kind;
    for (const auto& [key, value] : facts.details) text += "; " + key + " " + value;
    return text;
  } catch (const Error& error) {
    return error.what();
  }
}

TEST(Info, TellsTextFilesApart) {
  const Scratch scratch;
  std::string many;  // more than a line of labels may have
  for (int i = 0; i < 5000; ++i) many += "1,";
  const std::tuple<const char*, std::string, const char*> cases[] = {
      {"a.csv", to_csv(Curve{{0.5, 1.5}, {0.25f, 0.75f}}),
       "CSV curve; frames 2; time 0.500 to 1.500 s; values 0.2500 to 0.7500"},
      {"b.csv", "detector,song,precision,auroc\nx,y,1,1\n", "CSV of an evaluation; rows 1"},
      {"f0.csv", "0.005,220.5\n0.010,221.0\n", "CSV; lines 2; first line 0.005,220.5"},
      {"c.jams", to_jams({{0.5, 1, "sing"}}, {"a song", 2, "x"}),
       "JAMS; jams_version 0.3.4; title a song; artist ; duration 2.0; segment_open 1 entry; voice "
       "segments 1; seconds of voice 0.500; last label ends 1.000 s; sing 0.500 s"},
      {"beats.jams", R"({"file_metadata": {}, "annotations": [{"namespace": "beat", "data": []}]})",
       "JAMS; beat 0 entries"},
      {"none.jams", R"({"annotations": []})", "JAMS; annotations none"},
      {"bare.JAMS", R"({"annotations": [{"namespace": "segment_open", "data": []}]})",
       "JAMS; segment_open 0 entries; voice segments 0"},
      {"bad.jams", R"({"annotations": [{"namespace": "segment_open", "data": [{"time": 0}]}]})",
       "bad.jams: segment 1: value is no text"},
      {"none.jams", "{\"songs\": []}", "none.jams: no list of annotations (expected JAMS)"},
      {"lines.jams", "0 1 sing\n", "lines.jams: malformed JSON (expected JAMS)"},
      {"d.TextGrid", to_textgrid({{0.5, 1, "sing"}}, 2),
       "TextGrid; voice segments 1; seconds of voice 0.500; last label ends 1.000 s; sing 0.500 s"},
      {"wide.TextGrid", "\xfe\xff words", "wide.TextGrid:1: no further value"},
      {"silent.txt", "", "Audacity labels; voice segments 0"},
      {"commas.txt", "0,5\t1\n", "Audacity labels; voice segments 0"},
      {"empty.lab", "", "empty.lab: is empty"},
      {"d.json", "{\"schema\": \"cantus.detect/1\", \"songs\": [1, 2]}",
       "JSON; schema cantus.detect/1; keys schema, songs"},
      {"a.html",
       "<!doctype html>\n<script id=\"detection\">{\"model\": {\"network\": \"glu_cnn\", "
       "\"sha256\": "
       "\"ab\"}, \"songs\": [{\"path\": \"a.wav\", \"duration_s\": 1.5, \"segments\": [{}, "
       "{}]}]}</script>\n"
       "</html>\n",
       "page; song a.wav; seconds 1.5; network glu_cnn; model sha256 ab; segments 2"},
      {"cut.html", "<!doctype html>\n<script id=\"detection\">{}</script>\n",
       "cut.html: an HTML page of another program"},
      {"other.html", "<!doctype html>\n<p></p></html>\n",
       "other.html: an HTML page of another program"},
      {"log.jsonl", "{\"step\":1,\"epoch\":1}\n{\"step\":2,\"epoch\":1}\n",
       "training log; lines 2; step 2; epoch 1"},
      {"blank.jsonl", "{\"step\":1,\"epoch\":1}\n \n{\"step\":2,\"epoch\":1}\n\n",
       "training log; lines 2; step 2; epoch 1"},
      {"manifest.tsv", "path\tlabels\tsplit\tkind\na.wav\t\ttrain\tsong\nb.wav\t\ttest\tsong\n",
       "corpus manifest; songs 2; train 1; test 1; kind song 2; missing 2 files: a.wav, b.wav"},
      {"weak.tsv", "a.wav\t1\nb.wav\t0\n", "weak-label manifest; clips 2; with voice 1"},
      {"e.toml", "# mine\n[data]\nmanifest = \"/m.tsv\"\npositive = \"sing\"\n",
       "experiment; network glu_cnn; front_end hou2020; positive sing; manifest /m.tsv; epochs at "
       "most 100; batch_size 64; learning_rate 0.001"},
      {"odd.toml", "[package]\nname = \"x\"\n", "package.name is no setting"},
      {"wide.toml", "[ package ]\nname = \"x\"\n", "package.name is no setting"},
      {"wide", "# mine\n[ package ]\nname = \"x\"\n", "package.name is no setting"},
      {"number.toml", "[1]\nname = \"x\"\n", "1.name is no setting"},
      {"one.json", "[1]", "JSON; holds 1 entry"},
      {"one", "[true]\n", "JSON; holds 1 entry"},
      {"A.LAB", "0 1 sing\n",
       "labels; voice segments 1; seconds of voice 1.000; last label ends 1.000 s; sing 1.000 s"},
      {"truth.annotation", "0 1 sing\n",
       "labels; voice segments 1; seconds of voice 1.000; last label ends 1.000 s; sing 1.000 s"},
      {"README", "A text about music\n", "README: text of a kind that is not known (expected"},
      {"line.json", "\n{\"a\": [" + many + "1]}", "JSON; keys a"},
      {"numbers.json", "[1,2,3]", "JSON; holds 3 entries"},
      {"bad.json", "{\"a\": }", "bad.json@7: JSON is malformed"},
      {"huge.json", "{\"a\": 1e999}", "huge.json: a number that no float64 holds"},
      {"ragged.csv", "1,2\n1,2,3\n", "ragged.csv:2: 3 fields (expected 2)"}};
  for (const auto& [name, content, expected] : cases) {
    const std::string text = described(scratch, name, content);
    EXPECT_TRUE(holds(text, expected));
  }
}

// Mistakes as a spreadsheet or a hurried hand makes them.
TEST(Info, SaysWhatIsWrongWithATableThatIsNearlyAManifest) {
  const Scratch scratch;
  const std::tuple<const char*, const char*, const char*> cases[] = {
      {"a.tsv", "path\tlabels\na.wav\ta.lab\n",
       "a.tsv:1: no column `split` among `path labels` (expected a corpus manifest's path, labels "
       "and split, or weak labels"},
      {"a.tsv", "path\tlabel\tsplit\na.wav\ta.lab\ttrain\n", "a.tsv:1: no column `labels` among"},
      {"a.tsv", "file\tlabels\tsplit\na.wav\ta.lab\ttrain\n", "a.tsv:1: no column `path` among"},
      {"a.txt", "Path\tLabels\tSplit\na.wav\ta.lab\ttrain\n",
       "a.txt:1: a column \"Path\" (expected path)"},
      {"a.csv", "path,labels,split\na.wav,a.lab,train\n", "a.csv:1: a header line without tabs"},
      {"a.csv", "Path;Labels;Split\na.wav;a.lab;train\n", "a.csv:1: a header line without tabs"},
      {"a.tsv", "my song.flac\ta.lab\ttrain\n", "a.tsv:1: no column `path` among `my song.flac"},
      {"a.tsv", "path\thas_voice\na.wav\t1\n",
       "a.tsv:1: no column `labels` among `path has_voice`"},
      {"a.tsv", "a.wav,a.lab,train\n", "a.tsv:1: a header line without tabs"},
      {"a", "my song.wav 1\n", "a:1: a header line without tabs"},
      {"a.tsv", "path\tlabels\tsplit\na.wav\ta.lab\tlater\n", "a.tsv:2: split \"later\""},
      {"a.tsv", "path\tlabels\tsplit\n", "a.tsv: names no songs"},
      {"manifest.txt", "path\tlabels\tsplit\na.wav\t\ttrain\n", "corpus manifest; songs 1"},
      {"a.csv", "# detector,song,auroc\n", "a.csv: text of a kind that is not known"},
      {"a.m3u", "one song.wav\n", "a.m3u: text of a kind that is not known"},
      {"a.txt", "0\t1\tas in a.wav 1\n", "Audacity labels"}};
  for (const auto& [name, content, expected] : cases) {
    const std::string text = described(scratch, name, content);
    EXPECT_TRUE(holds(text, expected));
  }
}

// So many names that comparing each with all others took half a minute.
TEST(Info, TellsManyNamesInNoTime) {
  const Scratch scratch;
  std::string labels, manifest = "path\tlabels\tsplit\tkind\n", json = "{\n";
  for (int i = 0; i < 100000; ++i) {
    const std::string name = std::to_string(i);
    labels += name + "e-4 " + name + "e-4 " + name + "\n";
    manifest += name + "\t\ttrain\t" + name + "\n";
    json += (i == 0 ? "\"" : ",\n\"") + name + "\": 1";
  }
  const std::clock_t start = std::clock();
  EXPECT_TRUE(described(scratch, "a.lab", labels).starts_with("labels; voice segments 0; "));
  EXPECT_TRUE(described(scratch, "a.tsv", manifest).starts_with("corpus manifest; songs 100000"));
  EXPECT_TRUE(described(scratch, "a.json", json + "}").starts_with("JSON; keys 0, 1, 10, 100,"));
  EXPECT_LT((std::clock() - start) / CLOCKS_PER_SEC, 20);
}

TEST(Info, TellsPicturesAndCurves) {
  const Scratch scratch;
  EXPECT_EQ(described(scratch, "a.npz", to_npz(Curve{{0.5, 1.5}, {0.25f, 0.75f}})),
            "NPZ curve; frames 2; time 0.500 to 1.500 s; values 0.2500 to 0.7500");
  EXPECT_EQ(described(scratch, "b.npz", npz_bytes({npz_array<float>("x", {1, 2, 3})})),
            "NPZ; x <f4 [3]");
  write_png(scratch / "p.png", Canvas(7, 5, Color{255, 255, 255}));
  const std::string png = content_of(scratch / "p.png");
  EXPECT_EQ(described(scratch, "a.png", png), "PNG; pixels 7 x 5");
  for (std::size_t length = 9; length < png.size(); ++length) {
    const auto text = described(scratch, "cut.png", png.substr(0, length));
    EXPECT_TRUE(holds(text, "cut.png")) << length;
  }
  for (std::size_t at = 8; at < png.size(); ++at) {
    std::string damaged = png;
    damaged[at] ^= 0x10;
    EXPECT_FALSE(holds(described(scratch, "bad.png", damaged), "PNG;")) << at;
  }
}

TEST(Info, OpensEveryDocumentWithItsSchemaAndTheTool) {
  const Scratch scratch;
  const std::string lab = scratch.file("a.lab", "0 1 sing\n").string();
  for (const Arguments& arguments : {Arguments{"info", "--json"},
                                     {"info", "--json", "--model", "glu_cnn"},
                                     {"info", "--json", lab}}) {
    const auto facts = nlohmann::json::parse(run_cantus(arguments).output);
    EXPECT_EQ(facts["schema"].get<std::string>().rfind("cantus.info.", 0), 0u);
    EXPECT_EQ(facts["tool"], tool());
    EXPECT_EQ(facts["commit"], commit());
    EXPECT_FALSE(facts.contains("version"));
  }
}

TEST(Info, KnowsStudiesAndWhatTheyInclude) {
  const auto folder = std::filesystem::path(CANTUS_SOURCE_DIR) / "experiments/schlueter2016";
  const auto result =
      run_cantus({"info", (folder / "table1.toml").string(), (folder / "tasks.toml").string()});
  EXPECT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_TRUE(holds(result.output, "table1.toml: study\n  has              [table]"));
  EXPECT_TRUE(holds(result.output, "tasks.toml: study"));
}

}  // namespace
}  // namespace cantus
