#include "engine/buffer.h"

#include <cstdlib>
#include <cstring>
#include <new>

#include "kernels/core/error.h"

namespace cantus {

void Buffer::Free::operator()(std::byte* memory) const { std::free(memory); }

Buffer::Buffer(Queue& queue, std::size_t bytes) : bytes_(bytes) {
  CANTUS_REQUIRE(queue.device().kind == DeviceKind::kCpu, "buffers live on the CPU in this build");
  const std::size_t padded = (bytes + 63) / 64 * 64;
  if (padded == 0) return;
  memory_.reset(static_cast<std::byte*>(std::aligned_alloc(64, padded)));
  if (!memory_) throw std::bad_alloc();
  std::memset(memory_.get(), 0, padded);
}

}  // namespace cantus
