#include "data/synth/instruments/soundfont_part.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <vector>

#include "data/synth/instruments/soundfont_file.h"

namespace cantus {
namespace soundfont {
namespace {

constexpr int kSilentSamples = 46;  // after each sample (section 6.1)
constexpr int kCompressed = 16, kRom = 0x8000;

// A preset or instrument with the zones that are kept.
struct Remnant {
  int head;
  std::vector<Zone> zones;
};

// Keeps the zones that `notes` reach; adds the notes of each instrument or sample to `heard`.
Remnant reach(const Level& level, int head, const Notes& notes, std::map<int, Notes>& heard) {
  Remnant remnant{head, {}};
  const std::size_t at = std::size_t(head) * level.head_bytes + level.bag_at;
  const int last = word(level.heads, at + level.head_bytes);
  for (int bag = word(level.heads, at); bag < last; ++bag) {
    const Zone zone = zone_at(level, bag);
    if (zone.plays >= 0) {
      const Notes reached = zone.among(notes);
      if (reached.empty()) continue;
      heard[zone.plays].insert(reached.begin(), reached.end());
    }
    remnant.zones.push_back(zone);
  }
  return remnant;
}

void copy_records(const std::string& from, int first, int last, std::size_t record_bytes,
                  std::string& to) {
  if (first > last || last * record_bytes > from.size()) throw Unusual();
  to.append(from, first * record_bytes, (last - first) * record_bytes);
}

// The chunks of a level with only `remnants`; what zones play is renumbered by `places`.
std::string rewritten(const Level& from, const std::vector<Remnant>& remnants,
                      const std::map<int, Notes>& places) {
  Level to = from;
  to.heads.clear(), to.bags.clear(), to.modulators.clear(), to.generators.clear();
  const auto begin_zone = [&] {
    append(to.bags, to.generators.size() / kGeneratorBytes, 2);
    append(to.bags, to.modulators.size() / kModulatorBytes, 2);
  };
  const auto begin_head = [&](int head) {
    copy_records(from.heads, head, head + 1, from.head_bytes, to.heads);
    put(to.heads, to.heads.size() - from.head_bytes + from.bag_at, to.bags.size() / kBagBytes, 2);
  };
  for (const Remnant& remnant : remnants) {
    begin_head(remnant.head);
    for (const Zone& zone : remnant.zones) {
      begin_zone();
      const std::size_t start = to.generators.size();
      copy_records(from.generators, zone.first_generator, zone.last_generator, kGeneratorBytes,
                   to.generators);
      for (std::size_t at = start; at < to.generators.size(); at += kGeneratorBytes) {
        if (word(to.generators, at) == from.link && zone.plays == word(to.generators, at + 2))
          put(to.generators, at + 2, std::distance(places.begin(), places.find(zone.plays)), 2);
      }
      copy_records(from.modulators, zone.first_modulator, zone.last_modulator, kModulatorBytes,
                   to.modulators);
    }
  }
  begin_head(from.num_heads());  // the terminal records
  begin_zone();
  to.modulators.append(kModulatorBytes, '\0');
  to.generators.append(kGeneratorBytes, '\0');
  std::string chunks;
  const std::string* tables[] = {&to.heads, &to.bags, &to.modulators, &to.generators};
  for (int k = 0; k < 4; ++k) {
    chunks += to.names[k];
    append(chunks, tables[k]->size(), 4);
    chunks += *tables[k];
  }
  return chunks;
}

struct SampleChunks {
  std::string data, headers;
};

SampleChunks copy_samples(const InputFile& file, const Samples& from,
                          const std::map<int, Notes>& heard) {
  SampleChunks out;
  // Room for a loop start before its sample, which players correct: it must stay before the sample.
  out.data.append(2 * kSilentSamples, '\0');
  for (const auto& [sample, notes] : heard) {
    if ((sample + 2) * kSampleBytes > from.headers.size()) throw Unusual();
    std::string header = from.headers.substr(std::size_t(sample) * kSampleBytes, kSampleBytes);
    const std::uint64_t start = number(header, 20, 4), end = number(header, 24, 4);
    const int type = word(header, 44);
    const bool compressed = type & kCompressed;
    const std::uint64_t first = compressed ? start : 2 * start;
    const std::uint64_t last = compressed ? end : 2 * end;
    if (type & kRom || first >= last || last > from.data_bytes) throw Unusual();
    const std::uint64_t place = compressed ? out.data.size() : out.data.size() / 2;
    put(header, 20, place, 4);
    put(header, 24, end + place - start, 4);
    for (const int loop : {28, 32}) {  // compressed samples loop from their own start
      const std::uint64_t at = number(header, loop, 4);
      if (!compressed) put(header, loop, at < start ? 0 : at + place - start, 4);
    }
    const std::uint64_t after = compressed ? 0 : 2 * kSilentSamples;  // some loops extend into it
    const std::uint64_t there = std::min(after, from.data_bytes - last);
    out.data += bytes_of(file, from.data_at + first, last + there - first);
    out.data.append(after - there + out.data.size() % 2, '\0');
    if (out.data.size() > from.data_bytes + kSilentSamples * from.headers.size()) throw Unusual();
    out.headers += header;
  }
  out.headers.append(from.headers, from.headers.size() - kSampleBytes, kSampleBytes);
  return out;
}

std::string list(const std::string& type_and_chunks) {
  std::string chunk = "LIST";
  append(chunk, type_and_chunks.size(), 4);
  return chunk + type_and_chunks;
}

std::string part_of(const InputFile& file, const NotesOfPresets& notes) {
  const Soundfont font = read(file);
  std::map<int, Notes> instruments, samples;
  std::vector<Remnant> left_presets, left_instruments;
  std::set<std::pair<int, int>> found;
  for (int p = 0; p < font.presets.num_heads(); ++p) {
    const std::size_t at = std::size_t(p) * font.presets.head_bytes;
    const std::pair name(word(font.presets.heads, at + 22), word(font.presets.heads, at + 20));
    const auto played = notes.find(name);
    if (played == notes.end()) continue;
    found.insert(name);
    left_presets.push_back(reach(font.presets, p, played->second, instruments));
  }
  if (found.size() != notes.size()) throw Unusual();
  for (const auto& [instrument, heard] : instruments)
    left_instruments.push_back(reach(font.instruments, instrument, heard, samples));
  if (samples.empty()) throw Unusual();
  const SampleChunks copied = copy_samples(file, font.samples, samples);
  std::string data = "sdtasmpl", tables = "pdta";
  append(data, copied.data.size(), 4);
  tables += rewritten(font.presets, left_presets, instruments);
  tables += rewritten(font.instruments, left_instruments, samples) + "shdr";
  append(tables, copied.headers.size(), 4);
  const std::string content =
      "sfbk" + list(font.info) + list(data + copied.data) + list(tables + copied.headers);
  std::string riff = "RIFF";
  append(riff, content.size(), 4);
  return riff + content;
}

}  // namespace
}  // namespace soundfont

std::optional<std::string> soundfont_part(const std::filesystem::path& soundfont,
                                          const NotesOfPresets& notes) {
  const InputFile file(soundfont);
  try {
    return soundfont::part_of(file, notes);
  } catch (const soundfont::Unusual&) {
    return std::nullopt;
  }
}

}  // namespace cantus
