#pragma once

#include <functional>
#include <memory>

#include "kernels/core/queue.h"

namespace cantus {

// Work of one queue that is the same every time: what `launch` gives to the queue. On a GPU the
// first call launches it as written, so that libraries finish their lazy setup, then records it;
// later calls replay the record, which is made anew if the queue's scratch has moved. On the CPU,
// and where a GPU's work is checked beside the CPU, it is launched every time.
class RepeatedWork {
 public:
  void run(Queue& queue, const std::function<void()>& launch);

 private:
  std::unique_ptr<RecordedWork> recorded_;
  int scratch_moves_ = 0;  // of the queue, when it was recorded
};

}  // namespace cantus
