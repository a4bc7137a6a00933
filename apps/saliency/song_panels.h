#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "apps/model/model_file.h"
#include "data/frontend/feature_extractor.h"
#include "data/picture/panel_sheet.h"

namespace cantus {

// Frames of a song.
struct FrameSpan {
  std::int64_t first = 0, count = 0;
};

// Of a song `spectrogram` and `truth`; of a network `predictions`, `map`, and `summed`, the map
// over frequency; of an excerpt and a network `gradient`, `guided` (backpropagation) and
// `positive`, what of that is over 0 (Schlueter 2016, Figures 1 to 3).
const std::vector<std::string>& panel_names();
// Whether a panel is of one of the network's excerpts.
bool is_of_excerpt(const std::string& panel);

// The panels by these names, in their order, of a part of a song; it must be one excerpt where
// there are panels of excerpts.
class SongPanels {
 public:
  // `host` is the CPU's; all must outlive it.
  SongPanels(Queue& queue, Queue& host, const std::vector<std::string>& names,
             const FrameSpan& part);

  // Errors: those of read_segments.
  std::vector<FramePanel> of_song(const FeatureMatrix& features,
                                  const std::filesystem::path& labels, const FrontEnd& front_end,
                                  double duration_s) const;
  // Errors: those of SaliencyMapper; kTryAgain when a stop
  // was asked for.
  std::vector<FramePanel> of_network(const std::string& name, Model& model,
                                     const FeatureMatrix& features) const;

 private:
  std::vector<float> part_of(const std::vector<float>& values, std::int64_t width) const;
  FramePanel of_excerpt(const std::string& panel, const std::string& title, Model& model,
                        const std::vector<float>& features) const;

  Queue& queue_;
  Queue& host_;
  const std::vector<std::string>& names_;
  FrameSpan part_;
};

}  // namespace cantus
