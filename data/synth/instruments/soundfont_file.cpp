#include "data/synth/instruments/soundfont_file.h"

#include <vector>

#include "data/files/byte_order.h"

namespace cantus::soundfont {
namespace {

constexpr int kKeyRange = 43, kVelocityRange = 44;  // generators

Level level_of_presets() { return {{"phdr", "pbag", "pmod", "pgen"}, 38, 24, 41, {}, {}, {}, {}}; }
Level level_of_instruments() {
  return {{"inst", "ibag", "imod", "igen"}, 22, 20, 53, {}, {}, {}, {}};
}

struct Chunk {
  std::string name;
  std::uint64_t at, num_bytes;  // position and size of its content
};

// Chunks follow each other without padding, even where RIFF requires it (SF3).
std::vector<Chunk> chunks_between(const InputFile& file, std::uint64_t at, std::uint64_t end) {
  std::vector<Chunk> chunks;
  while (at + 8 <= end) {
    const std::string head = bytes_of(file, at, 8);
    chunks.push_back({head.substr(0, 4), at + 8, number(head, 4, 4)});
    at += 8 + chunks.back().num_bytes;
  }
  if (at != end) throw Unusual();
  return chunks;
}

}  // namespace

Soundfont read(const InputFile& file) {
  Soundfont font{{}, level_of_presets(), level_of_instruments(), {}};
  const std::string head = bytes_of(file, 0, 12);
  if (head.substr(0, 4) != "RIFF" || head.substr(8) != "sfbk") throw Unusual();
  const auto lists = chunks_between(file, 12, 8 + std::uint64_t{number(head, 4, 4)});
  if (lists.size() != 3) throw Unusual();
  font.info = bytes_of(file, lists[0].at, lists[0].num_bytes);
  const auto data = chunks_between(file, lists[1].at + 4, lists[1].at + lists[1].num_bytes);
  if (data.size() != 1 || data[0].name != "smpl") throw Unusual();  // 24 bits, for one
  font.samples.data_at = data[0].at, font.samples.data_bytes = data[0].num_bytes;
  const auto tables = chunks_between(file, lists[2].at + 4, lists[2].at + lists[2].num_bytes);
  if (tables.size() != 9) throw Unusual();
  std::size_t next = 0;
  const auto take = [&](const char* name, std::string& out) {
    const Chunk& chunk = tables[next++];
    if (chunk.name != name) throw Unusual();
    out = bytes_of(file, chunk.at, chunk.num_bytes);
  };
  for (Level* level : {&font.presets, &font.instruments}) {
    std::string* out[] = {&level->heads, &level->bags, &level->modulators, &level->generators};
    for (int k = 0; k < 4; ++k) take(level->names[k], *out[k]);
    if (level->heads.size() < level->head_bytes) throw Unusual();
  }
  take("shdr", font.samples.headers);
  if (font.samples.headers.size() < kSampleBytes) throw Unusual();
  return font;
}

Zone zone_at(const Level& level, int bag) {
  const std::size_t at = std::size_t(bag) * kBagBytes;
  Zone zone{word(level.bags, at), word(level.bags, at + kBagBytes), word(level.bags, at + 2),
            word(level.bags, at + kBagBytes + 2)};
  bool may_be_velocities = true;
  for (int g = zone.first_generator; g < zone.last_generator; ++g) {
    const std::size_t place = std::size_t(g) * kGeneratorBytes;
    const int kind = word(level.generators, place), low = word(level.generators, place + 2) & 255,
              high = word(level.generators, place + 2) >> 8;
    const bool first = g == zone.first_generator;
    if (kind == kKeyRange && first) zone.lowest_key = low, zone.highest_key = high;
    if (kind == kVelocityRange && may_be_velocities)
      zone.lowest_velocity = low, zone.highest_velocity = high;
    may_be_velocities = first && kind == kKeyRange;
    if (kind == level.link && zone.plays < 0) zone.plays = word(level.generators, place + 2);
  }
  return zone;
}

Notes Zone::among(const Notes& notes) const {
  Notes heard;
  for (const auto& [key, velocity] : notes) {
    if (key >= lowest_key && key <= highest_key && velocity >= lowest_velocity &&
        velocity <= highest_velocity)
      heard.insert({key, velocity});
  }
  return heard;
}

std::uint32_t number(const std::string& table, std::size_t at, int num_bytes) {
  if (at + num_bytes > table.size()) throw Unusual();
  return static_cast<std::uint32_t>(little_endian(std::string_view(table).substr(at, num_bytes)));
}

int word(const std::string& table, std::size_t at) {
  return static_cast<int>(number(table, at, 2));
}

void put(std::string& table, std::size_t at, std::uint64_t value, int num_bytes) {
  if (value >> (8 * num_bytes) != 0) throw Unusual();
  for (int k = 0; k < num_bytes; ++k) table[at + k] = static_cast<char>(value >> (8 * k));
}

void append(std::string& table, std::uint64_t value, int num_bytes) {
  table.resize(table.size() + num_bytes);
  put(table, table.size() - num_bytes, value, num_bytes);
}

std::string bytes_of(const InputFile& file, std::uint64_t at, std::uint64_t num_bytes) {
  if (num_bytes > file.size() || at > file.size() - num_bytes) throw Unusual();
  std::string bytes(num_bytes, '\0');
  if (file.read_at(at, bytes.data(), num_bytes) != num_bytes) throw Unusual();
  return bytes;
}

}  // namespace cantus::soundfont
