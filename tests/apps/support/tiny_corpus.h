#pragma once

#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>

#include "data/audio/write_wav.h"
#include "tests/support/noise.h"

namespace cantus {

// Seven songs of 1.6 s in which a warbling tone ("sing") comes and goes over noise, with labels and
// a manifest, and an experiment file that trains on them quickly.
class TinyCorpus {
 public:
  explicit TinyCorpus(const std::filesystem::path& folder) : folder_(folder) {
    std::filesystem::create_directories(folder);
    std::ofstream manifest(folder / "manifest.tsv");
    manifest << "path\tlabels\tsplit\tkind\n";
    const char* splits[] = {"train", "train", "train", "train", "valid", "valid", "test"};
    for (std::uint32_t s = 0; s < 7; ++s) {
      const std::string name = "song" + std::to_string(s);
      write_song(name, s);
      manifest << name << ".wav\t" << name << ".lab\t" << splits[s] << "\tsong\n";
    }
    std::ofstream(folder / "tiny.toml") << "[experiment]\n"
                                           "epochs = 4\n"
                                           "batches_per_epoch = 6\n"
                                           "batch_size = 4\n"
                                           "validation_stride = 3\n"
                                           "[model]\n"
                                           "num_frames = 5\n"
                                           "[data]\n"
                                           "manifest = \"manifest.tsv\"\n"
                                           "positive = \"sing\"\n"
                                           "[checkpoint]\n"
                                           "every_steps = 4\n"
                                           "keep = 2\n";
  }

  std::filesystem::path experiment() const { return folder_ / "tiny.toml"; }
  std::filesystem::path manifest() const { return folder_ / "manifest.tsv"; }
  std::filesystem::path song(int s) const {
    return folder_ / ("song" + std::to_string(s) + ".wav");
  }
  std::filesystem::path labels(int s) const {
    return folder_ / ("song" + std::to_string(s) + ".lab");
  }

 private:
  void write_song(const std::string& name, std::uint32_t s) const {
    constexpr int kRate = 16000;
    const double start_s = 0.3 + 0.1 * s;
    const double end_s = start_s + 0.6;
    Audio audio{kRate, {}};
    for (std::uint32_t n = 0; n < kRate * 16 / 10; ++n) {
      const double t = static_cast<double>(n) / kRate;
      const bool sings = t >= start_s && t < end_s;
      const double tone =
          sings ? std::sin(6.2831853 * (300 + 40 * s) * t + 3 * std::sin(35 * t)) : 0;
      audio.samples.push_back(0.05f * testing::noise_at(9, n, s) + 0.2f * static_cast<float>(tone));
    }
    write_wav(folder_ / (name + ".wav"), audio);
    std::ofstream(folder_ / (name + ".lab")) << start_s << " " << end_s << " sing\n";
  }

  std::filesystem::path folder_;
};

}  // namespace cantus
