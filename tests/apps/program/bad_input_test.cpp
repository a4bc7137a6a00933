// Every kind of bad input that reaches the command line: one line, the right code, nothing written.
#include <cmath>
#include <fstream>
#include <limits>

#include <sys/stat.h>

#include <gtest/gtest.h>
#include <sndfile.h>
#include <nlohmann/json.hpp>

#include "data/audio/write_wav.h"
#include "data/files/atomic_file.h"
#include "data/files/list_files.h"
#include "tests/apps/support/random_model.h"
#include "tests/apps/support/run_cantus.h"
#include "tests/apps/support/tiny_corpus.h"
#include "tests/data/support/scratch.h"
#include "tests/data/support/sound_files.h"
#include "tests/support/holds.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

class BadInput : public ::testing::Test {
 protected:
  BadInput() {
    write_random_model(model_);
    write_wav(good_, {16000, std::vector<float>(16000, 0.1f)});
  }

  ProcessResult detect(const fs::path& song, const fs::path& model) {
    return run_cantus(
        {"detect", song.string(), "--model", model.string(), "-o", out_.string(), "-q"});
  }

  // Expects one line that names `file` (and a batch's count), this code, and no output.
  void expect_refused(const ProcessResult& result, int code, const fs::path& file) {
    EXPECT_EQ(result.exit_code, code) << result.errors;
    const auto end_of_line = result.errors.find('\n');
    const std::string rest = result.errors.substr(std::min(end_of_line, result.errors.size()));
    EXPECT_EQ(rest, "\n") << result.errors;
    EXPECT_EQ(result.errors.rfind("cantus: error: ", 0), 0u) << result.errors;
    EXPECT_TRUE(holds(result.errors, file.string()));
    EXPECT_EQ(result.output, "");
    std::error_code ignored;
    if (fs::exists(out_, ignored)) {
      EXPECT_TRUE(list_files(out_).empty());
    }
  }
  void expect_song_refused(const fs::path& song, int code) {
    SCOPED_TRACE(song.string());
    expect_refused(detect(song, model_), code, song);
    const auto features =
        run_cantus({"features", song.string(), "-o", (scratch_ / "store").string(), "-q"});
    expect_refused(features, code, song);
  }
  void expect_model_refused(const fs::path& model, int code) {
    SCOPED_TRACE(model.string());
    expect_refused(detect(good_, model), code, model);
  }

  Scratch scratch_;
  fs::path good_ = scratch_ / "good.wav";
  fs::path model_ = scratch_ / "m.safetensors";
  fs::path out_ = scratch_ / "out";
};

TEST_F(BadInput, MissingFiles) {
  expect_song_refused(scratch_ / "nowhere.wav", 66);
  expect_model_refused(scratch_ / "nowhere.safetensors", 66);
}

TEST_F(BadInput, EmptyFiles) {
  expect_song_refused(scratch_.file("empty.wav", ""), 65);
  expect_model_refused(scratch_.file("empty.safetensors", ""), 65);
}

TEST_F(BadInput, TruncatedFiles) {
  const std::string wav = content_of(good_);
  expect_song_refused(scratch_.file("cut.wav", wav.substr(0, wav.size() / 2)), 65);
  expect_song_refused(scratch_.file("stub.wav", wav.substr(0, 20)), 65);
  const std::string model = content_of(model_);
  expect_model_refused(scratch_.file("cut.safetensors", model.substr(0, model.size() - 9)), 65);
}

