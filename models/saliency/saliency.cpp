#include "models/saliency/saliency.h"

#include <algorithm>

#include "engine/passes/differentiate.h"
#include "engine/passes/rectify_behind_pool.h"
#include "engine/passes/restrict_to_cone.h"
#include "kernels/core/error.h"
#include "kernels/excerpts/excerpts.h"
#include "models/detection/stretches.h"

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
    : queue_(queue), network_(network), parameters_(parameters), options_(options) {
  const auto num_bands = static_cast<std::int64_t>(options.silence.size());
  CANTUS_REQUIRE(network.ends == SongEnds::kRepeated || num_bands == network.num_bands,
                 network.name + " has to be told what silence is");
  inference_of(options_.stretches.front());
}

Inference& SaliencyMapper::inference_of(std::int64_t num_excerpts) {
  auto& inference = inferences_[num_excerpts];
  if (!inference)
    inference = std::make_unique<Inference>(
        queue_, record_saliency(network_, num_excerpts, options_.rule), parameters_);
  return *inference;
}

void SaliencyMapper::run(std::span<const float> features,
                         const std::function<void(const SaliencyRows&)>& take) {
  const std::int64_t num_bands = network_.num_bands;
  CANTUS_REQUIRE(static_cast<std::int64_t>(features.size()) % num_bands == 0,
                 "features are no whole number of frames");
  const auto song_frames = static_cast<std::int64_t>(features.size()) / num_bands;
  if (song_frames == 0) return;
  const float* silence = network_.ends == SongEnds::kSilent ? options_.silence.data() : nullptr;
  std::int64_t first = 0;
  for (const std::int64_t size :
       cover_with_stretches(song_frames, options_.stretches, network_.num_frames - 1)) {
    Inference& inference = inference_of(size);
    const std::int64_t stretch_frames = size + network_.num_frames - 1;
    const std::int64_t centre = first - network_.num_frames / 2 + stretch_frames / 2;
    centred_excerpts(host_, song_frames, num_bands, stretch_frames, centre, 1, features.data(),
                     silence, inference.features().data());
    inference.run();
    const std::int64_t n = std::min(size, song_frames - first);
    take({first, n, inference.output("saliency").first(n * num_bands),
          inference.probabilities().first(n)});
    first += n;
  }
}

void append_summed(const SaliencyRows& rows, std::vector<float>& curve) {
  const std::int64_t num_bands = std::ssize(rows.map) / rows.num_frames;
  for (std::int64_t t = 0; t < rows.num_frames; ++t) {
    float sum = 0;
    for (const float value : rows.map.subspan(t * num_bands, num_bands))
      sum += std::max(value, 0.0f);
    curve.push_back(sum);
  }
}

SongSaliency saliency_of_song(SaliencyMapper& mapper, std::span<const float> features,
                              const std::function<void()>& after_stretch) {
  SongSaliency found;
  mapper.run(features, [&](const SaliencyRows& rows) {
    append_summed(rows, found.summed);
    found.predictions.insert(found.predictions.end(), rows.probabilities.begin(),
                             rows.probabilities.end());
    for (const float value : rows.map) found.map.push_back(std::max(value, 0.0f));
    if (after_stretch) after_stretch();
  });
  return found;
}

}  // namespace cantus
