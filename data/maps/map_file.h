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

// Schema of map files, and of the JSON that reports which maps were made.
inline constexpr const char* kMapSchema = "cantus.saliency/1";

// How a map was made.
struct MapFacts {
  std::string source;  // the song's name, for readers
  std::string track;   // SHA-256 of its sound file
  std::string model;   // SHA-256 of the model file
  std::string network;
  std::string rule;    // "guided", "plain"
  double gain_db = 0;  // applied to the song before anything else
  std::string tool;
  std::string device;
};

// The saliency map of one song as an HDF5 file, schema kMapSchema: `saliency` [time, frequency],
// its positive part, in float16 or float32, chunked by 512 frames; `summed` [time], the sum of each
// frame's positive saliencies; `prob` [time], the network's predictions; the dimension scales
// `time` (s, centre of the frame's window) and `frequency` (Hz); MapFacts as attributes of the
// root. It is built in memory, at its size on disk, and appears whole.
class MapFile {
 public:
  // Errors: those of Hdf5Writer.
  MapFile(std::filesystem::path path, const MapFacts& facts, const FrontEnd& front_end,
          StoredFloat type, std::int64_t num_frames);
  ~MapFile();

  // The size of the file in bytes, overestimated by at most 24 KiB.
  static std::int64_t estimate_bytes(std::int64_t num_frames, std::int64_t num_bands,
                                     StoredFloat type);

  // Appends frames. map [n, num_bands], with signs; probabilities [n]; all numbers finite. Errors:
  // kBadData for a number that is too large for float16.
  void add(std::int64_t n, const float* map, const float* probabilities);

  // Writes the file, after the last frame, and verifies every number. Without `replaces`, keeps a
  // file that has appeared under the name meanwhile and returns false. Errors: those of write_file.
  bool commit(bool replaces = true);

 private:
  std::filesystem::path path_;
  FrontEnd front_end_;
  StoredFloat type_;
  std::int64_t num_frames_;
  std::unique_ptr<Hdf5Writer> file_;
  std::vector<float> summed_, probabilities_;
};

// The number of frames of the map file at `path`; 0 where there is none. Errors: kCannotCreate for
// a file that is damaged or not the map of this song, model and rule in this front end and number
// type: it must be replaced on purpose.
std::int64_t num_stored_frames(const std::filesystem::path& path, const MapFacts& facts,
                               const FrontEnd& front_end, StoredFloat type);

// A map read from its file.
struct StoredMap {
  std::int64_t num_frames = 0;
  std::int64_t num_bands = 0;
  std::vector<float> saliency;  // [num_frames, num_bands]
  std::vector<float> summed, probabilities;
  std::string track;      // SHA-256 of the song's sound file
  std::string front_end;  // its canonical_text()
  std::string network;    // the network's name
  std::string model;      // SHA-256 of the model file
};

// Errors: kBadData, those of open_hdf5.
StoredMap read_map(const std::filesystem::path& path);

}  // namespace cantus
