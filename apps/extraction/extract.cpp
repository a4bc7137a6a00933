#include <cmath>
#include <memory>
#include <optional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/extraction/fitted_scale.h"
#include "apps/extraction/stem_scores.h"
#include "apps/extraction/voice_estimate.h"
#include "apps/program/document.h"
#include "apps/program/log.h"
#include "apps/program/verb.h"
#include "apps/songs/output_names.h"
#include "data/audio/write_wav.h"
#include "data/files/json_text.h"
#include "data/files/parse_text.h"
#include "data/files/text_lines.h"
#include "kernels/core/error.h"

namespace cantus {

// The method that finds the voice.
enum class ExtractBy { kMap, kRepetSim };

template <>
struct EnumNames<ExtractBy> {
  static constexpr std::array kNames{"map", "repet-sim"};
};

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr const char* kQuantile = "quantile";
constexpr const char* kFit = "fit";

struct ExtractOptions {
  fs::path song;
  ExtractBy by = ExtractBy::kMap;
  fs::path map;
  fs::path output;
  Stems stems;  // to score against
  std::string scale = kQuantile;
  fs::path development;
  double blur_sigma = 1;
};

// The number given as --scale; none for "quantile" and "fit". Errors: kUsage.
std::optional<float> scale_given(const ExtractOptions& options) {
  const std::string& text = options.scale;
  if (text == kQuantile || text == kFit) return {};
  const auto scale = parsed<float>(text);
  if (scale && *scale > 0 && std::isfinite(*scale)) return scale;
  throw Error(Exit::kUsage, "--scale", "`" + text.substr(0, 80) + "` given",
              "quantile, fit or a number over 0");
}

void check(const ExtractOptions& options, const CommonOptions& common) {
  if (options.by == ExtractBy::kRepetSim) {
    for (const char* flag : {"--map", "--scale", "--development", "--blur"})
      if (common.is_given(flag))
        throw Error(Exit::kUsage, flag, "given beside --by repet-sim",
                    "--by map, which alone uses it");
  } else if (options.map.empty()) {
    throw Error(Exit::kUsage, "--map", "not given", "the song's map", "`cantus saliency` makes it");
  }
  scale_given(options);
  if (options.scale == kFit && options.development.empty())
    throw Error(Exit::kUsage, "--scale", "fit without songs", "--development, to fit it on");
  if (options.scale != kFit && common.is_given("--development"))
    throw Error(Exit::kUsage, "--development", "given without --scale fit", "both, or neither");
  if (options.stems.vocals.empty() != options.stems.accompaniment.empty())
    throw Error(Exit::kUsage, options.stems.vocals.empty() ? "--accompaniment" : "--vocals",
                "given alone", "--vocals and --accompaniment, or neither");
  for (const fs::path& input : {options.song, options.stems.vocals, options.stems.accompaniment}) {
    std::error_code ignored;
    if (fs::equivalent(input, options.output, ignored))
      throw Error(Exit::kUsage, "--output", in_quotes(options.output.string()) + " is read too",
                  "another file");
  }
  require_output(options.output, ".wav", common.force);
}

float scale_of(Queue& host, const MaskedSound& masked, const ExtractOptions& options,
               const std::vector<float>& blurred, const SongFrames& song) {
  if (const auto given = scale_given(options)) return *given;
  if (options.scale == kQuantile) return scale_by_quantile(blurred, song.mix);
  const FittedScale fitted = fitted_scale(host, masked, options.development, options.blur_sigma);
  log_info(fmt::format("--scale {:g}: mean F {:.3f} of {}", fitted.scale, fitted.f,
                       counted(fitted.num_songs, "development song")));
  return fitted.scale;
}

VoiceEstimate estimate_by_map(Queue& host, const MaskedSound& masked, const ExtractOptions& options,
                              const SongFrames& song, Json& report) {
  const StoredMap map = map_of(options.map, options.song, song.num_frames);
  const auto blurred =
      blurred_map(host, song.num_frames, song.num_bins, map.saliency, options.blur_sigma);
  const float scale = scale_of(host, masked, options, blurred, song);
  report["map"] = options.map.string();
  report["scale"] = scale;
  return estimate_of_spectrogram(scaled_part(blurred, scale, song.mix), song.magnitudes);
}

Exit extract(const ExtractOptions& options, const CommonOptions& common) {
  check(options, common);
  Queue host({}, common.num_threads);
  const MaskedSound masked(host, map_front_end().stft);
  const SongFrames song = song_frames(options.song, samples_for_maps(options.song), masked);
  Json report = begin_document("cantus.extract/1");
  report["song"] = options.song.string();
  report["by"] = to_string(options.by);
  const VoiceEstimate voice = options.by == ExtractBy::kMap
                                  ? estimate_by_map(host, masked, options, song, report)
                                  : estimate_by_repetition(host, masked, song);
  report["output"] = options.output.string();
  std::string text = options.output.string() + "\n";
  // Before the sound is written, so that stems of another song leave no file behind.
  if (!options.stems.vocals.empty()) {
    const StemScores scores = scores_by_stems(options.stems, masked, voice, song);
    report["stems"] = json_of(scores);
    text += text_of(scores);
  }
  const Audio sound{map_front_end().sample_rate, masked.weighed(song.samples, voice.mask)};
  const bool fits = std::ranges::all_of(sound.samples, [](float x) { return std::fabs(x) <= 1; });
  write_wav(options.output, sound, fits ? WavFormat::kPcm16 : WavFormat::kFloat32);
  if (common.json) text = json_text(report);
  print_lines(text);
  return Exit::kDone;
}

RunVerb declare(Flags& flags) {
  auto options = std::make_shared<ExtractOptions>();
  flags.positional("SONG", options->song, "the sound file");
  flags.path("-o,--output", options->output, "FILE", "WAV file to write").require();
  flags.choice("--by", options->by, "find the voice by a saliency map, or as what does not repeat");
  flags.path("--map", options->map, "FILE", "the song's map from `cantus saliency` (--by map)");
  flags.text("--scale", options->scale, "quantile|fit|N",
             "of the map: match 99.9 % quantiles, fit on --development, or N");
  flags.path("--development", options->development, "FILE",
             "manifest with columns map and vocals for split valid (--scale fit)");
  flags.number("--blur", options->blur_sigma, Range{0.1, 8},
               "of the map: sigma in frames and bins");
  flags.path("--vocals", options->stems.vocals, "FILE", "the voice alone, to score against");
  flags.path("--accompaniment", options->stems.accompaniment, "FILE", "the accompaniment alone");
  return [options](const CommonOptions& common) { return extract(*options, common); };
}

}  // namespace

const Verb kExtractVerb = {
    "extract", "extract the voice as sound, by a saliency map or by REPET-SIM",
    "  cantus extract song.flac --map maps/song.h5 -o voice.wav\n"
    "  cantus extract mix.wav --by repet-sim -o voice.wav --vocals v.wav --accompaniment a.wav\n",
    declare, VerbDevices::kCpu};

}  // namespace cantus
