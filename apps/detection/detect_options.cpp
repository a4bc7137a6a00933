#include "apps/detection/detect_options.h"

#include <algorithm>

#include <fmt/format.h>

#include "apps/songs/decoded_songs.h"
#include "data/files/list_files.h"
#include "kernels/core/error.h"

namespace cantus {

void declare_detect(Flags& flags, DetectOptions& options) {
  constexpr Range kProbability{0, 1};
  constexpr Range kSeconds{0, 3600};
  options.inputs.declare(flags);
  flags.path("-m,--model", options.model, "MODEL",
             "model file, or folder of a run [the bundled one]");
  flags.path("-o,--output", options.output, "DIR",
             "write files below it, mirroring the input folders");
  const auto list = [&flags](const char* flag, std::vector<std::string>& target, const char* help) {
    std::vector<std::string> names;
    for (const OutputKind& kind : output_kinds())
      if (std::string(kind.flag) == flag) names.emplace_back(kind.name);
    flags.list(flag, target, fmt::format("{}", fmt::join(names, ",")), help, names);
  };
  list("--format", options.outputs.formats, "segment files [lab, unless other outputs are given]");
  list("--curve", options.outputs.curves, "curve files");
  flags.toggle("--picture", options.outputs.picture, "a PNG of spectrogram, curve and segments");
  flags.toggle("--page", options.outputs.page,
               "an HTML page that plays the song beside spectrogram, curve and segments");
  flags.files("--beside", options.beside, "MODELS", "more models, shown in picture and page");
  flags.path("--labels", options.truth, "TRUTH",
             "true labels, shown in picture and page; for several songs a folder");
  flags.path("--map", options.map, "MAP", "a map from `saliency`, shown in the page (one song)");
  flags.text("--name", options.name, "TEMPLATE", "file names; {file} keeps the extension");
  options.inputs.declare_root(flags);
  flags.toggle("--skip-existing", options.skip_existing,
               "keep existing files, skip songs that have all of theirs");
  declare_gain(flags, options.gain_db);
  flags.choice("--precision", options.precision, "of the network, on a GPU");
  flags.choice("--blocks", options.blocks,
               "every excerpt by itself, or glu_* over the whole song: faster, approximate");
  flags.number("--threshold", options.threshold, kProbability, "voice is above this");
  flags.number("--onset", options.onset, kProbability, "voice starts above this");
  flags.number("--offset", options.offset, kProbability, "and ends at or below this");
  flags.integer("--median", options.segments.median_frames, std::int64_t{1}, kLongestMedian,
                "running median, in frames");
  flags.number("--pad-start", options.segments.pad_start_s, kSeconds,
               "start voice so many seconds earlier");
  flags.number("--pad-end", options.segments.pad_end_s, kSeconds,
               "end voice so many seconds later");
  flags.number("--min-voice", options.segments.min_voice_s, kSeconds,
               "drop voice shorter than this (seconds)");
  flags.number("--min-gap", options.segments.min_gap_s, kSeconds,
               "close gaps shorter than this (seconds)");
}

void require_consistent(const DetectOptions& options, std::size_t num_songs,
                        const CommonOptions& common) {
  if (options.output.empty() && !options.outputs.empty()) {
    throw Error(Exit::kUsage, "--output", "not given", "a folder for the files asked for");
  }
  std::error_code ignored;
  const bool is_named_as_a_file = std::ranges::any_of(output_kinds(), [&](const OutputKind& kind) {
    const std::string end = kind.extension;  // "npz" of "curve.npz"
    return has_extension(options.output, {fmt::format(".{}", end.substr(end.rfind('.') + 1))});
  });
  if (is_named_as_a_file && !std::filesystem::is_directory(options.output, ignored))
    throw Error(Exit::kUsage, "--output", "`" + options.output.string() + "` given",
                "a folder: files in it are named by their songs, or as --name says");
  for (const char* flag : {"--name", "--root"})
    if (options.output.empty() && common.is_given(flag))
      throw Error(Exit::kUsage, flag, "given without -o", "a folder for files of such names");
  if (options.skip_existing && (options.output.empty() || common.force)) {
    throw Error(Exit::kUsage, "--skip-existing",
                options.output.empty() ? "given without -o" : "given beside --force",
                "files to keep", "leave it out");
  }
  if (!options.beside.empty() && !options.outputs.shows_song())
    throw Error(Exit::kUsage, "--beside", "goes with --picture or --page");
  if (!options.truth.empty() && !options.outputs.shows_song())
    throw Error(Exit::kUsage, "--labels", "goes with --picture or --page");
  if (!options.truth.empty() && !std::filesystem::exists(options.truth))
    throw Error(Exit::kNoInput, options.truth.string(), "no such file or folder",
                "labels, or a folder with those of the songs", "check the path");
  if (!options.truth.empty() && num_songs != 1 && !std::filesystem::is_directory(options.truth))
    throw Error(Exit::kUsage, "--labels", "a file for " + counted(num_songs, "song"),
                "a folder with label files of their places and names");
  if (!options.map.empty() && (num_songs != 1 || !options.outputs.page))
    throw Error(Exit::kUsage, "--map", "goes with one song and --page");
  if (common.is_given("--threshold") && options.onset) {
    throw Error(Exit::kUsage, "--threshold", "given beside --onset",
                "--threshold alone, or --onset with --offset", "leave one out");
  }
  const SegmentSettings settings = segment_settings(options);
  if (settings.offset > settings.onset) {
    throw Error(Exit::kUsage, "--offset", fmt::format("{:g} given", settings.offset),
                fmt::format("at most the onset, {:g}", settings.onset));
  }
}

SegmentSettings segment_settings(const DetectOptions& options) {
  SegmentSettings settings = options.segments;
  const double onset = options.onset.value_or(options.threshold);
  settings.onset = static_cast<float>(onset);
  settings.offset = static_cast<float>(options.offset.value_or(std::min(options.threshold, onset)));
  return settings;
}

}  // namespace cantus
