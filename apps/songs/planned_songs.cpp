#include "apps/songs/planned_songs.h"

#include <numeric>

#include "apps/program/document.h"
#include "apps/program/log.h"
#include "data/audio/complete_audio.h"

namespace cantus {

using Json = nlohmann::ordered_json;

double PlannedSongs::total_s() const {
  return std::accumulate(duration_s.begin(), duration_s.end(), 0.0);
}

std::int64_t PlannedSongs::total_bytes(
    const FrontEnd& front_end, const std::function<std::int64_t(std::int64_t)>& bytes_of) const {
  std::int64_t total = 0;
  for (const double song_s : duration_s) {
    const auto num_frames = static_cast<std::int64_t>(song_s * front_end.frames_per_second());
    if (num_frames > 0) total += bytes_of(num_frames);
  }
  return total;
}

PlannedSongs plan_songs(std::vector<Song> songs, bool is_dry_run) {
  PlannedSongs plan{std::move(songs), {}};
  for (const Song& song : plan.songs)
    plan.duration_s.push_back(stated_duration_of(song, is_dry_run));
  return plan;
}

void work_through(const PlannedSongs& plan, const std::string& doing, Batch& batch,
                  const std::function<void(std::size_t, Progress&)>& work,
                  const std::function<void(const Song&, const Error&)>& on_failure) {
  Progress progress(doing, static_cast<double>(plan.songs.size()), "songs", plan.total_s());
  for (std::size_t i = 0; i < plan.songs.size(); ++i) {
    const Song& song = plan.songs[i];
    const double heard_s = progress.audio_s();
    std::optional<Error> error;
    try {
      error = batch.run(song.path.string(), [&] { work(i, progress); });
    } catch (...) {
      progress.finish();
      batch.finish();
      throw;
    }
    // Replaces the duration that the header promised by what was decoded.
    progress.expect(progress.audio_s() - heard_s - plan.duration_s[i]);
    if (error)
      on_failure(song, *error);
    else
      progress.advance(1);
  }
  progress.finish();
}

Exit print_plan(const PlannedSongs& plan, std::int64_t bytes, const std::string& schema,
                bool as_json) {
  auto document = begin_document(schema);
  document["dry_run"] = true;
  document["bytes"] = bytes;
  document["songs"] = Json::array();
  Batch batch;
  for (const Song& song : plan.songs) {
    const std::string path = song.path.string();
    const auto error = batch.run(path, [&song] {
      require_sound(song);
      require_complete(song.path);
    });
    document["songs"].push_back(error ? failed_json(path, *error) : Json::object({{"path", path}}));
    if (!as_json && !error) print_lines(path + "\n");
  }
  if (as_json) print_document(document);
  return batch.finish();
}

}  // namespace cantus
