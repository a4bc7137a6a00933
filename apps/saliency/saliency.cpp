#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/program/document.h"
#include "apps/program/lock_wait.h"
#include "apps/program/log.h"
#include "apps/program/machine.h"
#include "apps/program/stop.h"
#include "apps/program/verb.h"
#include "apps/saliency/map_picture.h"
#include "apps/saliency/map_song.h"
#include "apps/songs/output_names.h"
#include "apps/songs/planned_songs.h"
#include "apps/songs/song_inputs.h"
#include "data/files/output_folder.h"
#include "data/maps/map_file.h"
#include "data/maps/map_index.h"
#include "data/picture/png_file.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

struct SaliencyVerbOptions {
  SongInputs inputs;
  fs::path model;
  fs::path output;
  std::string name = "{dir}/{stem}.{ext}";
  StoredFloat dtype = StoredFloat::kFloat16;
  RectifierRule rule = RectifierRule::kGuided;
  double gain_db = 0;
  bool picture = false;
  bool dry_run = false;
};

// A picture older than its map shows an earlier map, which --force replaced.
bool is_as_new(const fs::path& picture, const fs::path& map) {
  return fs::last_write_time(picture) >= fs::last_write_time(map);
}

void refuse_other_than_picture(const fs::path& file) {
  try {
    read_png_size(file);
  } catch (const Error& error) {
    if (error.code() != Exit::kBadData) throw;
    throw Error(Exit::kCannotCreate, file.string(), "a file that is no whole PNG",
                "nothing, or a picture", "--force replaces it");
  }
}

class SaliencyJob {
 public:
  SaliencyJob(const SaliencyVerbOptions& options, const CommonOptions& common)
      : options_(options),
        common_(common),
        queue_(common.device, common.num_threads),
        host_({}, common.num_threads),
        model_(load_model_with_maps(queue_, options.model)),
        mapper_(queue_, host_, model_,
                {options.rule, options.dtype, options.gain_db, to_string(common.device)}),
        names_(options.output, options.name) {
    names_.reserve(index_name(), "the index");
    refuse_other_than_index(options.output / index_name(), common.force);
  }

  // After a stop.
  const char* remedy() const {
    return common_.force ? "run the same command again without --force, finished maps stay"
                         : "run the same command again, finished maps stay";
  }

  const FrontEnd& front_end() const { return mapper_.front_end(); }

  // The songs of the plan without those whose map exists, whatever the file is.
  PlannedSongs without_maps_there(const PlannedSongs& plan) const {
    PlannedSongs left;
    for (std::size_t i = 0; i < plan.songs.size(); ++i) {
      if (fs::exists(names_.path_of(plan.songs[i], "h5"))) continue;
      left.songs.push_back(plan.songs[i]);
      left.duration_s.push_back(plan.duration_s[i]);
    }
    return left;
  }

  void foresee(const std::vector<Song>& songs) { names_.foresee(songs, "h5"); }

  void run(const Song& song, const std::function<void(double)>& on_sound) {
    require_sound(song);
    const fs::path file = names_.claim(song, "h5");
    const fs::path picture = options_.picture ? names_.claim(song, "saliency.png") : fs::path();
    make_folder(file.parent_path());
    MappedSong mapped;
    if (!common_.force)
      mapped.num_frames =
          num_stored_frames(file, mapper_.facts_of(song.path), front_end(), options_.dtype);
    const bool was_there = mapped.num_frames > 0;
    const bool has_picture = fs::exists(picture) && !common_.force;
    if (has_picture && !was_there) refuse_to_overwrite(picture, false);
    if (has_picture) refuse_other_than_picture(picture);
    if (!was_there) mapped = write_map(song, file, on_sound);
    for (const auto& warning : mapped.warnings) log_warning(song.path.string() + ": " + warning);
    maps_.push_back(file);
    if (!mapped.is_written) ++num_kept_;
    times_ += mapped.times;
    audio_s_ += mapped.audio_s;
    std::vector<std::string> files = {file.string()};
    if (options_.picture) files.push_back(picture.string());
    if (options_.picture && !(has_picture && is_as_new(picture, file))) draw(song, file, picture);
    note(song, mapped, files);
  }

  void note_failure(const Song& song, const Error& error) {
    songs_.push_back(failed_json(song.path.string(), error));
  }

  void finish() const {
    report_check(queue_);
    if (audio_s_ > 0)
      log_info(
          fmt::format("{:.1f} x real time; decoding {:.0f} %, features {:.0f} %, network {:.0f} %, "
                      "files {:.0f} %",
                      audio_s_ / times_.total_s(), share(times_.decode_s), share(times_.features_s),
                      share(times_.network_s), share(times_.write_s)));
    if (num_kept_ > 0)
      log_info(
          fmt::format("{} kept, whose maps are there: by this model and these settings; {} made",
                      counted(num_kept_, "song"), counted(maps_.size() - num_kept_, "map")));
    if (!common_.json) return;
    Json all = begin_document(kMapSchema);
    all["model"] = {{"network", model_.facts.network}, {"sha256", model_.sha256}};
    all["rule"] = to_string(options_.rule);
    all["dtype"] = to_string(options_.dtype);
    all["gain_db"] = options_.gain_db;
    all["shard"] = options_.inputs.shard.text();
    all["device"] = to_string(common_.device);
    all["songs"] = songs_;
    print_document(all);
  }

