#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "apps/version.h"
#include "data/audio/write_wav.h"
#include "tests/apps/support/run_cantus.h"
#include "tests/data/support/scratch.h"

namespace cantus {
namespace {

nlohmann::json model_facts(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {"info", "--json", "--model"});
  const auto result = run_cantus(arguments);
  EXPECT_EQ(result.exit_code, 0) << result.errors;
  return nlohmann::json::parse(result.output);
}

// Table 1 of Hou et al. 2020, in units of 10^4 with the last digits cut: 20.72, 20.58, 13.33 twice,
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
  EXPECT_NE(result.output.find("L3.conv"), std::string::npos);
  EXPECT_NE(result.output.find("[1, 25, 64, 128]"), std::string::npos);
}

TEST(Info, RefusesNetworksAndLayersThatDoNotExist) {
  EXPECT_EQ(run_cantus({"info", "--model", "glu"}).exit_code, 64);
  const auto result = run_cantus({"info", "--model", "glu_cnn", "--freeze", "L22"});
  EXPECT_EQ(result.exit_code, 64);
  EXPECT_NE(result.errors.find("did you mean `L2`?"), std::string::npos);
}

TEST(Info, TellsFilesByTheirContentAndGoesOnAfterABadOne) {
  const Scratch scratch;
  write_wav(scratch / "a.bin", Audio{8000, std::vector<float>(800, 0.25f)});
  scratch.file("b.lab", "0.0 1.5 nosing\n1.5 2.0 sing\n");
  scratch.file("c.wav", std::string("\x01\x02 no sound\x00", 11));
  const auto result = run_cantus({"info", (scratch / "a.bin").string(),
                                  (scratch / "c.wav").string(), (scratch / "b.lab").string()});
  EXPECT_EQ(result.exit_code, 65);
  EXPECT_NE(result.output.find("a.bin: WAV"), std::string::npos);
  EXPECT_NE(result.output.find("0.100 s"), std::string::npos);
  EXPECT_NE(result.output.find("b.lab: labels"), std::string::npos);
  EXPECT_NE(result.errors.find("c.wav"), std::string::npos);
  EXPECT_NE(result.errors.find("2 ok, 1 failed"), std::string::npos);
  const auto json =
      run_cantus({"info", "--json", (scratch / "c.wav").string(), (scratch / "b.lab").string()});
  const auto files = nlohmann::json::parse(json.output)["files"];
  ASSERT_EQ(files.size(), 2u);
  EXPECT_EQ(files[0]["error"]["code"], 65);
  EXPECT_EQ(files[1]["kind"], "labels");
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
  EXPECT_EQ(files[1]["kind"], "Audacity labels");
  EXPECT_EQ(files[1]["lead voice"], "1.000 s");
  EXPECT_EQ(files[2]["kind"], "MIR-1K labels");
  EXPECT_EQ(files[2]["sing"], "0.040 s");
}

TEST(Info, OpensEveryDocumentWithItsSchemaAndTheTool) {
  const Scratch scratch;
  const std::string lab = scratch.file("a.lab", "0 1 sing\n").string();
  for (const std::vector<std::string>& arguments : {std::vector<std::string>{"info", "--json"},
                                                    {"info", "--json", "--model", "glu_cnn"},
                                                    {"info", "--json", lab}}) {
    const auto facts = nlohmann::json::parse(run_cantus(arguments).output);
    EXPECT_EQ(facts["schema"].get<std::string>().rfind("cantus.info.", 0), 0u);
    EXPECT_EQ(facts["tool"], tool());
    EXPECT_FALSE(facts.contains("version"));
  }
}

}  // namespace
}  // namespace cantus
