#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "apps/songs/extraction_service.h"
#include "data/features/feature_store.h"
#include "data/frontend/feature_extractor.h"
#include "kernels/core/queue.h"

namespace cantus {

// The remedy where work on features was stopped.
inline constexpr const char* kFeaturesRemedy = "run the same command again, what is stored stays";

// Where features of songs are stored, and how they are made.
struct FeaturePlace {
  std::filesystem::path folder;
  FrontEnd front_end;
  StoredFloat type = StoredFloat::kFloat32;
  Device device;
  int num_threads = 1;
};

// The stored features of one song.
struct StoredSong {
  // Key in the store: SHA-256 of the sound file, or of that hash and what is done to the sound
  // (channel, gain); empty: none.
  std::string track;
  std::filesystem::path file;
  std::int64_t num_frames = 0;
  double audio_s = 0;  // seconds of sound extracted now; 0 when the features were stored already
  bool was_there = false;
};

// Turns songs into stored features, one after the other. Each thread has its own.
class FeatureWorker {
 public:
  // Without a `service` the worker computes on the CPU, on `num_threads` threads; with one it only
  // decodes and the service computes.
  FeatureWorker(int num_threads, const FeaturePlace& place, ExtractionService* service);

  // channel: the one to use; none: the mean of all. gain_db: change of level before anything else.
  // Errors: those of read_audio and the store; kBadData for sound shorter than one frame.
  StoredSong put(const std::filesystem::path& song, std::optional<int> channel = std::nullopt,
                 double gain_db = 0);

 private:
  Queue queue_;
  FeatureExtractor extractor_;
  FeatureStore store_;
  ExtractionService* service_;
};

// `num_jobs` workers for a collection of songs, which share the threads, or a GPU.
class FeatureWorkers {
 public:
  FeatureWorkers(int num_jobs, const FeaturePlace& place);

  FeatureWorker& operator[](int job) { return *workers_[job]; }

 private:
  std::unique_ptr<ExtractionService> service_;  // for a GPU alone
  std::vector<std::unique_ptr<FeatureWorker>> workers_;
};

}  // namespace cantus
