#include "engine/repeated_work.h"

namespace cantus {

void RepeatedWork::run(Queue& queue, const std::function<void()>& launch) {
  if (recorded_ && scratch_moves_ == queue.scratch_moves()) return recorded_->run();
  launch();
  if (queue.memory().is_host() || queue.cpu() != nullptr) return;
  recorded_ = queue.memory().record(launch);
  scratch_moves_ = queue.scratch_moves();
}

}  // namespace cantus
