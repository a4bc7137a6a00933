#include "data/synth/instruments/midi_file.h"

#include <gtest/gtest.h>

#include "data/files/byte_order.h"
#include "tests/support/holds.h"

namespace cantus {
namespace {

// Reads the only track of our MIDI file: the last event's tick and the number of sounding notes.
struct Played {
  int end_tick = 0, num_starts = 0, num_sounding = 0;
};

Played read_track(const std::string& file) {
  EXPECT_EQ(file.substr(0, 8), std::string("MThd\0\0\0\6", 8));
  EXPECT_EQ(file.substr(8, 10), std::string("\0\0\0\1\1\xe0MTrk", 10));  // 480 ticks per beat
  EXPECT_EQ(big_endian(file.substr(18, 4)), file.size() - 22);
  std::size_t at = 22;
  const auto byte = [&] { return static_cast<unsigned char>(file.at(at++)); };
  Played played;
  while (at < file.size()) {
    int delta = 0, part = 128;
    while (part & 128) part = byte(), delta = delta << 7 | (part & 127);
    played.end_tick += delta;
    const int status = byte();
    if (status == 0xff) {
      byte();
      at += byte();
    } else {
      const int kind = status >> 4;
      EXPECT_LT(byte(), 128);
      const bool has_value = kind != 0xc;
      EXPECT_TRUE(!has_value || byte() < 128);
      played.num_starts += kind == 9;
      played.num_sounding += kind == 9 ? 1 : kind == 8 ? -1 : 0;
    }
  }
  return played;
}

TEST(MidiFile, EndsEveryNoteBeforeTheTrackEvenWhenAskedForMore) {
  Part part{40, 1, 30, false, {{0, 1, 60, .5}, {2, 500, 64, 1}, {300, 1, 65, 1}}};
  Random random(1, 1);
  const Played played = read_track(midi_file({{{&part}, 0}, {{&part}, 5}}, 10, random));
  EXPECT_EQ(played.end_tick, 9600);
  EXPECT_EQ(played.num_starts, 4);
  EXPECT_EQ(played.num_sounding, 0);
}

TEST(MidiFile, KeepsDrumsOnTheirChannel) {
  std::vector<Part> parts(12, Part{1, 1, 0, false, {{0, 1, 60, .5}}});
  parts.push_back({kDrums, 1, 0, false, {{0, 1, 36, .5}}});
  MidiTake take{{}, 0};
  for (const Part& part : parts) take.parts.push_back(&part);
  Random random(1, 1);
  const std::string file = midi_file({take}, 4, random);
  int num_on_drums = 0;
  for (std::size_t i = 0; i + 2 < file.size(); ++i)
    num_on_drums += file[i] == char(0x99) && file[i + 1] == 36;
  EXPECT_EQ(num_on_drums, 1);
  EXPECT_FALSE(holds(file, "\x99\x3c"));
}

}  // namespace
}  // namespace cantus
