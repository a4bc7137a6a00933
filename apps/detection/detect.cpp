#include <algorithm>
#include <memory>
#include <span>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/detection/beside_models.h"
#include "apps/detection/detect_files.h"
#include "apps/detection/detect_json.h"
#include "apps/detection/detect_options.h"
#include "apps/model/model_names.h"
#include "apps/model/pretrained.h"
#include "apps/program/document.h"
#include "apps/program/log.h"
#include "apps/program/machine.h"
#include "apps/program/stop.h"
#include "apps/songs/decoded_songs.h"
#include "apps/songs/label_checks.h"
#include "apps/songs/planned_songs.h"
#include "apps/songs/song_map.h"
#include "data/files/json_text.h"
#include "data/files/output_folder.h"
#include "data/labels/read_labels.h"

namespace cantus {
namespace {

using Json = nlohmann::ordered_json;

// Names of the main model and of those beside it. The bundled model's file is called voice.
std::vector<std::string> names_of_models(const DetectOptions& options) {
  std::vector<std::string> files{named_or_pretrained(options.model)};
  files.insert(files.end(), options.beside.begin(), options.beside.end());
  std::vector<std::string> names = model_names(files);
  if (options.model.empty()) names.front() = "bundled";
  return names;
}

WhenThere when_there(const DetectOptions& options, const CommonOptions& common) {
  if (common.force) return WhenThere::kReplace;
  return options.skip_existing ? WhenThere::kKeep : WhenThere::kRefuse;
}

const char* remedy_of_a_stop(const DetectOptions& options, const CommonOptions& common) {
  if (options.output.empty()) return kRunAgain;
  if (common.force)
    return "run the same command again, which begins anew; with --skip-existing in place of "
           "--force finished songs stay, and files of before";
  return "run the same command again with --skip-existing, finished songs stay";
}

class DetectJob {
 public:
  DetectJob(const DetectOptions& options, const CommonOptions& common)
      : DetectJob(options, common, names_of_models(options)) {}

  void foresee(const std::vector<Song>& songs) {
    for (const OutputKind* kind : outputs_.kinds()) names_.foresee(songs, kind->extension);
    if (!options_.truth.empty()) labels_ = label_files_of(songs, options_.truth);
  }

  void warn_of_unlabelled(const std::vector<Song>& songs) const {
    if (!options_.truth.empty()) cantus::warn_of_unlabelled(songs, labels_, options_.truth);
  }

  // If it throws, the caller calls note_failure().
  void run(const Song& song, DecodedSongs& decoded, Progress& progress) {
    auto sound = decoded.next();
    // Another process may have detected it since this one planned.
    if (const auto made = finished_files(song)) return note_kept(song, *made);
    require_sound(song);
    std::vector<PlannedFile> files;
    if (!options_.output.empty())
      files = plan_files(outputs_, song, names_, options_.skip_existing);
    refuse_to_replace(files, when_there_);
    Detection detection = detector_.detect(song.path, sound.get(), settings_, [&](double audio_s) {
      throw_if_stopped();
      progress.advance(0, audio_s);
    });
    DetectContext context = context_of(song, detection);
    context.json =
        json_text(detect_json(provenance_, Json::array({describe(song, detection, files)})));
    refuse_to_replace(files, when_there_);  // another process may have written them meanwhile
    write_files(files, when_there_, song, detection, context);
    warn_of_kept(song, files);
    if (common_.json) {
      songs_.push_back(describe(song, detection, files));
    } else {
      print(song, detection, files);
    }
  }

  // The songs, decoded for run(). For a GPU, threads that are otherwise idle decode some of them
  // ahead; on the CPU all threads compute.
  DecodedSongs decoded(const std::vector<Song>& songs) const {
    const bool on_gpu = !queue_.memory().is_host();
    const int ahead = on_gpu ? std::clamp(common_.num_threads, 1, 8) : 0;
    return DecodedSongs(songs, detector_.front_end(), options_.gain_db, ahead);
  }

  // The files of a song that --skip-existing skips.
  std::optional<std::vector<std::string>> finished_files(const Song& song) const {
    if (!options_.skip_existing) return {};
    return cantus::finished_files(outputs_, song, names_);
  }

