#include "bench/network_job.h"

#include <algorithm>
#include <sstream>

#include "engine/multiply_adds.h"
#include "kernels/core/error.h"

namespace cantus::bench {

std::string NetworkJob::name() const {
  std::ostringstream name;
  name << network << '.' << to_string(work) << ".batch" << batch;
  if (num_frames != 25) name << ".frames" << num_frames;
  if (blocks != BlockScoring::kExact) name << '.' << to_string(blocks);
  if (precision != Precision::kFloat32) name << '.' << to_string(precision);
  return name.str();
}

std::string NetworkJob::peer_work() const {
  if (work == Work::kSaliency && !peer_takes_excerpts()) return "cone";
  if (work == Work::kDetect && peer_takes_excerpts()) return "infer";
  return to_string(work);
}

std::int64_t NetworkJob::peer_batch() const {
  return is_of_songs() && peer_mode == "excerpts" ? std::min<std::int64_t>(batch, 32) : batch;
}

int NetworkJob::times() const {
  if (device == "cpu") return work == Work::kDetect && !is_fully_convolutional() ? 8 : 1;
  return batch > 64 ? 5 : 20;
}

void refuse_what_is_not_used(const NetworkJob& job) {
  const auto refuse = [](const std::string& option, const std::string& expected) {
    throw Error(Exit::kUsage, option, "changes nothing here", expected);
  };
  if (job.work == Work::kSaliency && job.precision != Precision::kFloat32)
    refuse("--precision", "float32, of which maps are");
  if (job.work != Work::kDetect && job.blocks != BlockScoring::kExact)
    refuse("--blocks", "MODE detect");
  if (job.is_fully_convolutional() && job.num_frames != 25)
    refuse("--frames", "glu_cnn or glu_crnn");
  if (!job.is_of_songs() && job.peer_mode == "excerpts")
    refuse("--peer excerpts", "MODE detect or saliency");
}

Network network_of(const NetworkJob& job) {
  return make_network(job.network,
                      {.num_frames = job.is_fully_convolutional() ? 0 : job.num_frames});
}

double gflop_per_excerpt(const NetworkJob& job) {
  const auto counted = multiply_adds(record_inference(network_of(job), 1), "features");
  return 2e-9 * static_cast<double>(job.work == Work::kTrain ? counted.training : counted.forward);
}

}  // namespace cantus::bench
