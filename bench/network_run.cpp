#include "bench/network_run.h"

#include <array>
#include <span>

#include "models/saliency/saliency.h"

namespace cantus::bench {
namespace {

// Random-looking numbers, because zeros would run faster than features do.
void fill(std::span<float> values) {
  std::uint32_t state = 1;
  for (float& x : values) {
    state = state * 1664525u + 1013904223u;
    x = static_cast<float>(state >> 8) / 8388608.0f - 1.0f;
  }
}

Graph recorded(const Network& network, const NetworkJob& job) {
  if (job.work == Work::kSaliency) return record_saliency(network, job.batch);
  if (job.work == Work::kDetect)
    return record_stretch(network, job.batch, job.precision, job.blocks);
  return record_inference(network, job.batch, job.precision);
}

}  // namespace

// One song of random frames in the memory of the queue's kernels: each step draws and gathers its
// batch there, as in `cantus train`. PyTorch's batch is ready beforehand instead.
class ResidentNoise {
 public:
  ResidentNoise(Queue& queue, const Network& network)
      : frames_(queue, kNumFrames * network.num_bands * sizeof(float)),
        labels_(queue, kNumFrames * sizeof(float)),
        bounds_(queue, 4 * sizeof(std::int64_t)) {
    std::vector<float> frames(kNumFrames * network.num_bands);
    fill(frames);
    frames_.write(0, frames);
    labels_.write(0, std::vector<float>(kNumFrames, 0.0f));
    const std::int64_t num_excerpts = kNumFrames - network.num_frames + 1;
    const std::array<std::int64_t, 4> bounds{0, kNumFrames, 0, num_excerpts};
    queue.memory().copy(bounds_.data(), bounds.data(), sizeof bounds);
    queue.synchronize();
    const auto* first = reinterpret_cast<const std::int64_t*>(bounds_.data());
    set_.num_bands = network.num_bands;
    set_.device.excerpts = {.num_frames = network.num_frames,
                            .num_songs = 1,
                            .first_frames = first,
                            .first_excerpts = first + 2,
                            .labels = labels_.floats(),
                            .num_excerpts = num_excerpts};
    set_.device.frames = frames_.data();
    set_.host = set_.device;
  }

  const ResidentSet& set() const { return set_; }

 private:
  static constexpr std::int64_t kNumFrames = 20000;
  Buffer frames_, labels_, bounds_;
  ResidentSet set_;
};

NetworkRun::NetworkRun(Queue& queue, const NetworkJob& job) : queue_(queue) {
  const Network network = network_of(job);
  parameters_ = std::make_unique<Parameters>(queue, parameter_specs(network));
  if (job.work == Work::kTrain) {
    noise_ = std::make_unique<ResidentNoise>(queue, network);
    const TrainingOptions options{
        .batch_size = job.batch, .optimizer = network.optimizer, .precision = job.precision};
    const TargetRule rule{network.num_outputs(), 0.5f};
    step_ = std::make_unique<TrainingStep>(
        queue, network, options, [&](Graph& graph, std::int64_t batch_size) {
          return excerpt_batch(graph, noise_->set(), rule, batch_size);
        });
    return;
  }
  parameters_->initialize(0);
  inference_ = std::make_unique<Inference>(queue, recorded(network, job), *parameters_);
  features_ = std::make_unique<Buffer>(queue, inference_->features().size_bytes());
  fill(inference_->features());
  queue.memory().copy(features_->data(), inference_->features().data(), features_->size_bytes());
  queue.synchronize();
}

NetworkRun::~NetworkRun() = default;

void NetworkRun::run() {
  if (step_) return step_->run(0);
  // A run overwrites its inputs: they are copied anew on the device, as a song's features would be.
  queue_.memory().copy(inference_->device_features(), features_->data(), features_->size_bytes());
  inference_->run_on_device();
}

std::vector<NodeTime> NetworkRun::time_nodes(int times) {
  run();
  return step_ ? step_->time_nodes(times) : inference_->time_nodes(times);
}

std::int64_t NetworkRun::num_parameters() const {
  return count_parameters(parameters_->specs()).weights;
}

}  // namespace cantus::bench
