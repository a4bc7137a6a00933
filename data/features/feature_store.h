#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>

#include "data/features/checksum_list.h"
#include "data/files/lock.h"
#include "data/frontend/feature_extractor.h"
#include "data/frontend/front_end.h"
#include "data/hdf5/stored_float.h"
#include "kernels/standardize/band_moments.h"

namespace cantus {

// The default folder for the features of a manifest's songs.
std::filesystem::path features_beside(const std::filesystem::path& manifest);

// Part of every key: raise it whenever an equal front end gives other numbers than before.
inline constexpr int kExtractorVersion = 1;

// A cache of features on disk: FOLDER/<key>/<track>.h5, one HDF5 file a song, where <key> is the
// SHA-256 of the front end's canonical text, the extractor's version and the number type, so that
// no stored feature ever goes stale, and <track> the SHA-256 of the song's audio file. In each:
// `features` [time, band], chunked by 512 frames, uncompressed, with the dimension scales `time`
// (s, centre of the frame's window) and `frequency` (Hz); attributes of the root say how it was
// made. A file appears whole and verified or not at all; any number of processes may write into one
// store, and a batch that was killed resumes by skipping the tracks that the store holds. Use one
// object per thread.
class FeatureStore {
 public:
  // Creates the folder and removes what killed writers left. while_busy: called while put() waits
  // for another process that writes. Errors: kCannotCreate, kNoPermission.
  FeatureStore(
      const std::filesystem::path& folder, FrontEnd front_end, StoredFloat type,
      WhileBusy while_busy = [](const std::string&, double) {});

  // The size of one file in bytes, overestimated by at most 16 KiB.
  static std::int64_t estimate_bytes(std::int64_t num_frames, std::int64_t num_bands,
                                     StoredFloat type);

  const std::filesystem::path& folder() const { return folder_; }  // FOLDER/<key>
  std::filesystem::path path_of(const std::string& track) const;

  // Whether the track's file is there and intact; a damaged one counts as absent.
  bool holds(const std::string& track);

  // Stores the features of a track, unless the store holds them. `source` is the song's name for
  // readers. Errors: kBadData for no frames, NaN, infinity or a number that float16 cannot hold;
  // kIoError for a full disk (with the bytes needed), kNoPermission.
  void put(const std::string& track, const FeatureMatrix& features, const std::string& source);

  // Read a track, verified by the checksums within its file (fletcher32). Only holds() compares the
  // file with what was written. Errors: kNoInput when the track is absent, kBadData when its file
  // is damaged.
  FeatureMatrix read(const std::string& track) const;
  std::int64_t num_frames(const std::string& track) const;

 private:
  std::optional<FeatureMatrix> read_intact(const std::string& track) const;
  void write(const std::string& track, const FeatureMatrix& features, const std::string& source);

  FrontEnd front_end_;
  StoredFloat type_;
  WhileBusy while_busy_;
  std::filesystem::path folder_;
  ChecksumList list_;
  std::set<std::string> verified_;  // tracks that this object has verified
};

}  // namespace cantus
