#include "engine/buffer.h"

namespace cantus {

Buffer::Buffer(Queue& queue, std::size_t bytes)
    : bytes_(bytes), memory_(nullptr, Release{&queue.memory()}) {
  if (bytes > 0) memory_.reset(static_cast<std::byte*>(queue.memory().allocate(bytes)));
}

void Buffer::read(std::int64_t first, std::span<float> values) const {
  Stream& stream = *memory_.get_deleter().stream;
  stream.copy(values.data(), floats() + first, values.size_bytes());
  stream.synchronize();
}

void Buffer::write(std::int64_t first, std::span<const float> values) {
  Stream& stream = *memory_.get_deleter().stream;
  stream.copy(floats() + first, values.data(), values.size_bytes());
  stream.synchronize();
}

PinnedBuffer::PinnedBuffer(Queue& queue, std::size_t bytes)
    : memory_(nullptr, Release{&queue.memory()}) {
  if (bytes > 0) memory_.reset(static_cast<std::byte*>(queue.memory().allocate_pinned(bytes)));
}

}  // namespace cantus
