#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "data/audio/read_audio.h"
#include "data/files/hash.h"
#include "data/synth/score/performance.h"

// Reads a rendered corpus back.
namespace cantus {

namespace fs = std::filesystem;

struct Row {
  std::string path, labels, split, kind, voice, style, seed, vocal;
};

inline std::vector<Row> read_manifest(const fs::path& corpus) {
  std::ifstream in(corpus / "manifest.tsv");
  std::string line;
  std::getline(in, line);
  EXPECT_EQ(line, "path\tlabels\tsplit\tkind\tvoice\tstyle\tseed\tvocal");
  std::vector<Row> rows;
  while (std::getline(in, line)) {
    std::istringstream text(line);
    Row row;
    for (std::string* field : {&row.path, &row.labels, &row.split, &row.kind, &row.voice,
                               &row.style, &row.seed, &row.vocal}) {
      std::getline(text, *field, '\t');
    }
    rows.push_back(row);
  }
  return rows;
}

// Hashes of all files under `corpus` that belong to it.
inline std::map<std::string, std::string> hashes(const fs::path& corpus) {
  std::map<std::string, std::string> found;
  for (const auto& entry : fs::recursive_directory_iterator(corpus)) {
    const std::string name = fs::relative(entry.path(), corpus).string();
    if (entry.is_regular_file() && name[0] != '.') found[name] = sha256_of_file(entry.path());
  }
  return found;
}

inline std::vector<Span> read_spans(const fs::path& path, const std::string& wanted) {
  std::ifstream in(path);
  std::vector<Span> spans;
  double start_s, end_s, last_s = 0;
  std::string label;
  while (in >> start_s >> end_s >> label) {
    EXPECT_NEAR(start_s, last_s, .0021);
    last_s = end_s;
    if (label == wanted) spans.push_back({start_s, end_s});
  }
  return spans;
}

inline bool inside(const std::vector<Span>& spans, double time_s) {
  return std::any_of(spans.begin(), spans.end(), [&](const Span& span) {
    return span.start_s <= time_s && time_s < span.end_s;
  });
}

// Share of the 20 ms frames of all songs whose label agrees with the voice's energy (over -40 dB).
inline double label_agreement(const fs::path& corpus) {
  double num_frames = 0, num_agree = 0;
  for (const Row& row : read_manifest(corpus)) {
    if (row.kind != "song") continue;
    const fs::path song = (corpus / row.path).parent_path();
    const Audio vocals = read_audio(song / "vocals.wav");
    const auto spans = read_spans(song / "vocals.lab", "sing");
    const int frame = kSynthRate / 50;
    std::vector<double> level;
    for (std::size_t i = 0; i + frame <= vocals.samples.size(); i += frame) {
      double energy = 0;
      for (int k = 0; k < frame; ++k) energy += vocals.samples[i + k] * vocals.samples[i + k];
      level.push_back(energy);
    }
    const double loudest = *std::max_element(level.begin(), level.end());
    for (std::size_t i = 0; i < level.size(); ++i) {
      num_agree += (level[i] > 1e-4 * loudest) == inside(spans, (i + .5) * .02);
      ++num_frames;
    }
  }
  return num_agree / num_frames;
}

}  // namespace cantus
