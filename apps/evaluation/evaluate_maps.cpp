#include "apps/evaluation/evaluate_maps.h"

#include <functional>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/evaluation/trial_songs.h"
#include "apps/extraction/stem_scores.h"
#include "apps/extraction/voice_estimate.h"
#include "apps/program/machine.h"
#include "apps/program/progress.h"
#include "apps/program/stop.h"
#include "apps/saliency/map_song.h"
#include "apps/songs/decoded_songs.h"
#include "apps/songs/known_voices.h"
#include "apps/songs/standardized_songs.h"
#include "kernels/core/error.h"
#include "models/detection/segments.h"
#include "models/saliency/saliency.h"
#include "models/saliency/scale_fit.h"

namespace cantus {
namespace {

using Json = nlohmann::ordered_json;

// The voice's log1p magnitudes as REPET-SIM estimates them.
std::vector<float> voice_by_repetition(Queue& host, const CorpusSong& song) {
  const FrontEnd& front_end = map_front_end();
  const MaskedSound masked(host, front_end.stft);
  Audio mix = decode_recording(song.path, song.channel, song.gain_db, front_end.sample_rate);
  return estimate_by_repetition(host, masked,
                                song_frames(song.path, std::move(mix.samples), masked))
      .spectrogram;
}

// A song's map and what it is scored against.
struct MadeMap {
  std::string name;
  SongSaliency map;
  FeatureMatrix mix;                   // log1p magnitudes
  std::optional<FeatureMatrix> voice;  // log1p magnitudes, if known
};

// Makes a network's maps of many songs.
class MapMaker {
 public:
  MapMaker(Queue& queue, Queue& host, Model& model, const FeaturePlace& place)
      : host_(host),
        model_(model),
        mapper_(queue, model.network, model.parameters,
                {.silence = standard_silence(model, place.type), .model = model.file}),
        front_end_(place.front_end),
        store_(place.folder, place.front_end, place.type) {}

  void make(const std::string& what, const std::vector<LabelledSong>& songs,
            const std::function<void(const MadeMap&)>& take) {
    KnownVoices voices(host_, songs, front_end_);
    Progress progress(what, static_cast<double>(songs.size()), "songs");
    for (std::size_t i = 0; i < songs.size(); ++i) {
      const LabelledSong& song = songs[i];
      const auto features = standardized_features(host_, song, model_.standardization, store_);
      take({song.song.name,
            saliency_of_song(mapper_, features.values, [] { throw_if_stopped(kRunAgain); }),
            store_.read(song.track), voices.spectrogram(i)});
      progress.advance(1);
    }
    progress.finish();
  }

