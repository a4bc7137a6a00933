#include "data/synth/instruments/midi_file.h"

#include <algorithm>
#include <cstdint>

#include "data/files/byte_order.h"
#include "data/synth/score/exact_math.h"

namespace cantus {
namespace {

constexpr int kTicksPerBeat = 480;
constexpr double kTicksPerSecond = 2 * kTicksPerBeat;  // at the tempo written, 120 beats a minute
constexpr int kDrumChannel = 9;
constexpr double kWheelRangeCents = 200;

struct Event {
  int tick;
  int order;  // among events of one tick: settings, note-offs, note-ons
  std::string bytes;
};

class Track {
 public:
  void add(double time_s, int order, std::initializer_list<int> bytes) {
    Event event{static_cast<int>(std::max(0., time_s) * kTicksPerSecond + .5), order, {}};
    for (const int byte : bytes) event.bytes += static_cast<char>(byte);
    events_.push_back(std::move(event));
  }

  std::string bytes(double end_s) {
    std::stable_sort(events_.begin(), events_.end(), [](const Event& a, const Event& b) {
      return a.tick != b.tick ? a.tick < b.tick : a.order < b.order;
    });
    const int end_tick = static_cast<int>(end_s * kTicksPerSecond);
    std::string track;
    int last = 0;
    for (const Event& event : events_) {
      const int tick = std::min(event.tick, end_tick);
      track += delta(tick - last) + event.bytes;
      last = tick;
    }
    track += delta(end_tick - last) + std::string("\xff\x2f\0", 3);
    return track;
  }

 private:
  static std::string delta(int ticks) {
    std::string bytes(1, static_cast<char>(ticks & 127));
    for (ticks >>= 7; ticks > 0; ticks >>= 7) {
      bytes.insert(bytes.begin(), static_cast<char>(128 | (ticks & 127)));
    }
    return bytes;
  }
  std::vector<Event> events_;
};

void bend(Track& track, double time_s, int channel, double cents) {
  const int value = std::clamp(8192 + static_cast<int>(cents / kWheelRangeCents * 8192), 0, 16383);
  track.add(time_s, 0, {0xe0 | channel, value & 127, value >> 7});
}

// Delayed vibrato and a slide from below, as players of bowed and blown instruments do.
void shape_pitch(Track& track, const Note& note, double start_s, int channel, double cents,
                 Random& random) {
  const double slide_cents = random.chance(.25) ? random.between(30, 150) : 0;
  const double rate_hz = random.between(4.8, 6.5), delay_s = random.between(.1, .3);
  for (double time_s = 0; time_s < note.duration_s; time_s += .02) {
    const double swell = std::clamp((time_s - delay_s) / .2, 0., 1.);
    const double slide = slide_cents * std::max(0., 1 - time_s / .1);
    bend(track, start_s + time_s, channel,
         cents * swell * exact::sin_turns(rate_hz * time_s) - slide);
  }
}

}  // namespace

std::string midi_file(const std::vector<MidiTake>& takes, double end_s, Random& random) {
  Track track;
  track.add(0, 0, {0xff, 0x51, 3, 0x07, 0xa1, 0x20});  // 500,000 us a beat
  for (const MidiTake& take : takes) {
    int next_channel = 0;
    for (const Part* part : take.parts) {
      if (next_channel == kDrumChannel) ++next_channel;
      const int channel = part->program == kDrums ? kDrumChannel : next_channel++ % 16;
      if (part->program != kDrums) track.add(take.start_s, 0, {0xc0 | channel, part->program});
      track.add(take.start_s, 0, {0xb0 | channel, 7, static_cast<int>(part->level * 127)});
      if (channel != kDrumChannel) bend(track, take.start_s, channel, 0);
      for (const Note& note : part->notes) {
        const double start_s = take.start_s + note.start_s,
                     stop_s = std::min(start_s + note.duration_s, end_s - .02);
        if (stop_s <= start_s) continue;
        const int velocity = std::clamp(static_cast<int>(note.velocity * 127), 1, 127);
        track.add(start_s, 2, {0x90 | channel, note.pitch, velocity});
        track.add(stop_s, 1, {0x80 | channel, note.pitch, 0});
        if (part->vibrato_cents > 0)
          shape_pitch(track, note, start_s, channel, part->vibrato_cents, random);
      }
    }
  }
  const std::string events = track.bytes(end_s);
  std::string file = "MThd";
  append_big_endian(file, 6, 4);
  for (const int field : {0, 1, kTicksPerBeat}) append_big_endian(file, field, 2);
  file += "MTrk";
  append_big_endian(file, events.size(), 4);
  return file + events;
}

NotesOfPresets notes_of(const std::string& midi) {
  constexpr int kDrumBank = 128;
  NotesOfPresets notes;
  int program[16] = {};
  std::size_t at = 22;  // after the headers of the file and of its one track
  const auto byte = [&] { return static_cast<unsigned char>(midi.at(at++)); };
  while (at < midi.size()) {
    while (byte() & 128) continue;  // skips the delta time
    const int status = byte(), channel = status & 15;
    if (status == 0xff) {
      byte();
      at += byte();
      continue;
    }
    const int first = byte(), second = status >> 4 == 0xc ? 0 : byte();
    if (status >> 4 == 0xc) program[channel] = first;
    if (status >> 4 != 9) continue;
    const bool drums = channel == kDrumChannel;
    notes[{drums ? kDrumBank : 0, program[channel]}].insert({first, second});
  }
  return notes;
}

}  // namespace cantus
