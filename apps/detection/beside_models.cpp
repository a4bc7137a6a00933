#include "apps/detection/beside_models.h"

namespace cantus {

BesideModels::BesideModels(Queue& queue, Queue& host, const std::vector<std::string>& files,
                           std::span<const std::string> names, Precision precision,
                           BlockScoring blocks) {
  for (std::size_t i = 0; i < files.size(); ++i)
    entries_.emplace_back(queue, host, files[i], names[i], precision, blocks);
}

std::vector<NamedDetection> BesideModels::detect(const std::filesystem::path& song, double gain_db,
                                                 const SegmentSettings& settings,
                                                 const std::function<void(double)>& on_sound) {
  std::vector<NamedDetection> found;
  for (Entry& entry : entries_) {
    const FrontEnd& front_end = entry.detector.front_end();
    entry.found =
        entry.detector.detect(song, decode_song(song, front_end, gain_db), settings, on_sound);
    found.push_back({entry.name, &front_end, &entry.found});
  }
  return found;
}

std::vector<NamedModel> BesideModels::models() const {
  std::vector<NamedModel> models;
  for (const Entry& entry : entries_)
    models.push_back({entry.name, entry.model.facts.network, entry.model.sha256});
  return models;
}

}  // namespace cantus
