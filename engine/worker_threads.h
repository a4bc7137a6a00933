#pragma once

#include <functional>

namespace cantus {

// Does work(0) on the calling thread and work(1) to work(num_threads - 1) on others, on as many as
// the system gives; ends when all have. `work` must share out what is to be done, and not throw.
void work_on_threads(int num_threads, const std::function<void(int worker)>& work);

}  // namespace cantus
