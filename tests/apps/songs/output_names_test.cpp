#include "apps/songs/output_names.h"

#include <gtest/gtest.h>

namespace cantus {
namespace {

TEST(OutputNames, TakeBracesOfASongsOwnPathAsTheyStand) {
  Song song;
  song.path = "music/{file}/a {stem}{ext}.wav";
  song.folder = "{file}";
  const OutputNames names("out", "{dir}/{stem}-{stem}.{ext}");
  EXPECT_EQ(names.path_of(song, "lab"), "out/{file}/a {stem}{ext}-a {stem}{ext}.lab");
}

}  // namespace
}  // namespace cantus