  // Claims the names of its files, which may belong to an earlier song.
  void note_kept(const Song& song, const std::vector<std::string>& files) {
    plan_files(outputs_, song, names_, true);
    ++num_kept_;
    songs_.push_back(song_json(song.path.string(), files));
  }

  const char* stop_remedy() const { return remedy_; }

  void throw_if_stopped() const { cantus::throw_if_stopped(remedy_); }

  void note_failure(const Song& song, const Error& error) {
    songs_.push_back(failed_json(song.path.string(), error));
  }

  void finish() const {
    report_check(queue_);
    if (num_kept_ > 0) say_kept();
    if (common_.json) print_document(detect_json(provenance_, songs_));
  }

 private:
  DetectJob(const DetectOptions& options, const CommonOptions& common,
            const std::vector<std::string>& model_names)
      : options_(options),
        common_(common),
        outputs_(options.outputs.empty() ? DetectOutputs{.formats = {"lab"}} : options.outputs),
        settings_(segment_settings(options)),
        queue_(common.device, common.num_threads),
        host_({}, common.num_threads),
        model_(load_model(queue_, named_or_pretrained(options.model))),
        detector_(queue_, host_, model_, options.precision, options.blocks),
        beside_(queue_, host_, options.beside, std::span(model_names).subspan(1), options.precision,
                options.blocks),
        names_(options.output, options.name),
        when_there_(when_there(options, common)),
        remedy_(remedy_of_a_stop(options, common)),
        provenance_{&model_.facts,   model_.sha256,    common.device,
                    options.gain_db, settings_,        options.precision,
                    options.blocks,  beside_.models(), {}},
        context_{model_.facts.positive_label, &detector_.front_end(), settings_,
                 model_names.front()} {
    if (options.outputs.shows_song()) detector_.keep_features();
    if (options.outputs.page) detector_.keep_sound();
  }

  // What a song's files show besides the detection; also logs the detection's warnings.
  DetectContext context_of(const Song& song, Detection& detection) {
    DetectContext context = context_;
    if (!options_.truth.empty()) context.truth = read_truth(song, detection);
    for (const auto& warning : detection.warnings) log_warning(song.path.string() + ": " + warning);
    if (!options_.truth.empty() && !context.truth)  // warn_of_unlabelled() logs them together
      detection.warnings.push_back("no labels of its place and name below " +
                                   options_.truth.string());
    if (detection.voice.empty()) log_info(song.path.string() + ": no voice found");
    if (!options_.map.empty()) {
      context.map = read_song_map(options_.map, song.path);
      provenance_.map = {"", context.map->network, context.map->model};
    }
    context.beside = beside_.detect(song.path, options_.gain_db, settings_,
                                    [this](double) { throw_if_stopped(); });
    for (const NamedDetection& beside : context.beside)
      for (const auto& warning : beside.detection->warnings)
        log_warning(fmt::format("{}, {}: {}", song.path.string(), beside.name, warning));
    return context;
  }

  // Warnings become the song's, so that its documents have them too.
  std::optional<std::vector<Segment>> read_truth(const Song& song, Detection& detection) const {
    const auto warn = [&](const std::string& text) { detection.warnings.push_back(text); };
    const auto labels = chosen_label_file(labels_.at(song.path), warn);
    if (!labels) return {};
    return read_shown_labels(*labels, detection.duration_s, context_.positive_label, warn);
  }

  // A folder or list that is named again gives its songs the same names. Songs named one by one may
  // get names that other songs had before.
  void say_kept() const {
    const bool has_root = !options_.inputs.root.empty();
    const bool are_songs = !has_root && options_.inputs.files_from.empty() &&
                           std::ranges::none_of(options_.inputs.songs, [](const auto& path) {
                             return std::filesystem::is_directory(path);
                           });
    (are_songs ? log_warning : log_info)(fmt::format(
        "{} kept, whose files are there: {}by whatever model and settings{}",
        counted(num_kept_, "song"), has_root ? "" : "of whatever songs had these names, ",
        has_root ? "" : "; with --root DIR names depend on no other song of a command"));
  }

