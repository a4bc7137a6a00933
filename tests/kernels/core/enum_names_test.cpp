#include "kernels/core/enum_names.h"

#include <set>

#include <gtest/gtest.h>

#include "kernels/bag_pool/bag_pool.h"
#include "kernels/core/precision.h"
#include "kernels/gru/gru.h"
#include "kernels/leaky_relu/leaky_relu.h"

namespace cantus {
namespace {

template <typename Enum>
class EnumNamesOf : public ::testing::Test {};
using Enums = ::testing::Types<Precision, BagPooling, ResetGate, RectifierRule>;
TYPED_TEST_SUITE(EnumNamesOf, Enums);

TYPED_TEST(EnumNamesOf, LeadBackToTheirValues) {
  std::set<std::string> seen;
  for (const TypeParam value : values_of<TypeParam>()) {
    EXPECT_EQ(named<TypeParam>(to_string(value)), value);
    EXPECT_TRUE(seen.insert(to_string(value)).second) << to_string(value);
  }
  EXPECT_EQ(names_of<TypeParam>().size(), seen.size());
  EXPECT_FALSE(named<TypeParam>("of no value"));
}

TEST(EnumNames, StandInTheOrderOfTheValues) {
  EXPECT_EQ(to_string(Precision::kBfloat16), "bf16");
  EXPECT_EQ(to_string(BagPooling::kAttention), "attention");
  EXPECT_EQ(to_string(ResetGate::kAfter), "after");
  EXPECT_EQ(to_string(RectifierRule::kGuided), "guided");
}

}  // namespace
}  // namespace cantus
