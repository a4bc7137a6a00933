#include "kernels/bag_pool/bag_pool.h"

#include <utility>

#include "kernels/core/error.h"

namespace cantus {
namespace {

constexpr std::pair<BagPooling, const char*> kNames[] = {
    {BagPooling::kMax, "max"},
    {BagPooling::kMean, "mean"},
    {BagPooling::kNoisyOr, "noisy_or"},
    {BagPooling::kLinearSoftmax, "linear_softmax"},
    {BagPooling::kAttention, "attention"}};

}  // namespace

std::string to_string(BagPooling pooling) { return kNames[static_cast<int>(pooling)].second; }

std::vector<std::string> bag_pooling_names() {
  std::vector<std::string> names;
  for (const auto& [pooling, name] : kNames) names.emplace_back(name);
  return names;
}

BagPooling parse_bag_pooling(const std::string& name) {
  for (const auto& [pooling, known] : kNames)
    if (name == known) return pooling;
  CANTUS_REQUIRE(false, "one of bag_pooling_names()");
}

}  // namespace cantus
