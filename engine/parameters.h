#pragma once

#include <span>
#include <string>
#include <vector>

#include "engine/buffer.h"
#include "engine/graph.h"

namespace cantus {

// The parameters of one network in one flat buffer: trainable first, then frozen, then statistics,
// so that gradients, moments and updates cover one contiguous range. Each begins on 16 bytes; what
// lies between is zero and stays so. Graphs of the same network
// built for other shapes or modes find theirs by name.
class Parameters {
 public:
  Parameters(Queue& queue, std::vector<ParameterSpec> specs);

  void initialize(std::uint64_t seed);

  const std::vector<ParameterSpec>& specs() const { return specs_; }
  // The number of floats in the trainable range, and in the whole buffer.
  std::int64_t num_trainable() const { return num_trainable_; }
  std::int64_t num_elements() const { return num_elements_; }

  // Throws Error(kSoftware) when there is no such parameter.
  std::size_t index_of(const std::string& name) const;
  // The place of a parameter in the flat buffer, in floats.
  std::int64_t offset(std::size_t parameter) const { return offsets_[parameter]; }
  // Copies of one parameter, or of all in the flat buffer's order, on the host.
  std::vector<float> values(std::size_t parameter) const;
  std::vector<float> values() const;
  void set_values(std::size_t parameter, std::span<const float> values);
  void set_values(std::span<const float> values);
  // The flat buffer on the queue's device.
  float* flat() { return buffer_.floats(); }
  const float* flat() const { return buffer_.floats(); }

 private:
  std::vector<ParameterSpec> specs_;
  std::vector<std::int64_t> offsets_;
  std::int64_t num_trainable_ = 0;
  std::int64_t num_elements_ = 0;
  Buffer buffer_;
};

// The number of weights in a graph's parameters, and how many of them are trainable. Running
// statistics are no parameters in the papers' counts.
struct ParameterCount {
  std::int64_t weights = 0;
  std::int64_t trainable = 0;
};
ParameterCount count_parameters(const std::vector<ParameterSpec>& specs);

}  // namespace cantus
