#pragma once

#include <functional>

namespace cantus {

// Runs work(0) on this thread and work(1 .. num_threads - 1) on others, of which the system may
// give fewer; returns when all have ended. So the workers must share out the whole work among those
// that run. `work` must not throw.
void work_on_threads(int num_threads, const std::function<void(int worker)>& work);

}  // namespace cantus
