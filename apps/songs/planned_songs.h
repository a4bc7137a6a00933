#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "apps/program/batch.h"
#include "apps/program/progress.h"
#include "apps/songs/song_list.h"
#include "data/frontend/front_end.h"

namespace cantus {

// Songs that a verb is about to work through, and their durations by their headers. A song that
// cannot be read has 0 s here and fails later, alone.
struct PlannedSongs {
  std::vector<Song> songs;
  std::vector<double> duration_s;  // of each

  double total_s() const;
  // The sum of bytes_of(number of frames) over the songs.
  std::int64_t total_bytes(const FrontEnd& front_end,
                           const std::function<std::int64_t(std::int64_t)>& bytes_of) const;
};

// In a dry run durations may be probed, which is slower and finds more of them.
PlannedSongs plan_songs(std::vector<Song> songs, bool is_dry_run);

// Runs the songs through `batch` in order, with progress under the name `doing`. `work` advances
// the progress by the sound of song i that it has done; `on_failure` is given the error of a song
// that failed. Errors: those that Batch passes on.
void work_through(const PlannedSongs& plan, const std::string& doing, Batch& batch,
                  const std::function<void(std::size_t i, Progress& progress)>& work,
                  const std::function<void(const Song& song, const Error& error)>& on_failure);

// Prints what a run without --dry-run would do: the songs, one per line, or a JSON document with
// `dry_run`, `bytes` and songs[].path. Songs that cannot be opened, do not begin as sound does, or
// are cut short are errors, as in that run. Returns the code of the first.
Exit print_plan(const PlannedSongs& plan, std::int64_t bytes, const std::string& schema,
                bool as_json);

}  // namespace cantus
