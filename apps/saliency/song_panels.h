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

// Consecutive frames of a song.
struct FrameSpan {
  std::int64_t first = 0, count = 0;
};

// Panels of a song: its spectrogram, the truth, and its training targets. Of a network: its
// predictions, the map, and the map summed over frequency. Of an excerpt and a network: the
// gradient, guided backpropagation, and its positive part (Schlueter 2016, Figures 1 to 3).
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

// Whether a panel shows a single excerpt.
inline bool is_of_excerpt(Panel panel) {
  return panel == Panel::kGradient || panel == Panel::kGuided || panel == Panel::kPositive;
}

// Makes these panels, in their order, for a part of a song; for panels of excerpts the part must be
// one excerpt.
class SongPanels {
 public:
  // `host` is a CPU queue; all must outlive this.
  SongPanels(Queue& queue, Queue& host, const std::vector<Panel>& panels, const FrameSpan& part);

  // Without `targets` [num_frames] they are the song's label: whether its labels have voice
  // anywhere. Errors: those of read_segments.
  std::vector<FramePanel> of_song(const FeatureMatrix& features,
                                  const std::filesystem::path& labels,
                                  const std::vector<float>& targets, const FrontEnd& front_end,
                                  double duration_s) const;
  // `features` are those of the song after gain_db. Errors: those of SaliencyMapper; kTryAgain when
  // a stop was requested.
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
