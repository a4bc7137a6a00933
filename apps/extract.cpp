#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/log.h"
#include "apps/machine.h"
#include "apps/output_names.h"
#include "apps/verb.h"
#include "apps/version.h"
#include "data/audio/read_audio.h"
#include "data/audio/resample.h"
#include "data/audio/write_wav.h"
#include "data/files/hash.h"
#include "data/maps/map_file.h"
#include "models/masked_sound.h"
#include "models/voice_mask.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

struct ExtractOptions {
  std::vector<fs::path> song;
  fs::path map;
  fs::path output;
  fs::path vocals, accompaniment;  // stems to be judged by
  double scale = 0;
  double blur_sigma = 1;
};

// The map's front end: that of the network whose bins are the spectrogram's.
const FrontEnd& front_end() { return front_end_preset("schlueter2016"); }

// Errors: those of read_map; kBadData for a map of another song or front end.
StoredMap map_of(const fs::path& map, const fs::path& song) {
  StoredMap found = read_map(map);
  if (found.front_end != canonical_text(front_end()))
    throw Error(Exit::kBadData, map.string(), "a map of another front end", front_end().name);
  if (found.track != sha256_of_file(song))
    throw Error(Exit::kBadData, map.string(), "the map of another song", "that of " + song.string(),
                "let `cantus saliency` make it");
  return found;
}

std::vector<float> sound_of(const fs::path& path) {
  return resample(read_audio(path), front_end().sample_rate).samples;
}

// log1p, in which the network sees magnitudes.
std::vector<float> compressed(std::vector<float> magnitudes) {
  for (float& x : magnitudes) x = std::log1p(x);
  return magnitudes;
}

// What a voice's log1p magnitudes are of the sound's.
std::vector<float> mask_of(const std::vector<float>& voice, const std::vector<float>& magnitudes) {
  std::vector<float> mask(voice.size());
  for (std::size_t i = 0; i < mask.size(); ++i)
    mask[i] = magnitudes[i] > 0 ? std::min(std::expm1(voice[i]) / magnitudes[i], 1.0f) : 0.0f;
  return mask;
}

double energy(const std::vector<float>& sound) {
  double sum = 0;
  for (const float x : sound) sum += static_cast<double>(x) * x;
  return sum;
}

double decibels(const std::vector<float>& voice, const std::vector<float>& rest) {
  return 10 * std::log10(energy(voice) / energy(rest));
}

Json json_of(const SpectralScores& scores) {
  return {{"precision", scores.precision}, {"recall", scores.recall}, {"f", scores.f}};
}

// How much of the voice alone and of the accompaniment alone the mask lets through, and how well
// the voice's spectrogram was met; beside it, the mix taken for the voice.
Json judged_by_stems(const ExtractOptions& options, const MaskedSound& masked,
                     const std::vector<float>& mask, const std::vector<float>& voice,
                     const std::vector<float>& mix, std::size_t num_samples) {
  auto vocals = sound_of(options.vocals), rest = sound_of(options.accompaniment);
  for (auto* stem : {&vocals, &rest}) stem->resize(num_samples);
  const auto truth = compressed(masked.magnitudes(vocals));
  const std::vector<float> all(mask.size(), 1.0f);
  return {{"voice_over_accompaniment_db",
           {{"before", decibels(masked.weighed(vocals, all), masked.weighed(rest, all))},
            {"after", decibels(masked.weighed(vocals, mask), masked.weighed(rest, mask))}}},
          {"spectral", json_of(spectral_scores(voice, truth))},
          {"spectral_of_mix", json_of(spectral_scores(mix, truth))}};
}

void print(const ExtractOptions& options, const Json& report) {
  std::printf("%s\n", options.output.c_str());
  if (!report.contains("stems")) return;
  const Json& stems = report["stems"];
  const auto number = [&](const char* part, const char* name) {
    return stems[part][name].get<double>();
  };
  std::printf("voice over accompaniment: %.1f dB in the mix, %.1f dB extracted\n",
              number("voice_over_accompaniment_db", "before"),
              number("voice_over_accompaniment_db", "after"));
  for (const char* part : {"spectral", "spectral_of_mix"})
    std::printf("%-16s P %.3f  R %.3f  F %.3f\n", part, number(part, "precision"),
                number(part, "recall"), number(part, "f"));
}

void check(const ExtractOptions& options, const CommonOptions& common) {
  if (options.song.size() != 1) throw Error(Exit::kUsage, "", "no song given", "one sound file");
  if (options.map.empty())
    throw Error(Exit::kUsage, "--map", "not given", "the song's map", "`cantus saliency` makes it");
  if (options.output.empty()) throw Error(Exit::kUsage, "-o", "not given", "a WAV file to write");
  if (options.vocals.empty() != options.accompaniment.empty())
    throw Error(Exit::kUsage, "--vocals", "goes with --accompaniment");
  refuse_to_overwrite(options.output, common.force);
}

Exit extract(const ExtractOptions& options, const CommonOptions& common) {
  check(options, common);
  const StoredMap map = map_of(options.map, options.song.front());
  Queue host({}, threads_of(common));
  const MaskedSound masked(host, front_end().stft);
  const auto sound = sound_of(options.song.front());
  const auto magnitudes = masked.magnitudes(sound);
  if (magnitudes.size() != map.saliency.size())
    throw Error(Exit::kBadData, options.map.string(), fmt::format("{} frames", map.num_frames),
                "as many as the song has");
  const auto mix = compressed(magnitudes);
  const auto voice =
      voice_spectrogram(host, map.num_frames, map.num_bands, map.saliency, mix,
                        {options.blur_sigma, static_cast<float>(options.scale), 0.999});
  const auto mask = mask_of(voice, magnitudes);
  write_wav(options.output, {front_end().sample_rate, masked.weighed(sound, mask)});
  Json report{{"schema", "cantus.extract/1"},
              {"tool", tool()},
              {"song", options.song.front().string()},
              {"map", options.map.string()},
              {"output", options.output.string()}};
  if (!options.vocals.empty())
    report["stems"] = judged_by_stems(options, masked, mask, voice, mix, sound.size());
  if (common.json)
    std::printf("%s\n", report.dump(2, ' ', false, Json::error_handler_t::replace).c_str());
  else
    print(options, report);
  return Exit::kDone;
}

RunVerb declare(Flags& flags) {
  auto options = std::make_shared<ExtractOptions>();
  flags.positional("SONG", options->song, "the sound file");
  flags.path("--map", options->map, "FILE", "its saliency map, of `cantus saliency` (required)");
  flags.path("-o,--output", options->output, "FILE", "WAV file to write (required)");
  flags.number("--scale", options->scale, Range{0, 100000},
               "of the map; 0: its 99.9 % quantile becomes the spectrogram's");
  flags.number("--blur", options->blur_sigma, Range{0.1, 8}, "of the map: sigma, frames and bins");
  flags.path("--vocals", options->vocals, "FILE", "the voice alone, to judge by");
  flags.path("--accompaniment", options->accompaniment, "FILE", "and what was mixed with it");
  return [options](const CommonOptions& common) { return extract(*options, common); };
}

}  // namespace

extern const Verb kExtractVerb;
const Verb kExtractVerb = {
    "extract", "the voice of a song as a saliency map shows it, as sound",
    "  cantus extract song.flac --map maps/song.h5 -o voice.wav\n"
    "  cantus extract mix.wav --map mix.h5 -o voice.wav --vocals v.wav --accompaniment a.wav\n",
    declare};

}  // namespace cantus
