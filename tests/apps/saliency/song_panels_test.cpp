#include "apps/saliency/song_panels.h"

#include <gtest/gtest.h>

#include "tests/data/support/scratch.h"

namespace cantus {
namespace {

// Ten frames, three of which are shown.
class SongPanelsTest : public ::testing::Test {
 protected:
  std::vector<FramePanel> draw(const std::string& labels, const std::vector<float>& targets) {
    const auto file = scratch_.file("song.lab", labels);
    const SongPanels panels(host_, host_, panels_, {4, 3});
    return panels.of_song({10, 0, {}}, file, targets, front_end_preset("schlueter2016"), 0.2);
  }

  const Scratch scratch_;
  Queue host_{{}, 1};
  std::vector<Panel> panels_{Panel::kTargets, Panel::kTruth};
};

// Wherever the voice is, every frame gets the song's label.
TEST_F(SongPanelsTest, ShowsTheSongsLabelInEveryFrame) {
  const auto sung = draw("0.15 0.2 sing\n", {});
  EXPECT_EQ(sung[0].values, (std::vector<float>{1, 1, 1}));
  EXPECT_EQ(sung[0].kind, PanelKind::kDecision);
  EXPECT_EQ(sung[1].values, (std::vector<float>{0, 0, 0}));
  EXPECT_EQ(draw("0 0.2 nosing\n", {})[0].values, (std::vector<float>{0, 0, 0}));
}

TEST_F(SongPanelsTest, ShowsTargetsOfFrames) {
  const auto drawn = draw("0 0.2 sing\n", {0, .1f, .2f, .3f, .4f, .5f, .6f, .7f, .8f, .9f})[0];
  EXPECT_EQ(drawn.values, (std::vector<float>{.4f, .5f, .6f}));
  EXPECT_EQ(drawn.title, "targets");
  EXPECT_EQ(drawn.kind, PanelKind::kProbability);
  const auto pruned = draw("0 0.2 sing\n", {1, 1, 1, 1, 1, -1, 1, 1, 1, 1})[0];
  EXPECT_EQ(pruned.values, (std::vector<float>{1, 0, 1}));
  EXPECT_EQ(pruned.title, "targets (0 also where nothing is learned)");
}

}  // namespace
}  // namespace cantus
