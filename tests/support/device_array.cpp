#include "tests/support/device_array.h"

#include <cmath>

#include "kernels/core/error.h"

namespace cantus::testing {

DeviceArray::DeviceArray(Queue& queue, const std::vector<float>& values, Type type)
    : size_(values.size()),
      type_(type),
      stream_(&queue.memory()),
      memory_(stream_->allocate(std::max<std::size_t>(num_bytes(), 1)), Release{stream_}) {
  std::vector<std::uint8_t> bytes;
  std::vector<Bfloat16> halves;
  const void* from = values.data();
  if (type == Type::kByte) {
    for (const float x : values)
      bytes.push_back(std::isnan(x) ? 255 : static_cast<std::uint8_t>(x));
    from = bytes.data();
  } else if (type == Type::kBfloat16) {
    for (const float x : values) halves.push_back(Bfloat16(x));
    from = halves.data();
  }
  stream_->copy(memory_.get(), from, num_bytes());
  stream_->synchronize();
}

std::size_t DeviceArray::num_bytes() const {
  return size_ * (type_ == Type::kByte ? 1 : type_ == Type::kBfloat16 ? 2 : 4);
}

std::vector<float> DeviceArray::read() const {
  std::vector<float> values(size_);
  std::vector<std::uint8_t> bytes(type_ == Type::kByte ? size_ : 0);
  std::vector<Bfloat16> halves(type_ == Type::kBfloat16 ? size_ : 0);
  void* to = type_ == Type::kByte       ? static_cast<void*>(bytes.data())
             : type_ == Type::kBfloat16 ? static_cast<void*>(halves.data())
                                        : values.data();
  stream_->copy(to, memory_.get(), num_bytes());
  stream_->synchronize();
  if (type_ == Type::kByte) values.assign(bytes.begin(), bytes.end());
  if (type_ == Type::kBfloat16) values.assign(halves.begin(), halves.end());
  return values;
}

float DeviceArray::first() const {
  CANTUS_REQUIRE(type_ == Type::kFloat && size_ > 0, "there is no first float");
  float value = 0;
  stream_->copy(&value, memory_.get(), sizeof value);
  stream_->synchronize();
  return value;
}

}  // namespace cantus::testing
