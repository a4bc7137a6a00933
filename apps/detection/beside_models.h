#pragma once

#include <deque>
#include <string>
#include <vector>

#include "apps/detection/detect_files.h"

namespace cantus {

// Models that a song is shown to beside the one that is asked for.
class BesideModels {
 public:
  // The queues must outlive it. Errors: those of load_model and Detector.
  BesideModels(Queue& queue, Queue& host, const std::vector<std::string>& files,
               Precision precision, BlockScoring blocks);

  // What each finds in a song, under its name in `names`; valid until the next. `on_sound`: as
  // SongDetector::detect has it. Errors: those of decode_song and detect.
  std::vector<NamedDetection> detect(const std::filesystem::path& song, double gain_db,
                                     const SegmentSettings& settings,
                                     const std::vector<std::string>& names,
                                     const std::function<void(double audio_s)>& on_sound);

  const Model& model(std::size_t i) const { return entries_[i].model; }

 private:
  struct Entry {
    Entry(Queue& queue, Queue& host, const std::string& file, Precision precision,
          BlockScoring blocks)
        : model(load_model(queue, file)), detector(queue, host, model, precision, blocks) {}
    Model model;
    SongDetector detector;
    Detection found;
  };
  std::deque<Entry> entries_;  // they stay where they are
};

}  // namespace cantus