 private:
  Queue& host_;
  Model& model_;
  SaliencyMapper mapper_;
  const FrontEnd& front_end_;
  FeatureStore store_;
};

// Fits the scale of the network's maps to songs that are not scored.
float fit_scale(Queue& host, MapMaker& maker, const std::vector<LabelledSong>& songs,
                const std::string& manifest) {
  ScaleFit fit;
  maker.make("maps that fit the scale", songs, [&](const MadeMap& made) {
    if (!made.voice) return;
    fit.add(blurred_map(host, made.mix.num_frames, made.mix.num_bands, made.map.map),
            made.mix.values, made.voice->values);
  });
  if (fit.scale() == 0)
    throw Error(Exit::kBadData, manifest,
                "no map of split valid shows anything of its song's voice",
                "songs with vocals or accompaniments, and a network that hears their voices");
  return fit.scale();
}

// The report at the threshold that is best on these very songs.
Report report_at_best(const std::string& detector, const Curves& curves,
                      const std::vector<JudgedSong>& songs) {
  const PooledFrames all = pool_frames(curves, songs);
  Report report =
      report_on(detector, best_threshold(all.scores, all.truth).threshold, curves, songs);
  add_curve_metrics(report, curves, songs);
  return report;
}

void require_log_magnitudes(const FrontEnd& front_end, const std::string& file) {
  if (front_end.mel == MelKind::kNone) return;
  throw Error(Exit::kBadData, file, "front end " + front_end.name,
              "schlueter2016: maps of bins are scored, not of mel bands");
}

}  // namespace

SpectralScores SpectralReport::mean() const {
  CANTUS_REQUIRE(!songs.empty(), "a song");
  SpectralScores mean;
  for (const ScoredSong& song : songs) {
    mean.precision += song.scores.precision / static_cast<double>(songs.size());
    mean.recall += song.scores.recall / static_cast<double>(songs.size());
    mean.f += song.scores.f / static_cast<double>(songs.size());
  }
  return mean;
}

MapResult evaluate_maps(const ModelTrial& trial, const CommonOptions& common) {
  catch_stop_signals();
  log_device(common);
  Queue queue(common.device, common.num_threads), host({}, common.num_threads);
  Model model = load_model_with_maps(queue, trial.model);
  require_log_magnitudes(front_end_preset(model.facts.front_end), trial.model.string());
  const TrialSongs found = prepare_trial_songs(trial, model, common);
  MapMaker maker(queue, host, model, found.place);
  MapResult result;
  const float fitted_scale =
      trial.num_fitted > 0 ? fit_scale(host, maker, found.fitting, trial.manifests.front()) : 0;
  result.in_frequency.fitted_scale = fitted_scale;
  Curves predictions, summed;
  maker.make("maps", found.songs, [&](const MadeMap& made) {
    predictions.push_back(smooth_curve(host, made.map.probabilities, trial.median_frames));
    summed.push_back(smooth_curve(host, made.map.summed, trial.median_frames));
    if (!made.voice) return;
    const auto blurred = blurred_map(host, made.mix.num_frames, made.mix.num_bands, made.map.map);
    const float scale =
        fitted_scale > 0 ? fitted_scale : scale_by_quantile(blurred, made.mix.values);
    const auto voice = scaled_part(blurred, scale, made.mix.values);
    result.in_frequency.songs.push_back({made.name, spectral_scores(voice, made.voice->values)});
  });
  report_check(queue);
  result.in_time.subject = subject_of(trial, model, found, common);
  result.in_time.subject.data_sha256 = found.sha256_with_voices();
  result.in_time.subject.precision = to_string(Precision::kFloat32);  // maps have no other
  result.in_time.subject.note =
      "Each row is at the threshold that is best on these very frames: an upper bound.";
  result.in_time.reports = {report_at_best("predictions", predictions, found.judged),
                            report_at_best("saliency", summed, found.judged)};
  return result;
}

MapResult evaluate_estimate(EstimateKind estimate, const ModelTrial& trial, StoredFloat type,
                            const CommonOptions& common) {
  catch_stop_signals();
  Queue host({}, common.num_threads);
  const TrialSongs found = prepare_trial_songs(trial, map_front_end(), type, common);
  FeatureStore store(found.place.folder, found.place.front_end, found.place.type);
  KnownVoices voices(host, found.songs, found.place.front_end);
  MapResult result;
  result.in_time.subject.title = subject_title(trial);
  result.in_time.subject.data_sha256 = found.sha256_with_voices();
  for (std::size_t i = 0; i < found.songs.size(); ++i) {
    throw_if_stopped(kRunAgain);
    const auto truth = voices.spectrogram(i);
    if (!truth) continue;
    const LabelledSong& song = found.songs[i];
    const auto voice = estimate == EstimateKind::kMix ? store.read(song.track).values
                                                      : voice_by_repetition(host, song.song);
    result.in_frequency.songs.push_back({song.song.name, spectral_scores(voice, truth->values)});
  }
  if (result.in_frequency.songs.empty()) {
    throw Error(Exit::kNoInput, trial.manifests.front(), "no song's voice is known", kKnownVoices);
  }
  return result;
}

Json document_of(const MapResult& result) {
  Json json = document_of(result.in_time);
  json["spectral"] = nullptr;
  if (result.in_frequency.songs.empty()) return json;
  json["spectral"] = {{"fitted_scale", nullptr},
                      {"mean_of_songs", json_of(result.in_frequency.mean())},
                      {"songs", Json::array()}};
  if (const float scale = result.in_frequency.fitted_scale; scale > 0)
    json["spectral"]["fitted_scale"] = scale;
  for (const SpectralReport::ScoredSong& song : result.in_frequency.songs) {
    json["spectral"]["songs"].push_back(json_of(song.scores));
    json["spectral"]["songs"].back()["song"] = song.name;
  }
  return json;
}

std::string text_of(const SpectralReport& report) {
  if (report.songs.empty()) return fmt::format("no song's voice is known ({})\n", kKnownVoices);
  const SpectralScores mean = report.mean();
  return fmt::format("voice in the spectrum, mean of {}: P {:.3f}  R {:.3f}  F {:.3f}\n{}",
                     counted(report.songs.size(), "song"), mean.precision, mean.recall, mean.f,
                     report.fitted_scale > 0
                         ? fmt::format("scale of the maps, fitted: {:g}\n", report.fitted_scale)
                         : "");
}

}  // namespace cantus
