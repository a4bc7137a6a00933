#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "apps/model/model_file.h"
#include "data/frontend/feature_extractor.h"
#include "data/picture/panel_sheet.h"
#include "kernels/core/enum_names.h"

namespace cantus {

// Frames of a song.
struct FrameSpan {
  std::int64_t first = 0, count = 0;
};

// Of a song its spectrogram, the truth, and the targets that training tells of it; of a network its
// predictions, the map, and the map summed over frequency; of an excerpt and a network the
// gradient, guided backpropagation and what of that is over 0 (Schlueter 2016, Figures 1 to 3).
enum class Panel {
  kSpectrogram,
  kTruth,
  kTargets,
  kPredictions,
  kMap,
  kSummed,
  kGradient,
  kGuided,
  kPositive
};

template <>
struct EnumNames<Panel> {
  static constexpr std::array kNames{"spectrogram", "truth",    "targets", "predictions", "map",
                                     "summed",      "gradient", "guided",  "positive"};
};

// Whether a panel is of one of the network's excerpts.
inline bool is_of_excerpt(Panel panel) {
  return panel == Panel::kGradient || panel == Panel::kGuided || panel == Panel::kPositive;
}

// These panels, in their order, of a part of a song; it must be one excerpt where
// there are panels of excerpts.
class SongPanels {
 public:
  // `host` is the CPU's; all must outlive it.
  SongPanels(Queue& queue, Queue& host, const std::vector<Panel>& panels, const FrameSpan& part);

  // Without `targets` [num_frames] they are the song's label: whether its labels have a voice
  // anywhere. Errors: those of read_segments.
  std::vector<FramePanel> of_song(const FeatureMatrix& features,
                                  const std::filesystem::path& labels,
                                  const std::vector<float>& targets, const FrontEnd& front_end,
                                  double duration_s) const;
  // `features` are of the song with its level changed by gain_db. Errors: those of SaliencyMapper;
  // kTryAgain when a stop was asked for.
  std::vector<FramePanel> of_network(const std::string& name, Model& model,
                                     const FeatureMatrix& features, double gain_db) const;

 private:
  std::vector<float> part_of(const std::vector<float>& values, std::int64_t width) const;
  FramePanel of_excerpt(Panel panel, const std::string& title, Model& model,
                        const std::vector<float>& features) const;

  Queue& queue_;
  Queue& host_;
  const std::vector<Panel>& panels_;
  FrameSpan part_;
};

}  // namespace cantus
