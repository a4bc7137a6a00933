#include "apps/saliency/song_panels.h"

#include <algorithm>

#include "apps/model/likeness_warnings.h"
#include "apps/program/log.h"
#include "apps/program/stop.h"
#include "apps/songs/label_checks.h"
#include "apps/songs/labelled_songs.h"
#include "data/labels/segment.h"
#include "kernels/core/error.h"
#include "kernels/gather/frame_label.h"
#include "models/detection/finite_outputs.h"
#include "models/saliency/saliency.h"

namespace cantus {
namespace {

bool is_of_song(Panel panel) {
  return panel == Panel::kSpectrogram || panel == Panel::kTruth || panel == Panel::kTargets;
}

// By frame, 1 where a label means voice.
std::vector<float> truth_of(const std::filesystem::path& labels, const FrontEnd& front_end,
                            double duration_s, std::int64_t num_frames) {
  return frame_labels(read_shown_labels(labels, duration_s), kVoiceWords,
                      frame_centres_s(front_end, num_frames));
}

// The target of all excerpts where only songs have labels: the song's label.
FramePanel song_label_panel(std::vector<float> truth) {
  const bool has_voice = std::any_of(truth.begin(), truth.end(), [](float l) { return l > 0; });
  std::fill(truth.begin(), truth.end(), has_voice ? 1.0f : 0.0f);
  return {"targets (the song's label)", PanelKind::kDecision, std::move(truth)};
}

FramePanel targets_panel(std::vector<float> targets) {
  std::string title = to_string(Panel::kTargets);
  for (float& target : targets) {
    if (target != kNotLearned) continue;
    target = 0;
    title = "targets (0 also where nothing is learned)";
  }
  return {title, PanelKind::kProbability, std::move(targets)};
}

}  // namespace

SongPanels::SongPanels(Queue& queue, Queue& host, const std::vector<Panel>& panels,
                       const FrameSpan& part)
    : queue_(queue), host_(host), panels_(panels), part_(part) {}

std::vector<float> SongPanels::part_of(const std::vector<float>& values, std::int64_t width) const {
  const auto begin = values.begin() + part_.first * width;
  return {begin, begin + part_.count * width};
}

std::vector<FramePanel> SongPanels::of_song(const FeatureMatrix& features,
                                            const std::filesystem::path& labels,
                                            const std::vector<float>& targets,
                                            const FrontEnd& front_end, double duration_s) const {
  std::vector<FramePanel> panels;
  std::vector<float> truth;
  if (!labels.empty()) truth = truth_of(labels, front_end, duration_s, features.num_frames);
  for (const Panel panel : panels_) {
    if (panel == Panel::kSpectrogram)
      panels.push_back(
          {to_string(panel), PanelKind::kMap, part_of(features.values, features.num_bands)});
    if (panel == Panel::kTruth)
      panels.push_back({"voice (truth)", PanelKind::kDecision, part_of(truth, 1)});
    if (panel == Panel::kTargets) {
      panels.push_back(targets.empty() ? song_label_panel(truth) : targets_panel(targets));
      panels.back().values = part_of(panels.back().values, 1);
    }
  }
  return panels;
}

// The gradient of the excerpt's output with respect to its bins.
FramePanel SongPanels::of_excerpt(Panel panel, const std::string& title, Model& model,
                                  const std::vector<float>& features) const {
  const auto rule = panel == Panel::kGradient ? RectifierRule::kPlain : RectifierRule::kGuided;
  Inference inference(queue_, record_excerpt_saliency(model.network, 1, rule), model.parameters);
  CANTUS_REQUIRE(part_.count == model.network.num_frames, "a part that is an excerpt");
  const auto excerpt = part_of(features, model.network.num_bands);
  std::copy(excerpt.begin(), excerpt.end(), inference.features().begin());
  inference.run();
  const auto gradient = inference.output("saliency");
  require_finite_outputs(model.file, gradient, part_.count, part_.first,
                         "a gradient of finite numbers");
  std::vector<float> saliency(gradient.begin(), gradient.end());
  if (panel != Panel::kPositive)
    return {title + " (red: more voice, blue: less)", PanelKind::kSignedMap, std::move(saliency)};
  for (float& value : saliency) value = std::max(value, 0.0f);
  return {title, PanelKind::kMap, std::move(saliency)};
}

std::vector<FramePanel> SongPanels::of_network(const std::string& name, Model& model,
                                               const FeatureMatrix& features,
                                               double gain_db) const {
  const std::int64_t num_bands = model.network.num_bands;
  FeatureMatrix standardized = features;
  standardize(host_, model.standardization, standardized);
  for (const auto& warning : likeness_warnings(model, standardized, gain_db))
    log_warning(name + ": " + warning);
  const std::vector<float>& standard = standardized.values;
  const bool needs_whole = std::any_of(panels_.begin(), panels_.end(), [](Panel panel) {
    return !is_of_song(panel) && !is_of_excerpt(panel);
  });
  SongSaliency seen;
  if (needs_whole) {
    SaliencyMapper mapper(queue_, model.network, model.parameters,
                          {.silence = standard_silence(model), .model = model.file});
    seen = saliency_of_song(mapper, standard, [] { throw_if_stopped(kRunAgain); });
  }
  std::vector<FramePanel> panels;
  for (const Panel panel : panels_) {
    const std::string title = name + ": " + to_string(panel);
    switch (panel) {
      case Panel::kSpectrogram:
      case Panel::kTruth:
      case Panel::kTargets:
        break;
      case Panel::kPredictions:
        panels.push_back({title, PanelKind::kProbability, part_of(seen.probabilities, 1)});
        break;
      case Panel::kMap:
        panels.push_back({title, PanelKind::kMap, part_of(seen.map, num_bands)});
        break;
      case Panel::kSummed:
        panels.push_back({title, PanelKind::kCurve, part_of(seen.summed, 1)});
        break;
      case Panel::kGradient:
      case Panel::kGuided:
      case Panel::kPositive:
        panels.push_back(of_excerpt(panel, title, model, standard));
        break;
    }
  }
  return panels;
}

}  // namespace cantus