  Json describe(const Song& song, const Detection& detection,
                const std::vector<PlannedFile>& files) const {
    std::vector<std::string> written, kept;
    for (const auto& file : files) (file.is_kept ? kept : written).push_back(file.path.string());
    Json json = song_json(song.path.string(), detection, context_.positive_label, written);
    if (!kept.empty()) json["kept"] = kept;
    return json;
  }

  static void warn_of_kept(const Song& song, const std::vector<PlannedFile>& files) {
    const auto kept = std::ranges::find_if(files, &PlannedFile::is_kept);
    if (kept != files.end())
      log_warning(fmt::format("{}: {} of {} kept, such as {}, made by whatever model and settings",
                              song.path.string(),
                              std::ranges::count_if(files, &PlannedFile::is_kept),
                              counted(files.size(), "file"), kept->path.string()));
  }

  void print(const Song& song, const Detection& detection,
             const std::vector<PlannedFile>& files) const {
    std::string lines;
    for (const auto& file : files)
      if (!file.is_kept) lines += file.path.string() + "\n";
    if (files.empty())
      for (const VoiceSegment& voice : detection.voice)
        lines += fmt::format("{}\t{:.6f}\t{:.6f}\t{}\n", song.path.string(), voice.start_s,
                             voice.end_s, context_.positive_label);
    print_lines(lines);
  }

  const DetectOptions& options_;
  const CommonOptions& common_;
  DetectOutputs outputs_;
  SegmentSettings settings_;
  Queue queue_;
  Queue host_;
  Model model_;
  SongDetector detector_;
  BesideModels beside_;
  OutputNames names_;
  LabelFiles labels_;
  WhenThere when_there_;
  const char* remedy_;  // after a stop
  int num_kept_ = 0;
  DetectProvenance provenance_;
  const DetectContext context_;  // without one song's values
  Json songs_ = Json::array();
};

Exit detect(const DetectOptions& options, const CommonOptions& common) {
  const NamedSongs named = named_songs(options.inputs);
  const std::vector<Song>& songs = named.mine;
  require_consistent(options, named.all.size(), common);
  require_precision(common.device, options.precision);
  catch_stop_signals();
  std::optional<OutputFolder> output;
  if (!options.output.empty()) output.emplace(options.output);
  if (std::error_code ignored;
      !options.truth.empty() && !std::filesystem::is_directory(options.truth, ignored))
    read_segments(options.truth);  // refuses damaged labels before the work
  DetectJob job(options, common);
  job.foresee(named.all);
  log_device(common, options.precision);
  std::vector<std::optional<std::vector<std::string>>> finished;
  std::vector<Song> left;
  PlannedSongs plan{songs, {}};
  for (const Song& song : songs) {
    job.throw_if_stopped();
    finished.push_back(job.finished_files(song));
    if (!finished.back()) left.push_back(song);
    plan.duration_s.push_back(finished.back() ? 0 : stated_duration_of(song));
  }
  job.warn_of_unlabelled(left);
  DecodedSongs decoded = job.decoded(left);
  Batch batch(job.stop_remedy());
  const auto detect_song = [&](std::size_t i, Progress& progress) {
    job.throw_if_stopped();
    if (finished[i])
      job.note_kept(songs[i], *finished[i]);
    else
      job.run(songs[i], decoded, progress);
  };
  work_through(plan, "detect", batch, detect_song,
               [&](const Song& song, const Error& error) { job.note_failure(song, error); });
  job.finish();
  return batch.finish();
}

RunVerb declare(Flags& flags) {
  auto options = std::make_shared<DetectOptions>();
  declare_detect(flags, *options);
  return [options](const CommonOptions& common) { return detect(*options, common); };
}

}  // namespace

const Verb kDetectVerb = {"detect", "find the voice in songs: segments, curves, pictures",
                          "  cantus detect song.mp3\n"
                          "  cantus detect music/ --model run/model.safetensors -o found --format "
                          "lab,audacity --picture\n",
                          declare};

}  // namespace cantus
