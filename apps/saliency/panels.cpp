#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/model/model_names.h"
#include "apps/program/document.h"
#include "apps/program/log.h"
#include "apps/program/machine.h"
#include "apps/program/stop.h"
#include "apps/program/verb.h"
#include "apps/saliency/map_song.h"
#include "apps/saliency/song_panels.h"
#include "apps/songs/decoded_songs.h"
#include "apps/songs/output_names.h"
#include "data/files/hash.h"
#include "data/labels/frame_targets.h"
#include "data/picture/png_file.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

struct PanelsOptions {
  fs::path song;
  std::vector<std::string> models;
  std::vector<Panel> panels{Panel::kSpectrogram, Panel::kPredictions, Panel::kMap, Panel::kSummed};
  fs::path labels, targets;
  std::optional<double> excerpt_s;
  double gain_db = 0;
  double start_s = 0, duration_s = 0;
  fs::path output;
};

void check(const PanelsOptions& options, const CommonOptions& common) {
  for (const char* flag : {"--start-s", "--duration-s"})
    if (options.excerpt_s && common.is_given(flag))
      throw Error(Exit::kUsage, flag, "given beside --excerpt-s", "one of them");
  for (const Panel panel : options.panels) {
    if (is_of_excerpt(panel) && !options.excerpt_s)
      throw Error(Exit::kUsage, "--panels", to_string(panel) + " without an excerpt",
                  "--excerpt-s");
    if (panel == Panel::kTruth && options.labels.empty())
      throw Error(Exit::kUsage, "--panels", "truth without labels", "--labels");
    if (panel == Panel::kTargets && options.labels.empty() && options.targets.empty())
      throw Error(Exit::kUsage, "--panels", "targets without any",
                  "--targets, or --labels of a song that has one label");
  }
  const auto draws = [&options](Panel panel) {
    return std::find(options.panels.begin(), options.panels.end(), panel) != options.panels.end();
  };
  if (!options.targets.empty() && !draws(Panel::kTargets))
    throw Error(Exit::kUsage, "--targets", "given without a panel for them", "--panels targets");
  const bool shows_song_label = draws(Panel::kTargets) && options.targets.empty();
  if (!options.labels.empty() && !draws(Panel::kTruth) && !shows_song_label)
    throw Error(Exit::kUsage, "--labels", "given without a panel for them", "--panels truth");
  require_output(options.output, ".png", common.force);
}

FrameSpan part_of(const PanelsOptions& options, const Network& network, const FrontEnd& front_end,
                  std::int64_t num_frames, double song_s) {
  // The frame with the nearest centre.
  const auto frame_at = [&](double time_s) {
    const double since_first_s = time_s - front_end.frame_centre_s(0);
    return std::max<std::int64_t>(0, std::llround(since_first_s * front_end.frames_per_second()));
  };
  const auto frames_in = [&](double duration_s) -> std::int64_t {
    return std::llround(duration_s * front_end.frames_per_second());
  };
  if (options.excerpt_s) {
    const std::int64_t half = network.num_frames / 2;
    const FrameSpan part{frame_at(*options.excerpt_s) - half, network.num_frames};
    if (part.first >= 0 && part.first + part.count <= num_frames) return part;
    if (num_frames < part.count)
      throw Error(Exit::kBadData, options.song.string(), fmt::format("{} frames", num_frames),
                  fmt::format("an excerpt's {}, for --excerpt-s", part.count),
                  "show a longer song");
    throw Error(Exit::kUsage, "--excerpt-s", fmt::format("{:g} given", *options.excerpt_s),
                fmt::format("{:.3f} to {:.3f}, where the network's excerpt is within the song",
                            front_end.frame_centre_s(half),
                            front_end.frame_centre_s(num_frames - network.num_frames + half)));
  }
  if (options.start_s >= song_s)
    throw Error(Exit::kUsage, "--start-s", fmt::format("{:g} given", options.start_s),
                fmt::format("a part of the song's {:.3f} s", song_s));
  if (options.start_s + options.duration_s > song_s + 5e-4)
    throw Error(Exit::kUsage, "--duration-s", fmt::format("{:g} given", options.duration_s),
                fmt::format("at most {:.3f}, which the song has left", song_s - options.start_s));
  // The last window may end before the song does.
  const std::int64_t first = std::min(frame_at(options.start_s), num_frames - 1);
  const std::int64_t left = num_frames - first;
  if (options.duration_s == 0) return {first, left};
  const std::int64_t count = frames_in(options.duration_s);
  if (count == 0)
    throw Error(Exit::kUsage, "--duration-s", fmt::format("{:g} given", options.duration_s),
                fmt::format("a frame, {:.3f} s, or more", 1 / front_end.frames_per_second()));
  return {first, std::min(count, left)};
}

