#include "models/saliency/saliency.h"

#include <algorithm>
#include <memory>

#include "engine/passes/differentiate.h"
#include "engine/passes/rectify_behind_pool.h"
#include "engine/passes/restrict_to_cone.h"
#include "kernels/core/error.h"
#include "models/detection/digital_silence.h"
#include "models/detection/finite_outputs.h"

namespace cantus {

Graph record_excerpt_saliency(const Network& network, std::int64_t num_excerpts,
                              RectifierRule rule) {
  CANTUS_REQUIRE(network.output == Output::kSigmoid, "saliency is of one output");
  Graph graph = rectify_behind_pool(record_inference(network, num_excerpts));
  const Value features(graph, graph.inputs().at("features"));
  graph.mark_output("saliency", differentiate(graph.output("logits"), {features}, rule)[0]);
  return graph;
}

Graph record_saliency(const Network& network, std::int64_t num_excerpts, RectifierRule rule) {
  if (network.output != Output::kSigmoid)
    throw Error(Exit::kBadData, "network " + network.name, "has no saliency map of whole songs",
                "spectrogram_cnn", "train one with model.name = \"spectrogram_cnn\"");
  auto restricted = restrict_to_cone(record_excerpt_saliency(network, num_excerpts, rule),
                                     "features", "saliency", network.num_frames / 2);
  if (!restricted)
    throw Error(Exit::kBadData, "network " + network.name,
                "has excerpts of " + std::to_string(network.num_frames) +
                    " frames, too few for a saliency map of whole songs",
                "115", "train one with model.num_frames = 115");
  return std::move(*restricted);
}

SaliencyMapper::SaliencyMapper(Queue& queue, const Network& network, Parameters& parameters,
                               const SaliencyOptions& options)
    : queue_(queue),
      num_bands_(network.num_bands),
      model_(options.model),
      silence_(options.silence),
      gather_(queue, network, options.silence),
      stretches_(options.stretches, network.num_frames - 1,
                 [&queue, network, &parameters, rule = options.rule](std::int64_t num_excerpts) {
                   return std::make_unique<Inference>(
                       queue, record_saliency(network, num_excerpts, rule), parameters);
                 }) {}

void SaliencyMapper::run(std::span<const float> features,
                         const std::function<void(const SaliencyRows&)>& take) {
  CANTUS_REQUIRE(static_cast<std::int64_t>(features.size()) % num_bands_ == 0,
                 "features are no whole number of frames");
  const auto song_frames = static_cast<std::int64_t>(features.size()) / num_bands_;
  if (song_frames == 0) return;
  Buffer song(queue_, features.size_bytes());
  song.write(0, features);
  std::int64_t first = 0;
  for (const std::int64_t size : stretches_.cover(song_frames)) {
    Inference& inference = stretches_.of(size);
    gather_.run(song.floats(), song_frames, first, size, inference.device_features());
    inference.run_on_device();
    inference.fetch_outputs();
    const std::int64_t n = std::min(size, song_frames - first);
    const auto said = [&](std::span<const float> output, const char* what) {
      std::vector<float> values(output.begin(), output.end());
      require_finite_outputs(model_, values, n, first, what);
      if (!silence_.empty())
        quiet_digital_silence(features.subspan(first * num_bands_, n * num_bands_), silence_,
                              values);
      return values;
    };
    const auto probabilities = said(inference.probabilities().first(n), "probabilities");
    const auto map = said(inference.output("saliency").first(n * num_bands_),
                          "a saliency map of finite numbers");
    take({n, map, probabilities});
    first += n;
  }
}

void append_summed(const SaliencyRows& rows, std::vector<float>& summed) {
  const std::int64_t num_bands = std::ssize(rows.map) / rows.num_frames;
  for (std::int64_t t = 0; t < rows.num_frames; ++t) {
    double sum = 0;  // in double, as a map file's `summed`
    for (const float value : rows.map.subspan(t * num_bands, num_bands))
      sum += std::max(value, 0.0f);
    summed.push_back(static_cast<float>(sum));
  }
}

SongSaliency saliency_of_song(SaliencyMapper& mapper, std::span<const float> features,
                              const std::function<void()>& after_stretch) {
  SongSaliency found;
  mapper.run(features, [&](const SaliencyRows& rows) {
    append_summed(rows, found.summed);
    found.probabilities.insert(found.probabilities.end(), rows.probabilities.begin(),
                               rows.probabilities.end());
    for (const float value : rows.map) found.map.push_back(std::max(value, 0.0f));
    if (after_stretch) after_stretch();
  });
  return found;
}

}  // namespace cantus