TEST_F(BadInput, TruncatedFlacOggAndMp3) {
  const auto samples = tone(44100, 1);
  const std::pair<const char*, int> formats[] = {
      {"a.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16},
      {"a.ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS},
      {"a.opus.ogg", SF_FORMAT_OGG | SF_FORMAT_OPUS},
      {"a.mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III}};
  for (const auto& [name, format] : formats) {
    const bool is_opus = std::string(name) == "a.opus.ogg";
    const auto whole = encode(scratch_ / name, format, is_opus ? 48000 : 44100, 1, samples);
    EXPECT_EQ(detect(whole, model_).exit_code, 0) << name;
    fs::remove_all(out_);
    const std::string bytes = content_of(whole);
    for (const double kept : {0.02, 0.98}) {
      const auto length = static_cast<std::size_t>(kept * static_cast<double>(bytes.size()));
      expect_song_refused(scratch_.file(std::string("cut_") + name, bytes.substr(0, length)), 65);
    }
  }
}

TEST_F(BadInput, SoundWithoutSamplesOrShorterThanAFrame) {
  write_wav(scratch_ / "none.wav", {16000, {}});
  expect_song_refused(scratch_ / "none.wav", 65);
  write_wav(scratch_ / "short.wav", {16000, std::vector<float>(600, 0.1f)});
  expect_song_refused(scratch_ / "short.wav", 65);
}

TEST_F(BadInput, SamplesThatAreNoNumbers) {
  write_wav(scratch_ / "nan.wav", {16000, std::vector<float>(16000, 0.1f)}, WavFormat::kFloat32);
  for (const float bad : {std::numeric_limits<float>::quiet_NaN(), 1e30f}) {
    std::string bytes = content_of(scratch_ / "nan.wav");
    std::memcpy(bytes.data() + bytes.size() - 4000, &bad, sizeof bad);
    expect_song_refused(scratch_.file("bad.wav", bytes), 65);
  }
}

TEST_F(BadInput, FilesThatAreNoSound) {
  expect_song_refused(scratch_.file("text.wav", "It is a text about music, not music.\n"), 65);
  expect_song_refused(scratch_.file("noise.mp3", std::string(5000, '\x7f')), 65);
}

TEST_F(BadInput, FoldersAndPipes) {
  fs::create_directory(scratch_ / "folder");
  expect_song_refused(scratch_ / "folder", 66);
  expect_model_refused(scratch_ / "folder", 66);
  const fs::path pipe = scratch_ / "pipe.wav";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  expect_song_refused(pipe, 65);
  expect_model_refused(pipe, 65);
}

TEST_F(BadInput, DamagedAndForeignModels) {
  std::string flipped = content_of(model_);
  flipped[flipped.size() - 100] ^= 1;
  expect_model_refused(scratch_.file("flipped.safetensors", flipped), 65);
  expect_model_refused(good_, 65);
  Checkpoint foreign;
  foreign.tensors.push_back(NamedTensor::of<float>("weight", {2}, {1, 2}));
  write_checkpoint(scratch_ / "foreign.safetensors", foreign);
  expect_model_refused(scratch_ / "foreign.safetensors", 65);
}

TEST_F(BadInput, DamagedAndForeignHdf5) {
  ASSERT_EQ(run_cantus({"detect", good_.string(), "--model", model_.string(), "-o",
                        (scratch_ / "curves").string(), "--curve", "h5", "-q"})
                .exit_code,
            0);
  const std::string curve = content_of(scratch_ / "curves/good.curve.h5");
  const auto info = [](const fs::path& path) { return run_cantus({"info", path.string()}); };
  const auto described = info(scratch_ / "curves/good.curve.h5");
  EXPECT_EQ(described.exit_code, 0);
  EXPECT_TRUE(holds(described.output, "good.curve.h5: HDF5 curve\n"));
  const auto cut = scratch_.file("cut.h5", curve.substr(0, curve.size() / 2));
  expect_refused(info(cut), 65, cut);
  const auto foreign = scratch_.file("foreign.h5", "\x89HDF\r\n\x1a\n" + std::string(200, '\1'));
  expect_refused(info(foreign), 65, foreign);
  // Whichever byte is wrong, the answer is an error line and not a crash.
  for (std::size_t at = 60; at < curve.size(); at += curve.size() / 23) {
    std::string flipped = curve;
    flipped[at] ^= 0x55;
    const auto result = info(scratch_.file("flipped.h5", flipped));
    EXPECT_TRUE(result.exit_code == 65 || result.exit_code == 0) << at << ": " << result.errors;
  }
}

TEST_F(BadInput, LabelsOutOfOrderOrMalformed) {
  const auto with_labels = [&](const fs::path& labels) {
    return run_cantus({"detect", good_.string(), "--model", model_.string(), "-o", out_.string(),
                       "--picture", "--labels", labels.string(), "-q"});
  };
  const auto late = scratch_.file("order.lab", "0.5 0.8 sing\n0.1 0.3 sing\n");
  expect_refused(with_labels(late), 65, late.string() + ":2");
  const auto backwards = scratch_.file("back.lab", "0.8 0.5 sing\n");
  expect_refused(with_labels(backwards), 65, backwards.string() + ":1");
  const auto words = scratch_.file("words.lab", "now later sing\n");
  expect_refused(run_cantus({"info", words.string()}), 65, words.string() + ":1");
}

TEST_F(BadInput, OutputsThatCannotBeMade) {
  scratch_.file("out_is_a_file", "x");
  out_ = scratch_ / "out_is_a_file" / "deep";
  expect_refused(detect(good_, model_), 73, scratch_ / "out_is_a_file");
  out_ = "/proc/cantus";  // read-only even for root
  const auto result = detect(good_, model_);
  EXPECT_TRUE(result.exit_code == 73 || result.exit_code == 77) << result.errors;
}

TEST_F(BadInput, OutputsThatCannotBeMadeAreFoundBeforeAnyInputIsLookedAt) {
  const std::string nowhere = (scratch_ / "nowhere").string();
  const auto experiment =
      scratch_.file("e.toml", "[data]\nmanifest = \"nowhere\"\npositive = \"sing\"\n");
  const std::string output = "/proc/cantus/out";  // read-only even for root
  const std::vector<Arguments> writers{
      {"detect", nowhere, "--model", nowhere, "-o", output},
      {"evaluate", "--model", nowhere, "--manifest", nowhere, "--csv", output},
      {"evaluate", "--predicted", nowhere, "--truth", nowhere, "--csv", output},
      {"features", nowhere, "-o", output},
      {"mix", "--speech", nowhere, "--music", nowhere, "-o", output},
      {"synth", "--voices", "builtin", "-o", output},
      {"train", experiment.string(), "-o", output}};
  for (auto arguments : writers) {
    SCOPED_TRACE(arguments[0]);
    arguments.emplace_back("-q");
    expect_refused(run_cantus(arguments), 73, output);
  }
}

TEST_F(BadInput, ADiskThatIsFull) {
  // A limit on the size of files stands for a full disk; a block is 512 bytes here.
  const auto limited = [&](const std::string& command) {
    return run_unlimited({"/bin/sh", "-c", "ulimit -f 1; exec " + command});
  };
  const std::string cantus = std::string(CANTUS_BINARY) + " ";
  const auto curve = limited(cantus + "detect " + good_.string() + " --model " + model_.string() +
                             " -q -o " + out_.string() + " --curve csv --format csv");
  EXPECT_EQ(curve.exit_code, 74) << curve.errors;
  EXPECT_FALSE(fs::exists(out_ / "good.curve.csv"));
  const auto store = scratch_ / "store";
  const auto features = limited(cantus + "features " + good_.string() + " -q -o " + store.string());
  EXPECT_EQ(features.exit_code, 74) << features.errors;
  EXPECT_TRUE(list_files(store, {".h5", ".tmp"}).empty());
}

// A path that is not valid UTF-8, in the JSON of verbs that name one.
TEST_F(BadInput, JsonIsUtf8WhateverAFileIsCalled) {
  const auto folder = scratch_ / "\xe9t\xe9";
  const TinyCorpus corpus(folder);
  const auto expect_json = [&](const Arguments& arguments) {
    const auto result = run_cantus(arguments + Arguments{"--json", "-q"});
    EXPECT_EQ(result.exit_code, 0) << result.errors;
    EXPECT_TRUE(nlohmann::json::accept(result.output)) << result.output;
    return result.output;
  };
  const std::string experiment = corpus.experiment().string();
  expect_json({"train", experiment, "-o", (folder / "run").string(), "--dry-run"});
  expect_json({"transfer", experiment, "--source", model_.string(), "-o", (folder / "t").string(),
               "--dry-run"});
  expect_json({"synth", "-o", (folder / "songs").string(), "--voices", "builtin", "--songs", "0",
               "--speech", "0", "--instrumentals", "1", "--song-s", "4"});
  write_file(folder / "scores.json", expect_json({"evaluate", "-m", model_.string(), "--manifest",
                                                  corpus.manifest().string(), "--no-baselines"}));
  expect_json({"compare", (folder / "scores.json").string()});
}

TEST_F(BadInput, OddButSoundFilesAreRead) {
  for (const int rate : {4000, 8000}) {
    write_wav(scratch_ / "low.wav", {rate, std::vector<float>(8000, 0.1f)});
    const auto low =
        run_cantus({"detect", (scratch_ / "low.wav").string(), "--model", model_.string()});
    EXPECT_TRUE(ended(low, 0,
                      "sampled at " + std::to_string(rate) + " Hz: nothing over " +
                          std::to_string(rate / 2) + " Hz to be heard"));
  }
  write_wav(scratch_ / "high.wav", {192000, std::vector<float>(192000, 0.1f)});
  EXPECT_EQ(detect(scratch_ / "high.wav", model_).exit_code, 0);
}

}  // namespace
}  // namespace cantus
