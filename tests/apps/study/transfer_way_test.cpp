#include "apps/study/transfer_way.h"

#include <gtest/gtest.h>

namespace cantus {
namespace {

using Texts = std::vector<std::string>;

TEST(TransferWay, HasANameAndLayers) {
  EXPECT_EQ((TransferWay{"L1+L2", TransferMode::kFixed}.name()), "L1+L2 fixed");
  EXPECT_EQ((TransferWay{"L1+L2", TransferMode::kFineTuned}.name()), "L1+L2 fine-tuned");
  EXPECT_EQ((TransferWay{"none"}.name()), "none");
  EXPECT_EQ(layers_of("L1+L2"), (Texts{"L1", "L2"}));
  EXPECT_EQ(layers_of("Lall"), (Texts{"L1", "L2", "L3"}));
  EXPECT_TRUE(layers_of("none").empty());
  EXPECT_EQ(layers_of("L2+L1+L2"), (Texts{"L1", "L2"}));
  EXPECT_EQ((TransferWay{"L2+L1", TransferMode::kFixed}.name()), "L1+L2 fixed");
  EXPECT_EQ((TransferWay{"L3+L2+L1", TransferMode::kFixed}.name()), "Lall fixed");
}

TEST(TransferWay, SaysHowAnExperimentGoesIt) {
  EXPECT_EQ((TransferWay{"L1+L2", TransferMode::kFixed}.settings("a model")),
            (Texts{"transfer.source=\"a model\"", "transfer.layers=[\"L1\", \"L2\"]",
                   "transfer.mode=fixed"}));
  EXPECT_EQ((TransferWay{"L3", TransferMode::kFineTuned}.settings("m").back()),
            "transfer.mode=fine-tuned");
  EXPECT_TRUE((TransferWay{"none"}.settings("m")).empty());
}

}  // namespace
}  // namespace cantus
