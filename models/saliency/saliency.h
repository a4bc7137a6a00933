#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "kernels/leaky_relu/leaky_relu.h"
#include "models/detection/stretch_gather.h"
#include "models/detection/stretch_inferences.h"

namespace cantus {

// The saliency of the bins of an excerpt for its result: the gradient of the network's output
// before the sigmoid in its standardized input, by guided backpropagation (Springenberg et al.
// 2015; Schlueter 2016, section 3.3, whose programs ignore the rectifier's slope) or, for
// comparison, as it is.

// Saliency of whole excerpts: features [n, frames, bands, 1] -> saliency of that shape, beside
// logits and probabilities. The slow definition.
Graph record_excerpt_saliency(const Network& network, std::int64_t num_excerpts,
                              RectifierRule rule = RectifierRule::kGuided);

// Of the central frame of excerpts that begin at one frame after the other of a stretch, as
// record_stretch: saliency [n, 1, bands, 1]. Throws Error(kBadData) for a network that has no such
// form.
Graph record_saliency(const Network& network, std::int64_t num_excerpts,
                      RectifierRule rule = RectifierRule::kGuided);

struct SaliencyOptions {
  RectifierRule rule = RectifierRule::kGuided;
  std::vector<std::int64_t> stretches = {32, 256};  // excerpts at a time, ascending
  std::vector<float> silence = {};                  // see DetectorOptions
  std::string model = {};                           // likewise
};

// The results for some consecutive frames of a song. Valid until the next call.
struct SaliencyRows {
  std::int64_t num_frames = 0;
  std::span<const float> map;            // [num_frames, num_bands]; with its signs
  std::span<const float> probabilities;  // of voice, [num_frames]
};

// The saliency map of a whole song: the central frames of the maps of all its excerpts, one behind
// the other (section 4.1). Excerpts see beyond the song's ends what they see in detection, and
// frames of digital silence have neither probability nor saliency.
class SaliencyMapper {
 public:
  // Errors: those of record_saliency and Inference.
  SaliencyMapper(Queue& queue, const Network& network, Parameters& parameters,
                 const SaliencyOptions& options = {});

  // features [num_frames, num_bands], standardized; `take` gets all frames in their order. What it
  // throws ends the work. Errors: those of require_finite_outputs.
  void run(std::span<const float> features, const std::function<void(const SaliencyRows&)>& take);

 private:
  Queue& queue_;
  std::int64_t num_bands_;
  std::string model_;
  std::vector<float> silence_;
  StretchGather gather_;
  StretchInferences stretches_;
};

// Adds, frame by frame, the positive saliencies summed over the bins (Schlueter 2016, section 4.2).
void append_summed(const SaliencyRows& rows, std::vector<float>& summed);

// The saliency and the probabilities of a whole song.
struct SongSaliency {
  std::vector<float> map;            // its positive part, [num_frames, num_bands]
  std::vector<float> summed;         // over the bins, [num_frames]
  std::vector<float> probabilities;  // of voice, [num_frames]
};

// features as SaliencyMapper::run takes them. `after_stretch` is called now and then; what it
// throws ends the work.
SongSaliency saliency_of_song(SaliencyMapper& mapper, std::span<const float> features,
                              const std::function<void()>& after_stretch = {});

}  // namespace cantus
