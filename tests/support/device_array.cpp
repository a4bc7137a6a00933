#include "tests/support/device_array.h"

#include <cmath>

#include "kernels/core/error.h"

namespace cantus::testing {

DeviceArray::DeviceArray(Queue& queue, const std::vector<float>& values, bool is_bytes)
    : size_(values.size()),
      is_bytes_(is_bytes),
      stream_(&queue.memory()),
      memory_(stream_->allocate(std::max<std::size_t>(num_bytes(), 1)), Release{stream_}) {
  std::vector<std::uint8_t> narrow(is_bytes ? size_ : 0);
  for (std::size_t i = 0; i < narrow.size(); ++i)
    narrow[i] = std::isnan(values[i]) ? 255 : static_cast<std::uint8_t>(values[i]);
  stream_->copy(memory_.get(), is_bytes ? static_cast<const void*>(narrow.data()) : values.data(),
                num_bytes());
  stream_->synchronize();
}

std::vector<float> DeviceArray::read() const {
  std::vector<float> values(size_);
  std::vector<std::uint8_t> narrow(is_bytes_ ? size_ : 0);
  stream_->copy(is_bytes_ ? static_cast<void*>(narrow.data()) : values.data(), memory_.get(),
                num_bytes());
  stream_->synchronize();
  if (is_bytes_) values.assign(narrow.begin(), narrow.end());
  return values;
}

float DeviceArray::first() const {
  CANTUS_REQUIRE(!is_bytes_ && size_ > 0, "there is no first float");
  float value = 0;
  stream_->copy(&value, memory_.get(), sizeof value);
  stream_->synchronize();
  return value;
}

void DeviceArray::copy_from(const DeviceArray& other) {
  CANTUS_REQUIRE(num_bytes() == other.num_bytes(), "arrays of different sizes");
  stream_->copy(memory_.get(), other.memory_.get(), num_bytes());
}

}  // namespace cantus::testing
