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

// Songs that a verb is about to work through, and how long their headers say they are. Those that
// cannot be read have 0 s, count nothing, and fail later, one by one.
struct PlannedSongs {
  std::vector<Song> songs;
  std::vector<double> duration_s;  // of each

  double total_s() const;
  // Of one file a song: bytes_of(number of its frames) added up.
  std::int64_t total_bytes(const FrontEnd& front_end,
                           const std::function<std::int64_t(std::int64_t)>& bytes_of) const;
};

// Of a dry run the lengths are what is asked for, and may take their time.
PlannedSongs plan_songs(std::vector<Song> songs, bool is_dry_run);

// Works through the songs in order, as `batch` does, showing how far it is under the name `doing`.
// `work` tells of the sound of song i that it has worked through; the error of a song that fails
// goes to `on_failure`. Errors: those that Batch passes on.
void work_through(const PlannedSongs& plan, const std::string& doing, Batch& batch,
                  const std::function<void(std::size_t i, Progress& progress)>& work,
                  const std::function<void(const Song& song, const Error& error)>& on_failure);

// What a run without --dry-run would do: the songs, a line each, or a JSON document with `dry_run`,
// `bytes` and songs[].path. Songs that cannot be opened, are none by their heads, or end too early
// by their own structure, are errors as they would be then; returned is the code of the first.
Exit print_plan(const PlannedSongs& plan, std::int64_t bytes, const std::string& schema,
                bool as_json);

}  // namespace cantus
