#include "apps/detection/beside_models.h"

namespace cantus {

BesideModels::BesideModels(Queue& queue, Queue& host, const std::vector<std::string>& files,
                           Precision precision, BlockScoring blocks) {
  for (const std::string& file : files) entries_.emplace_back(queue, host, file, precision, blocks);
}

std::vector<NamedDetection> BesideModels::detect(const std::filesystem::path& song, double gain_db,
                                                 const SegmentSettings& settings,
                                                 const std::vector<std::string>& names,
                                                 const std::function<void(double)>& on_sound) {
  std::vector<NamedDetection> found;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    Entry& entry = entries_[i];
    const FrontEnd& front_end = entry.detector.front_end();
    entry.found =
        entry.detector.detect(song, decode_song(song, front_end, gain_db), settings, on_sound);
    found.push_back({names[i], &front_end, &entry.found});
  }
  return found;
}

}  // namespace cantus
