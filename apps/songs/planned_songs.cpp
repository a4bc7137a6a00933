#include "apps/songs/planned_songs.h"

#include <cstdio>
#include <numeric>

#include "apps/program/document.h"
#include "apps/program/error_json.h"
#include "data/audio/stated_duration.h"

namespace cantus {

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

PlannedSongs plan_songs(std::vector<Song> songs) {
  PlannedSongs plan{std::move(songs), {}};
  for (const Song& song : plan.songs) plan.duration_s.push_back(stated_duration_of(song));
  return plan;
}

void work_through(const PlannedSongs& plan, const std::string& doing, Batch& batch,
                  const std::function<double(std::size_t, Progress&)>& work,
                  const std::function<void(const Song&, const Error&)>& on_failure) {
  Progress progress(doing, static_cast<double>(plan.songs.size()), "songs", plan.total_s());
  for (std::size_t i = 0; i < plan.songs.size(); ++i) {
    const auto error = batch.run([&] {
      progress.expect(work(i, progress) - plan.duration_s[i]);
      progress.advance(1);
    });
    if (!error) continue;
    on_failure(plan.songs[i], *error);
    progress.expect(-plan.duration_s[i]);
  }
  progress.finish();
}

Exit print_plan(const PlannedSongs& plan, std::int64_t bytes, const std::string& schema,
                bool as_json) {
  auto document = begin_document(schema);
  document["dry_run"] = true;
  document["bytes"] = bytes;
  document["songs"] = nlohmann::ordered_json::array();
  Batch batch;
  for (const Song& song : plan.songs) {
    const auto error = batch.run([&song] {
      require_sound(song);
      stated_duration_s(song.path);
    });
    document["songs"].push_back({{"path", song.path.string()}});
    if (error) document["songs"].back()["error"] = json_of(*error);
    if (!as_json && !error) std::printf("%s\n", song.path.c_str());
  }
  if (as_json) print_document(document);
  return batch.finish();
}

}  // namespace cantus
