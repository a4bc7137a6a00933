#include "apps/songs/feature_worker.h"

#include <algorithm>

#include <fmt/format.h>

#include "apps/program/lock_wait.h"
#include "apps/songs/decoded_songs.h"
#include "data/files/file_stamp.h"
#include "data/files/hash.h"

namespace cantus {

FeatureWorker::FeatureWorker(int num_threads, const FeaturePlace& place, ExtractionService* service)
    : queue_({}, num_threads),
      extractor_(queue_, place.front_end),
      store_(place.folder, place.front_end, place.type, tell_of_waiting()),
      service_(service) {}

FeatureWorkers::FeatureWorkers(int num_jobs, const FeaturePlace& place) {
  if (place.device.kind != DeviceKind::kCpu)
    service_ = std::make_unique<ExtractionService>(place.device, place.front_end);
  for (int job = 0; job < num_jobs; ++job)
    workers_.push_back(std::make_unique<FeatureWorker>(std::max(1, place.num_threads / num_jobs),
                                                       place, service_.get()));
}

StoredSong FeatureWorker::put(const std::filesystem::path& song, std::optional<int> channel,
                              double gain_db) {
  const FileStamp before = stamp_of(song);
  StoredSong stored;
  stored.track = sha256_of_file(song);
  if (channel) stored.track = sha256_hex(fmt::format("{} channel {}", stored.track, *channel));
  if (gain_db != 0) stored.track = sha256_hex(fmt::format("{} gain {:.4f}", stored.track, gain_db));
  stored.file = store_.path_of(stored.track);
  stored.was_there = store_.holds(stored.track);
  if (stored.was_there) {
    stored.num_frames = store_.num_frames(stored.track);
    return stored;
  }
  const Audio audio = decode_recording(song, channel, gain_db, extractor_.front_end().sample_rate);
  require_frame(audio.samples.size(), extractor_.front_end(), song);
  const FeatureMatrix features =
      service_ == nullptr ? extractor_.extract(audio) : service_->extract(audio);
  require_unchanged(song, before);  // the features must be those of the sound that was hashed
  store_.put(stored.track, features, song.filename().string());
  stored.num_frames = features.num_frames;
  stored.audio_s = audio.duration_s();
  return stored;
}

}  // namespace cantus
