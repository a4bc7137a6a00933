#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "apps/model/model_file.h"
#include "apps/songs/decoded_songs.h"
#include "data/frontend/feature_extractor.h"
#include "data/maps/map_file.h"
#include "kernels/core/queue.h"
#include "models/saliency/saliency.h"

namespace cantus {

// How long each stage of making a song's map took [s].
struct MapTimes {
  double decode_s = 0, features_s = 0, network_s = 0, write_s = 0;

  MapTimes& operator+=(const MapTimes& other);
  double total_s() const { return decode_s + features_s + network_s + write_s; }
};

struct MappedSong {
  std::int64_t num_frames = 0;
  bool is_written = false;
  double audio_s = 0;
  std::vector<std::string> warnings;
  MapTimes times;
};

// Loads a model whose network has saliency maps. Errors: those of load_model; kBadData for a
// network without.
Model load_model_with_maps(Queue& queue, const std::filesystem::path& file);

// Writes the saliency maps of songs of any length, one after the other: sound -> features -> map ->
// file. Memory: the song's features and its map as stored, 104 kB and 52 kB per second for 372 bins
// in float16, on top of some 350 MB of the program's: 0.88 GB for an hour.
class SongMapper {
 public:
  struct Options {
    RectifierRule rule = RectifierRule::kGuided;
    StoredFloat type = StoredFloat::kFloat16;
    double gain_db = 0;  // change the songs' level first
    std::string device;
  };

  // `queue` computes features and runs the network; `host` is a CPU queue. All three must outlive
  // this. Errors: those of SaliencyMapper.
  SongMapper(Queue& queue, Queue& host, Model& model, const Options& options);

  const FrontEnd& front_end() const { return extractor_.front_end(); }
  // The facts that the map of a song would have. Errors: those of sha256_of_file.
  MapFacts facts_of(const std::filesystem::path& song) const;

  // Writes the song's map; a file that exists when it is done stays, unless `replaces`. `on_sound`
  // is told of the sound done so far. Errors: those of read_audio and MapFile; kBadData for sound
  // shorter than one frame; what on_sound throws.
  MappedSong write(const std::filesystem::path& song, const std::filesystem::path& file,
                   bool replaces, const std::function<void(double audio_s)>& on_sound);

 private:
  FeatureMatrix standard_features(const std::filesystem::path& song, DecodedSong decoded,
                                  MappedSong& mapped);

  Queue& host_;
  Model& model_;
  Options options_;
  FeatureExtractor extractor_;
  SaliencyMapper mapper_;
};

}  // namespace cantus
