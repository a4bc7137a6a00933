#include "engine/worker_threads.h"

#include <system_error>
#include <thread>
#include <vector>

namespace cantus {

void work_on_threads(int num_threads, const std::function<void(int)>& work) {
  std::vector<std::jthread> others;
  try {
    for (int worker = 1; worker < num_threads; ++worker)
      others.emplace_back(std::cref(work), worker);
  } catch (const std::system_error&) {
    // The system limits the number of threads: those already running do the rest.
  }
  work(0);
}

}  // namespace cantus
