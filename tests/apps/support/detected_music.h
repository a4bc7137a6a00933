#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "data/audio/write_wav.h"
#include "tests/apps/support/random_model.h"
#include "tests/apps/support/run_cantus.h"
#include "tests/data/support/scratch.h"

namespace cantus {

// A model, and a folder of songs in which `cantus detect` looks for voice.
class DetectedMusic : public ::testing::Test {
 protected:
  DetectedMusic() { write_random_model(model_); }

  // Writes the samples at 16 kHz.
  std::filesystem::path write_song(const std::string& name, std::vector<float> samples) const {
    const std::filesystem::path path = music_ / name;
    std::filesystem::create_directories(path.parent_path());
    write_wav(path, {16000, std::move(samples)});
    return path;
  }

  ProcessResult detect(const Arguments& arguments) const {
    return run_cantus(Arguments{"detect", "--model", model_.string()} + arguments);
  }
  ProcessResult detect_music(const Arguments& arguments) const {
    return detect(arguments + Arguments{music_.string()});
  }

  Scratch scratch_;
  std::filesystem::path music_ = scratch_ / "music";
  std::filesystem::path model_ = scratch_ / "m.safetensors";
  std::filesystem::path out_ = scratch_ / "out";
};

}  // namespace cantus
