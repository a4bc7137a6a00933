#include <cstdio>
#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/machine.h"
#include "apps/output_names.h"
#include "apps/stem_scores.h"
#include "apps/verb.h"
#include "apps/version.h"
#include "apps/voice_estimate.h"
#include "data/audio/write_wav.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr const char* kMap = "map";
constexpr const char* kRepetSim = "repet-sim";

struct ExtractOptions {
  std::vector<fs::path> song;
  std::string by = kMap;
  fs::path map;
  fs::path output;
  Stems stems;  // to be judged by
  double scale = 0;
  double blur_sigma = 1;
};

void check(const ExtractOptions& options, const CommonOptions& common) {
  if (options.song.size() != 1) throw Error(Exit::kUsage, "", "no song given", "one sound file");
  if (options.by == kRepetSim) {
    for (const char* flag : {"--map", "--scale", "--blur"})
      if (common.is_given(flag))
        throw Error(Exit::kUsage, flag, "given", "--by map, which needs it");
  } else if (options.map.empty()) {
    throw Error(Exit::kUsage, "--map", "not given", "the song's map", "`cantus saliency` makes it");
  }
  if (options.output.empty()) throw Error(Exit::kUsage, "-o", "not given", "a WAV file to write");
  if (options.stems.vocals.empty() != options.stems.accompaniment.empty())
    throw Error(Exit::kUsage, "--vocals", "goes with --accompaniment");
  refuse_to_overwrite(options.output, common.force);
}

// A song's frames, taken apart.
struct SongFrames {
  std::vector<float> samples, magnitudes, mix;  // mix: log1p
  std::int64_t num_frames = 0, num_bins = 0;
};

// Errors: those of read_audio; kBadData for sound shorter than a frame.
SongFrames frames_of(const fs::path& path, const MaskedSound& masked) {
  const FrontEnd& front_end = map_front_end();
  SongFrames song;
  song.samples = samples_for_maps(path);
  song.magnitudes = masked.magnitudes(song.samples);
  song.mix = compressed(song.magnitudes);
  song.num_bins = front_end.stft.num_bins;
  song.num_frames = std::ssize(song.mix) / song.num_bins;
  if (song.num_frames > 0) return song;
  throw Error(Exit::kBadData, path.string(),
              fmt::format("{} samples at {} Hz", song.samples.size(), front_end.sample_rate),
              fmt::format("at least {}", front_end.stft.window_samples));
}

VoiceEstimate estimate_by_map(Queue& host, const ExtractOptions& options, const SongFrames& song) {
  const StoredMap map = map_of(options.map, options.song.front(), song.num_frames);
  const VoiceMaskSettings settings{options.blur_sigma, static_cast<float>(options.scale)};
  return estimate_of_spectrogram(
      voice_spectrogram(host, song.num_frames, song.num_bins, map.saliency, song.mix, settings),
      song.magnitudes);
}

VoiceEstimate estimate_by_repetition(Queue& host, const SongFrames& song) {
  const FrontEnd& front_end = map_front_end();
  const double hz_per_bin = static_cast<double>(front_end.sample_rate) /
                            static_cast<double>(front_end.stft.window_samples);
  const auto options = repet_sim_options(front_end.frames_per_second(), hz_per_bin);
  return estimate_of_mask(
      repet_sim_mask(host, song.num_frames, song.num_bins, song.magnitudes, options),
      song.magnitudes);
}

Exit extract(const ExtractOptions& options, const CommonOptions& common) {
  check(options, common);
  Queue host({}, threads_of(common));
  const MaskedSound masked(host, map_front_end().stft);
  const SongFrames song = frames_of(options.song.front(), masked);
  const VoiceEstimate voice = options.by == kMap ? estimate_by_map(host, options, song)
                                                 : estimate_by_repetition(host, song);
  write_wav(options.output,
            {map_front_end().sample_rate, masked.weighed(song.samples, voice.mask)});
  Json report{{"schema", "cantus.extract/1"},
              {"tool", tool()},
              {"song", options.song.front().string()},
              {"by", options.by}};
  if (options.by == kMap) report["map"] = options.map.string();
  report["output"] = options.output.string();
  std::string text = options.output.string() + "\n";
  if (!options.stems.vocals.empty()) {
    const StemScores scores =
        scores_by_stems(options.stems, masked, voice, song.mix, song.samples.size());
    report["stems"] = json_of(scores);
    text += text_of(scores);
  }
  if (common.json) text = report.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
  std::fputs(text.c_str(), stdout);
  return Exit::kDone;
}

RunVerb declare(Flags& flags) {
  auto options = std::make_shared<ExtractOptions>();
  flags.positional("SONG", options->song, "the sound file");
  flags.path("-o,--output", options->output, "FILE", "WAV file to write (required)");
  flags.choice("--by", options->by, {kMap, kRepetSim},
               "what finds the voice: a saliency map, or that music repeats and voices do not");
  flags.path("--map", options->map, "FILE", "the song's map, of `cantus saliency` (for --by map)");
  flags.number("--scale", options->scale, Range{0, 100000},
               "of the map; 0: its 99.9 % quantile becomes the spectrogram's");
  flags.number("--blur", options->blur_sigma, Range{0.1, 8}, "of the map: sigma, frames and bins");
  flags.path("--vocals", options->stems.vocals, "FILE", "the voice alone, to judge by");
  flags.path("--accompaniment", options->stems.accompaniment, "FILE", "and what was mixed with it");
  return [options](const CommonOptions& common) { return extract(*options, common); };
}

}  // namespace

extern const Verb kExtractVerb;
const Verb kExtractVerb = {
    "extract", "the voice of a song as sound, by a saliency map or by what repeats",
    "  cantus extract song.flac --map maps/song.h5 -o voice.wav\n"
    "  cantus extract mix.wav --by repet-sim -o voice.wav --vocals v.wav --accompaniment a.wav\n",
    declare};

}  // namespace cantus
