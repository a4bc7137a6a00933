#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "apps/model/model_file.h"
#include "apps/songs/decoded_songs.h"
#include "data/curves/curve.h"
#include "data/frontend/feature_extractor.h"
#include "kernels/core/queue.h"
#include "models/detection/detector.h"
#include "models/detection/segments.h"

namespace cantus {

// What was found in one song.
struct Detection {
  double duration_s = 0;
  FeatureMatrix features;           // not standardized; empty unless kept
  Curve curve;                      // at the centre of each frame
  Audio sound;                      // at the front end's rate; empty unless kept
  std::vector<VoiceSegment> voice;  // a frame starts half a hop before its centre
  std::vector<std::string> warnings;
};

// Detects voice in songs of any length: sound -> features -> curve -> segments.
class SongDetector {
 public:
  // `queue` runs the network; `host`, a CPU queue, makes curves and segments. All three must
  // outlive this.
  SongDetector(Queue& queue, Queue& host, Model& model, Precision precision, BlockScoring blocks);

  // Keeps each song's features, for pictures; without this a long song takes half the memory.
  void keep_features() { keeps_features_ = true; }
  // Keeps each song's sound, for pages that play it.
  void keep_sound() { keeps_sound_ = true; }

  // `song` names it in errors. `on_sound`, if given, is told of every few seconds of sound that are
  // done (on a GPU, about to be). Errors: kBadData for sound shorter than one frame; what on_sound
  // throws.
  Detection detect(const std::filesystem::path& song, DecodedSong decoded,
                   const SegmentSettings& settings,
                   const std::function<void(double audio_s)>& on_sound = {});

  const FrontEnd& front_end() const { return extractor_.front_end(); }

 private:
  Queue& host_;
  Model& model_;
  FeatureExtractor extractor_;
  Detector detector_;
  bool keeps_features_ = false, keeps_sound_ = false;
};

}  // namespace cantus
