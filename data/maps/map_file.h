#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "data/frontend/front_end.h"
#include "data/hdf5/stored_float.h"

namespace cantus {

class Hdf5Writer;

// Of map files, and of the document that tells of the maps that were made.
inline constexpr const char* kMapSchema = "cantus.saliency/1";

// What made a map.
struct MapFacts {
  std::string source;  // the song's name, for readers
  std::string track;   // SHA-256 of its sound file
  std::string model;   // SHA-256 of the model file
  std::string network;
  std::string rule;    // "guided", "plain"
  double gain_db = 0;  // change of the song's level before anything else
  std::string tool;
  std::string device;
};

// The saliency map of one song as an HDF5 file, schema kMapSchema: `saliency` [time,
// frequency], its positive part, in float16 or float32, chunked by 512 frames; `summed` [time], the
// sum of each frame's positive saliencies; `prob` [time], the network's predictions; the dimension
// scales `time` (s, centre of the frame's window) and `frequency` (Hz); what made it as attributes
// of the root. It is built in memory, at its size on disk, and appears whole.
class MapFile {
 public:
  // Errors: those of Hdf5Writer.
  MapFile(std::filesystem::path path, const MapFacts& facts, const FrontEnd& front_end,
          StoredFloat type, std::int64_t num_frames);
  ~MapFile();

  // Bytes of the file, at most 24 KiB too many.
  static std::int64_t estimate_bytes(std::int64_t num_frames, std::int64_t num_bands,
                                     StoredFloat type);

  // The frames behind those added so far. map [n, num_bands], with its signs; probabilities [n].
  // Finite numbers. Errors: kBadData for what is too large for float16.
  void add(std::int64_t n, const float* map, const float* probabilities);

  // After the last frame. Every number is read back before the file appears. False where the name
  // has come to be taken and it does not replace what is there. Errors: those of write_file.
  bool commit(bool replaces = true);

 private:
  std::filesystem::path path_;
  FrontEnd front_end_;
  StoredFloat type_;
  std::int64_t num_frames_;
  std::unique_ptr<Hdf5Writer> file_;
  std::vector<float> summed_, probabilities_;
};

// The frames of the map where the file is there, whole, and the map of this song, model and rule in
// these numbers; 0 where it is not there. Errors: kCannotCreate for a file that is anything else:
// it has to be replaced on purpose.
std::int64_t num_frames_held(const std::filesystem::path& path, const MapFacts& facts,
                             const FrontEnd& front_end, StoredFloat type);

// A map as it is read back.
struct StoredMap {
  std::int64_t num_frames = 0;
  std::int64_t num_bands = 0;
  std::vector<float> saliency;  // [num_frames, num_bands]
  std::vector<float> summed, probabilities;
  std::string track;      // SHA-256 of the song's sound file
  std::string front_end;  // canonical_text of it
  std::string network;    // that saw it
  std::string model;      // SHA-256 of its file
};

// Errors: kBadData, those of open_hdf5.
StoredMap read_map(const std::filesystem::path& path);

}  // namespace cantus
