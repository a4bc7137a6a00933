#include "engine/parameters.h"

#include "kernels/core/error.h"

namespace cantus {
namespace {

// The floats in 16 bytes: the GPU's libraries want every array aligned to as many.
constexpr std::int64_t kAlignment = 4;

std::int64_t aligned(std::int64_t n) { return (n + kAlignment - 1) / kAlignment * kAlignment; }

}  // namespace

Parameters::Parameters(Queue& queue, std::vector<ParameterSpec> specs)
    : specs_(std::move(specs)), offsets_(specs_.size()) {
  for (const auto role :
       {ParameterRole::kTrainable, ParameterRole::kFrozen, ParameterRole::kStatistic}) {
    for (std::size_t p = 0; p < specs_.size(); ++p) {
      if (specs_[p].role != role) continue;
      offsets_[p] = aligned(num_elements_);
      num_elements_ = offsets_[p] + specs_[p].shape.num_elements();
    }
    if (role == ParameterRole::kTrainable) num_trainable_ = num_elements_;
  }
  buffer_ = Buffer(queue, num_elements_ * sizeof(float));
}

void Parameters::initialize(std::uint64_t seed) {
  for (std::size_t p = 0; p < specs_.size(); ++p) {
    std::vector<float> all(specs_[p].shape.num_elements());
    cantus::initialize(specs_[p].init, seed, specs_[p].name, all);
    set_values(p, all);
  }
}

std::size_t Parameters::index_of(const std::string& name) const {
  for (std::size_t p = 0; p < specs_.size(); ++p)
    if (specs_[p].name == name) return p;
  throw Error(Exit::kSoftware, name, "no such parameter");
}

std::vector<float> Parameters::values(std::size_t parameter) const {
  std::vector<float> copy(specs_[parameter].shape.num_elements());
  buffer_.read(offsets_[parameter], copy);
  return copy;
}

std::vector<float> Parameters::values() const {
  std::vector<float> copy(num_elements_);
  buffer_.read(0, copy);
  return copy;
}

void Parameters::set_values(std::size_t parameter, std::span<const float> values) {
  CANTUS_REQUIRE(static_cast<std::int64_t>(values.size()) == specs_[parameter].shape.num_elements(),
                 "values for " + specs_[parameter].name + " are not as many as it has");
  buffer_.write(offsets_[parameter], values);
}

void Parameters::set_values(std::span<const float> values) {
  CANTUS_REQUIRE(static_cast<std::int64_t>(values.size()) == num_elements_,
                 "values are not as many as there are parameters");
  buffer_.write(0, values);
}

ParameterCount count_parameters(const std::vector<ParameterSpec>& specs) {
  ParameterCount count;
  for (const auto& spec : specs) {
    if (spec.role == ParameterRole::kStatistic) continue;
    count.weights += spec.shape.num_elements();
    if (spec.role == ParameterRole::kTrainable) count.trainable += spec.shape.num_elements();
  }
  return count;
}

}  // namespace cantus
