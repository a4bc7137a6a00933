#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <utility>

#include "data/files/input_file.h"

// Soundfonts in memory: the tables as they lie in the file (SoundFont 2.04 sections 4 to 7).
namespace cantus::soundfont {

using Notes = std::set<std::pair<int, int>>;  // {key, velocity}

constexpr std::size_t kBagBytes = 4, kModulatorBytes = 10, kGeneratorBytes = 4, kSampleBytes = 46;

// Thrown where a file is not laid out as usual.
struct Unusual {};

// One of the two levels of a soundfont: presets are zones of instruments, instruments zones of
// samples.
struct Level {
  std::array<const char*, 4> names;  // names of its chunks
  std::size_t head_bytes, bag_at;    // size of a header; offset in it of the first zone's number
  int link;                          // generator with the number of what a zone plays
  std::string heads, bags, modulators, generators;
  int num_heads() const {  // without the terminal record
    return static_cast<int>(heads.size() / head_bytes) - 1;
  }
};

struct Samples {
  std::string headers;
  std::uint64_t data_at = 0, data_bytes = 0;  // of the samples in the file
};

struct Soundfont {
  std::string info;
  Level presets, instruments;
  Samples samples;
};

// Throws Unusual.
Soundfont read(const InputFile& file);

struct Zone {
  int first_generator, last_generator, first_modulator, last_modulator;
  int plays = -1;  // -1: a global zone, whose settings apply to all zones
  int lowest_key = 0, highest_key = 127, lowest_velocity = 0, highest_velocity = 127;

  Notes among(const Notes& notes) const;  // the notes within the ranges
};

// Only ranges in their prescribed place count (section 8.1.2: keys first, velocities next); a zone
// with ranges elsewhere plays for all notes. Throws Unusual.
Zone zone_at(const Level& level, int bag);

// Read, write and append little-endian numbers in a table. Throw Unusual outside its bounds.
std::uint32_t number(const std::string& table, std::size_t at, int num_bytes);
int word(const std::string& table, std::size_t at);
void put(std::string& table, std::size_t at, std::uint64_t value, int num_bytes);
void append(std::string& table, std::uint64_t value, int num_bytes);

// Reads bytes of the file. Throws Unusual where it ends before.
std::string bytes_of(const InputFile& file, std::uint64_t at, std::uint64_t num_bytes);

}  // namespace cantus::soundfont
