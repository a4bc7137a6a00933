#include "engine/buffer.h"

#include "kernels/core/error.h"

namespace cantus {
namespace {

void require_floats(std::size_t bytes, std::int64_t first, std::size_t count) {
  const auto held = static_cast<std::int64_t>(bytes / sizeof(float));
  CANTUS_REQUIRE(first >= 0 && first + static_cast<std::int64_t>(count) <= held,
                 "a buffer of " + std::to_string(held) + " floats has no " + std::to_string(count) +
                     " from " + std::to_string(first) + " on");
}

}  // namespace

Buffer::Buffer(Queue& queue, std::size_t bytes)
    : bytes_(bytes), memory_(nullptr, Release{&queue.memory()}) {
  if (bytes > 0) memory_.reset(static_cast<std::byte*>(queue.memory().allocate(bytes)));
}

void Buffer::read(std::int64_t first, std::span<float> values) const {
  require_floats(bytes_, first, values.size());
  Stream& stream = *memory_.get_deleter().stream;
  stream.copy(values.data(), floats() + first, values.size_bytes());
  stream.synchronize();
}

void Buffer::write(std::int64_t first, std::span<const float> values) {
  require_floats(bytes_, first, values.size());
  Stream& stream = *memory_.get_deleter().stream;
  stream.copy(floats() + first, values.data(), values.size_bytes());
  stream.synchronize();
}

PinnedBuffer::PinnedBuffer(Queue& queue, std::size_t bytes)
    : memory_(nullptr, Release{&queue.memory()}) {
  if (bytes > 0) memory_.reset(static_cast<std::byte*>(queue.memory().allocate_pinned(bytes)));
}

}  // namespace cantus
