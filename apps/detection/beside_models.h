#pragma once

#include <deque>
#include <span>
#include <string>
#include <vector>

#include "apps/detection/detect_files.h"
#include "apps/detection/detect_json.h"

namespace cantus {

// Further models whose detections are shown beside the main model's.
class BesideModels {
 public:
  // `names` identify them. The queues must outlive it. Errors: those of load_model and Detector.
  BesideModels(Queue& queue, Queue& host, const std::vector<std::string>& files,
               std::span<const std::string> names, Precision precision, BlockScoring blocks);

  // What each model finds in a song; valid until the next call. `on_sound`: see
  // SongDetector::detect. Errors: those of decode_song and detect.
  std::vector<NamedDetection> detect(const std::filesystem::path& song, double gain_db,
                                     const SegmentSettings& settings,
                                     const std::function<void(double audio_s)>& on_sound);

  std::vector<NamedModel> models() const;

 private:
  struct Entry {
    Entry(Queue& queue, Queue& host, const std::string& file, const std::string& name,
          Precision precision, BlockScoring blocks)
        : name(name),
          model(load_model(queue, file)),
          detector(queue, host, model, precision, blocks) {}
    std::string name;
    Model model;
    SongDetector detector;
    Detection found;
  };
  std::deque<Entry> entries_;  // a deque, as entries must not move
};

}  // namespace cantus
