#include <algorithm>
#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/program/batch.h"
#include "apps/program/document.h"
#include "apps/program/log.h"
#include "apps/program/machine.h"
#include "apps/program/progress.h"
#include "apps/program/stop.h"
#include "apps/program/verb.h"
#include "apps/songs/feature_worker.h"
#include "apps/songs/planned_songs.h"
#include "apps/songs/song_inputs.h"
#include "data/files/output_folder.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

constexpr const char* kSchema = "cantus.features/1";

struct FeaturesOptions {
  SongInputs inputs;
  std::filesystem::path output;
  std::string front_end = "hou2020";
  StoredFloat dtype = StoredFloat::kFloat32;
  int num_jobs = 0;
  bool dry_run = false;
};

using Errors = std::vector<std::optional<Error>>;  // by song

void print_json(const std::vector<Song>& songs, const std::vector<StoredSong>& results,
                const Errors& errors) {
  nlohmann::ordered_json all = begin_document(kSchema);
  all["songs"] = nlohmann::ordered_json::array();
  for (std::size_t i = 0; i < songs.size(); ++i) {
    const std::string path = songs[i].path.string();
    if (errors[i]) {
      all["songs"].push_back(failed_json(path, *errors[i]));
      continue;
    }
    all["songs"].push_back({{"path", path},
                            {"track", results[i].track},
                            {"file", results[i].file.string()},
                            {"num_frames", results[i].num_frames},
                            {"was_there", results[i].was_there}});
  }
  print_document(all);
}

void print_files(const std::vector<Song>& songs, const std::vector<StoredSong>& results,
                 const Errors& errors) {
  for (std::size_t i = 0; i < songs.size(); ++i) {
    if (errors[i]) continue;
    print_lines(fmt::format("{}\t{}\t{}\n", songs[i].path.string(), results[i].file.string(),
                            results[i].num_frames));
  }
}

Exit features(const FeaturesOptions& options, const CommonOptions& common) {
  const PlannedSongs plan = plan_songs(named_songs(options.inputs).mine, options.dry_run);
  const std::vector<Song>& songs = plan.songs;
  const FrontEnd& front_end = front_end_preset(options.front_end);
  const std::int64_t bytes = plan.total_bytes(front_end, [&](std::int64_t num_frames) {
    return FeatureStore::estimate_bytes(num_frames, front_end.num_bands(), options.dtype);
  });
  log_info(fmt::format("{}, {} {} features: about {:.1f} MB below {}",
                       counted(songs.size(), "song"), options.front_end, to_string(options.dtype),
                       static_cast<double>(bytes) / 1e6, options.output.string()));
  if (options.dry_run) return print_plan(plan, bytes, kSchema, common.json);
  const OutputFolder output(options.output);
  catch_stop_signals();
  log_device(common);
  const int wanted = options.num_jobs > 0 ? options.num_jobs : common.num_threads;
  const int num_jobs = std::clamp(wanted, 1, std::max(1, static_cast<int>(songs.size())));
  FeatureWorkers workers(
      num_jobs, {options.output, front_end, options.dtype, common.device, common.num_threads});
  std::vector<StoredSong> results(songs.size());
  Progress progress("features", static_cast<double>(songs.size()), "songs", plan.total_s());
  Batch batch(kFeaturesRemedy);
  const auto store_song = [&](int worker, std::size_t i) {
    throw_if_stopped(kFeaturesRemedy);
    require_sound(songs[i]);
    results[i] = workers[worker].put(songs[i].path);
    progress.expect(results[i].audio_s - plan.duration_s[i]);
    progress.advance(1, results[i].audio_s);
  };
  const Errors errors = batch.run_all(
      songs.size(), num_jobs, [&](std::size_t i) { return songs[i].path.string(); }, store_song);
  for (std::size_t i = 0; i < songs.size(); ++i)
    if (errors[i]) progress.expect(-plan.duration_s[i]);
  progress.finish();
  (common.json ? print_json : print_files)(songs, results, errors);
  return batch.finish();
}

RunVerb declare(Flags& flags) {
  auto options = std::make_shared<FeaturesOptions>();
  options->inputs.declare(flags);
  flags.path("-o,--output", options->output, "DIR", "folder of the feature store").require();
  flags.choice("--front-end", options->front_end, front_end_preset_names(),
               "how sound becomes features");
  flags.choice("--dtype", options->dtype,
               "stored type; `train` and `evaluate` expect float32 by default");
  flags.integer("-j,--jobs", options->num_jobs, 0, 256, "songs at once; 0: one per thread");
  flags.toggle("--dry-run", options->dry_run, "list songs and output size, write nothing");
  return [options](const CommonOptions& common) { return features(*options, common); };
}

}  // namespace

const Verb kFeaturesVerb = {
    "features", "turn songs into stored features",
    "  cantus features music/ -o store\n"
    "  cantus features --files-from list.txt -o store --dtype float16 -j 4\n",
    declare, VerbDevices::kGpu};

}  // namespace cantus
