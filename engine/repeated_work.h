#pragma once

#include <functional>
#include <memory>

#include "kernels/core/queue.h"

namespace cantus {

// Work of one queue that is the same every time: what `launch` gives to the queue. On a GPU it is
// recorded when it has run once as it is written, which makes ready what libraries put off, and
// runs from the record from then on; anew where the queue's scratch has moved meanwhile. On the
// CPU, and where a GPU's work is checked beside the CPU, it is launched every time.
class RepeatedWork {
 public:
  void run(Queue& queue, const std::function<void()>& launch);

 private:
  std::unique_ptr<RecordedWork> recorded_;
  int scratch_moves_ = 0;  // of the queue, when it was recorded
};

}  // namespace cantus
