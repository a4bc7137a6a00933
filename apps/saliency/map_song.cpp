#include "apps/saliency/map_song.h"

#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "apps/model/likeness_warnings.h"
#include "apps/program/version.h"
#include "data/files/file_stamp.h"
#include "data/files/hash.h"
#include "kernels/core/error.h"
#include "kernels/standardize/standardize.h"

namespace cantus {
namespace {

// Adds the seconds of its lifetime to a sum.
class Stopwatch {
 public:
  explicit Stopwatch(double& sum_s) : sum_s_(sum_s) {}
  ~Stopwatch() {
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start_;
    sum_s_ += took.count();
  }
  Stopwatch(const Stopwatch&) = delete;
  Stopwatch& operator=(const Stopwatch&) = delete;

 private:
  double& sum_s_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace

Model load_model_with_maps(Queue& queue, const std::filesystem::path& file) {
  Model model = load_model(queue, file);
  if (model.network.output != Output::kSigmoid)
    throw Error(Exit::kBadData, model.file,
                "network " + model.network.name + ": has no saliency map", "spectrogram_cnn",
                "train one with model.name = \"spectrogram_cnn\"");
  return model;
}

MapTimes& MapTimes::operator+=(const MapTimes& other) {
  decode_s += other.decode_s;
  features_s += other.features_s;
  network_s += other.network_s;
  write_s += other.write_s;
  return *this;
}

SongMapper::SongMapper(Queue& queue, Queue& host, Model& model, const Options& options)
    : host_(host),
      model_(model),
      options_(options),
      extractor_(queue, front_end_preset(model.facts.front_end)),
      mapper_(queue, model.network, model.parameters,
              {.rule = options.rule, .silence = standard_silence(model), .model = model.file}) {}

MapFacts SongMapper::facts_of(const std::filesystem::path& song) const {
  return {song.filename().string(), sha256_of_file(song), model_.sha256, model_.facts.network,
          to_string(options_.rule), options_.gain_db,     tool(),        options_.device};
}

FeatureMatrix SongMapper::standard_features(const std::filesystem::path& song, DecodedSong decoded,
                                            MappedSong& mapped) {
  require_frame(decoded.audio.samples.size(), front_end(), song);
  FeatureMatrix features = extractor_.extract(decoded.audio);
  standardize(host_, model_.standardization, features);
  for (std::string& warning : likeness_warnings(model_, features, options_.gain_db))
    mapped.warnings.push_back(std::move(warning));
  return features;
}

MappedSong SongMapper::write(const std::filesystem::path& song, const std::filesystem::path& file,
                             bool replaces, const std::function<void(double)>& on_sound) {
  MappedSong mapped;
  DecodedSong decoded;
  MapFacts facts;
  {
    const Stopwatch watch(mapped.times.decode_s);
    const FileStamp before = stamp_of(song);
    facts = facts_of(song);
    decoded = decode_song(song, front_end(), options_.gain_db);
    require_unchanged(song, before);
  }
  mapped.audio_s = decoded.duration_s;
  mapped.warnings = decoded.warnings;
  FeatureMatrix features;
  {
    const Stopwatch watch(mapped.times.features_s);
    features = standard_features(song, std::move(decoded), mapped);
  }
  mapped.num_frames = features.num_frames;
  MapFile map(file, facts, front_end(), options_.type, features.num_frames);
  double in_network_s = 0;
  {
    const Stopwatch watch(in_network_s);
    mapper_.run(features.values, [&](const SaliencyRows& rows) {
      {
        const Stopwatch inner(mapped.times.write_s);
        map.add(rows.num_frames, rows.map.data(), rows.probabilities.data());
      }
      on_sound(static_cast<double>(rows.num_frames) / front_end().frames_per_second());
    });
  }
  mapped.times.network_s = in_network_s - mapped.times.write_s;
  features = {};  // the map is read back before it appears: keeps the peak of memory low
  const Stopwatch watch(mapped.times.write_s);
  mapped.is_written = map.commit(replaces);
  return mapped;
}

}  // namespace cantus