// The song's training targets, or none without a file.
std::vector<float> targets_of(const PanelsOptions& options, std::int64_t num_frames) {
  if (options.targets.empty()) return {};
  const FrameTargets all = read_frame_targets(options.targets);
  const auto found = all.by_track.find(sha256_of_file(options.song));
  if (found == all.by_track.end())
    throw Error(Exit::kBadData, options.targets.string(), "no targets of " + options.song.string(),
                "a training song with voice, as a whole file");
  if (std::ssize(found->second) != num_frames)
    throw Error(Exit::kBadData, options.targets.string(),
                fmt::format("{} targets of the song", found->second.size()),
                fmt::format("{}, one a frame", num_frames));
  return found->second;
}

PanelSheet sheet_of(const fs::path& song, const FrameSpan& part, const FrontEnd& front_end) {
  PanelSheet sheet;
  sheet.title = song.filename().string();
  sheet.num_frames = part.count;
  sheet.first_frame_s = front_end.frame_centre_s(part.first);
  sheet.frame_period_s = 1 / front_end.frames_per_second();
  if (front_end.mel == MelKind::kNone)
    sheet.top_khz = 1e-3 * front_end.num_bands() * front_end.sample_rate /
                    static_cast<double>(front_end.stft.window_samples);
  return sheet;
}

void print(const PanelsOptions& options, const PanelSheet& sheet, bool as_json) {
  if (!as_json) return print_lines(options.output.string() + "\n");
  auto json = begin_document("cantus.panels/1");
  json["picture"] = options.output.string();
  json["song"] = options.song.string();
  json["panels"] = nlohmann::ordered_json::array();
  for (const FramePanel& panel : sheet.panels) json["panels"].push_back(panel.title);
  print_document(json);
}

Exit panels(const PanelsOptions& options, const CommonOptions& common) {
  check(options, common);
  catch_stop_signals();
  log_device(common);
  Queue queue(common.device, common.num_threads), host({}, common.num_threads);
  PanelSheet sheet;
  const auto names = model_names(options.models);
  for (std::size_t m = 0; m < names.size(); ++m) {
    const std::string& file = options.models[m];
    Model model = load_model_with_maps(queue, file);
    FeatureExtractor extractor(queue, front_end_preset(model.facts.front_end));
    const FrontEnd& front_end = extractor.front_end();
    const DecodedSong decoded = decode_song(options.song, front_end, options.gain_db);
    for (const auto& warning : decoded.warnings)
      log_warning(fmt::format("{}, {}: {}", options.song.string(), names[m], warning));
    require_frame(decoded.audio.samples.size(), front_end, options.song);
    const FeatureMatrix features = extractor.extract(decoded.audio);
    const FrameSpan part =
        part_of(options, model.network, front_end, features.num_frames, decoded.duration_s);
    SongPanels drawn(queue, host, options.panels, part);
    if (m == 0) {
      sheet = sheet_of(options.song, part, front_end);
      sheet.panels =
          drawn.of_song(features, options.labels, targets_of(options, features.num_frames),
                        front_end, decoded.duration_s);
    }
    if (sheet.num_frames != part.count)
      throw Error(Exit::kBadData, file, fmt::format("{} frames", part.count),
                  fmt::format("{}, as the first model shows", sheet.num_frames));
    for (FramePanel& panel : drawn.of_network(names[m], model, features, options.gain_db))
      sheet.panels.push_back(std::move(panel));
  }
  report_check(queue);
  write_png(options.output, render_panels(sheet));
  print(options, sheet, common.json);
  return Exit::kDone;
}

RunVerb declare(Flags& flags) {
  auto options = std::make_shared<PanelsOptions>();
  flags.positional("SONG", options->song, "the sound file");
  flags
      .files("-m,--model", options->models, "MODEL",
             "models of a spectrogram_cnn: files, or folders of runs")
      .require();
  flags.list("--panels", options->panels, "PANEL",
             "song: spectrogram, truth, targets; each model: predictions, map, summed; excerpt: "
             "gradient, guided, positive");
  flags.path("--labels", options->labels, "TRUTH", "labels for the panel `truth`");
  flags.path("--targets", options->targets, "FILE",
             "from `self-improve`, for the panel `targets` [the song's label: any voice in TRUTH]");
  declare_gain(flags, options->gain_db);
  flags.number("--start-s", options->start_s, {0, 1e6}, "show the song from here");
  flags.number("--duration-s", options->duration_s, {0, 1e6}, "length shown; 0: to the end");
  flags.number("--excerpt-s", options->excerpt_s, {0, 1e6},
               "show the network's excerpt around this time alone");
  flags.path("-o,--output", options->output, "PNG", "the picture").require();
  return [options](const CommonOptions& common) { return panels(*options, common); };
}

}  // namespace

const Verb kPanelsVerb = {
    "panels", "draw what networks see in a song, panel below panel (Schlueter 2016, Fig. 1 to 3)",
    "  cantus panels song.flac --model alpha/model.safetensors,beta/model.safetensors -o fig3.png\n"
    "  cantus panels song.wav --model m.safetensors --panels guided --excerpt-s 9.5 -o fig1.png\n",
    declare};

}  // namespace cantus