  void write_index() const {
    if (maps_.empty()) return;
    const std::size_t num_maps =
        write_map_index(options_.output, index_name(), maps_, tell_of_waiting());
    log_info((options_.output / index_name()).string() + " opens " + counted(num_maps, "map"));
  }

 private:
  // A map that another process has written meanwhile stays if it is the same.
  MappedSong write_map(const Song& song, const fs::path& file,
                       const std::function<void(double)>& on_sound) {
    MappedSong mapped = mapper_.write(song.path, file, common_.force, on_sound);
    if (!mapped.is_written &&
        num_stored_frames(file, mapper_.facts_of(song.path), front_end(), options_.dtype) == 0)
      throw Error(Exit::kTryAgain, file.string(), "came and went while the map was made", "",
                  remedy());
    return mapped;
  }

  std::string index_name() const {
    const Shard& shard = options_.inputs.shard;
    return fmt::format("shard-{}-of-{}.h5", shard.index, shard.count);
  }

  double share(double seconds) const { return 100 * seconds / times_.total_s(); }

  void draw(const Song& song, const fs::path& file, const fs::path& picture) {
    draw_map(host_, picture, "saliency: " + song.path.filename().string(), read_map(file),
             front_end());
  }

  void note(const Song& song, const MappedSong& mapped, const std::vector<std::string>& files) {
    if (common_.json) {
      songs_.push_back({{"path", song.path.string()},
                        {"files", files},
                        {"num_frames", mapped.num_frames},
                        {"was_there", !mapped.is_written}});
      return;
    }
    for (const auto& file : files) print_lines(file + "\n");
  }

  const SaliencyVerbOptions& options_;
  const CommonOptions& common_;
  Queue queue_;
  Queue host_;
  Model model_;
  SongMapper mapper_;
  OutputNames names_;
  MapTimes times_;
  double audio_s_ = 0;
  std::vector<fs::path> maps_;  // of this run
  std::size_t num_kept_ = 0;    // how many of these existed
  Json songs_ = Json::array();
};

Exit saliency(const SaliencyVerbOptions& options, const CommonOptions& common) {
  const NamedSongs named = named_songs(options.inputs);
  const PlannedSongs plan = plan_songs(named.mine, options.dry_run);
  const std::vector<Song>& songs = plan.songs;
  catch_stop_signals();
  SaliencyJob job(options, common);
  job.foresee(named.all);
  const auto bytes_of = [&](std::int64_t num_frames) {
    return MapFile::estimate_bytes(num_frames, job.front_end().num_bands(), options.dtype);
  };
  const std::int64_t bytes = plan.total_bytes(job.front_end(), bytes_of);
  log_info(fmt::format("{}, {} saliency maps: about {:.1f} MB below {}",
                       counted(songs.size(), "song"), to_string(options.dtype),
                       static_cast<double>(bytes) / 1e6, options.output.string()));
  if (options.dry_run) return print_plan(plan, bytes, kMapSchema, common.json);
  const OutputFolder output(options.output);
  require_room(options.output, job.without_maps_there(plan).total_bytes(job.front_end(), bytes_of),
               "the maps");
  log_device(common);
  Batch batch(job.remedy());
  const auto map_song = [&](std::size_t i, Progress& progress) {
    throw_if_stopped(job.remedy());
    job.run(songs[i], [&](double done_s) {
      throw_if_stopped(job.remedy());
      progress.advance(0, done_s);
    });
  };
  work_through(plan, "saliency", batch, map_song,
               [&](const Song& song, const Error& error) { job.note_failure(song, error); });
  // Reports what was done even if the index cannot be written.
  job.finish();
  const Exit code = batch.finish();
  job.write_index();
  return code;
}

RunVerb declare(Flags& flags) {
  auto options = std::make_shared<SaliencyVerbOptions>();
  options->inputs.declare(flags);
  flags
      .path("-m,--model", options->model, "MODEL",
            "model file of a spectrogram_cnn, or folder of a run")
      .require();
  flags
      .path("-o,--output", options->output, "DIR",
            "folder of the maps, one HDF5 file per song; existing ones stay")
      .require();
  flags.text("--name", options->name, "TEMPLATE", "file names; {file} keeps the extension");
  options->inputs.declare_root(flags);
  declare_gain(flags, options->gain_db);
  flags.choice("--dtype", options->dtype, "stored type");
  flags.choice("--rule", options->rule, "guided backpropagation or the plain gradient");
  flags.toggle("--picture", options->picture, "a PNG of each map: NAME.saliency.png");
  flags.toggle("--dry-run", options->dry_run, "list songs and output size, write nothing");
  return [options](const CommonOptions& common) { return saliency(*options, common); };
}

}  // namespace

const Verb kSaliencyVerb = {
    "saliency", "show which bins made the network hear a voice: maps in HDF5",
    "  cantus saliency song.flac --model run/model.safetensors -o maps --picture\n"
    "  cantus saliency --files-from list.txt --model run/model.safetensors -o maps --shard 0/4\n",
    declare};

}  // namespace cantus
