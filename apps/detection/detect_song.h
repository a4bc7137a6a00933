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
  FeatureMatrix features;           // not standardized; empty unless they are to be kept
  Curve curve;                      // at the centre of each frame
  Audio sound;                      // as the network hears it; empty unless it is to be kept
  std::vector<VoiceSegment> voice;  // a frame counts from half a hop before its centre
  std::vector<std::string> warnings;
};

// A model made ready for songs of any length: sound -> features -> curve -> segments.
class SongDetector {
 public:
  // `queue` is the network's; `host` is the CPU's, for what is on the CPU by nature: curves and
  // segments. All three must outlive it.
  SongDetector(Queue& queue, Queue& host, Model& model, Precision precision, BlockScoring blocks);

  // For pictures of a song's features. Without them a long song takes half the memory.
  void keep_features() { keeps_features_ = true; }
  // For pages that play it.
  void keep_sound() { keeps_sound_ = true; }

  // `song` names it in errors. `on_sound`, where given, is told of every few seconds of sound that
  // are done, on a GPU under way. Errors: kBadData for sound shorter than one frame; what on_sound
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
