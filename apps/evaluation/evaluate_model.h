#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "apps/evaluation/evaluation.h"
#include "apps/program/verb.h"
#include "data/manifest/split.h"
#include "kernels/core/precision.h"
#include "models/detection/block_scoring.h"

namespace cantus {

// The songs to score a model on.
struct TestSongs {
  std::vector<std::string> manifests;
  std::vector<std::string> kinds;  // none: all
  JudgedSplit split = JudgedSplit::kTest;
  std::int64_t num_songs = 0;  // drawn from those with voice (take_songs); 0: all
  // For maps: the number of songs of split `valid` with known voices that their scale is fitted to
  // (models/saliency/scale_fit.h); 0: each map is scaled by its quantile.
  std::int64_t num_fitted = 0;
};

// A model to be scored, on which songs, and how.
struct ModelTrial : TestSongs {
  std::filesystem::path model;
  std::vector<std::string> positive;  // labels that mean voice; none: the model's
  std::filesystem::path features;     // feature store; "": beside the first manifest
  // Voice is where the curve is above it; none: each detector's is the most accurate one on the
  // songs of split `valid`.
  std::optional<double> threshold = 0.5;
  std::int64_t median_frames = 1;  // running median over the curve; 1: none
  Precision precision = Precision::kFloat32;
  BlockScoring blocks = BlockScoring::kExact;
  bool skip_baselines = false;
  bool with_grid = false;  // also the metrics of Schlueter's grid
};

// "corpus/manifest.tsv, test, 20 songs with voice"
std::string subject_title(const TestSongs& songs);

// Scores the model and, beside it, the baselines fitted to the training songs. Errors: those of
// load_model, extract_and_label and require_precision; kNoInput when no song is of the split.
Result evaluate_model(const ModelTrial& trial, const CommonOptions& common);

}  // namespace cantus
