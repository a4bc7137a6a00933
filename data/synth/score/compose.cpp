#include <algorithm>
#include <utility>

#include "data/synth/score/harmony.h"
#include "data/synth/score/melody.h"
#include "data/synth/score/random.h"
#include "data/synth/score/score.h"
#include "data/synth/score/styles.h"
#include "data/synth/score/texture.h"

namespace cantus {
namespace {

enum Purpose : std::uint64_t { kForm = 101, kParts = 102, kMelody = 103, kSolo = 104 };

const Style& draw_style(Split split, Random& random) {
  std::vector<const Style*> choice;
  for (const Style& style : styles()) {
    if (style.split == split) choice.push_back(&style);
  }
  return *random.pick(choice);
}

bool sustains(int program) {
  return program >= 40 && program < 96 && program != 46 && program != 47;
}

void append_bar(const std::vector<Beat>& beats, int bar, const Meter& meter, double loudness,
                double late_s, Part& part) {
  for (const Beat& beat : beats) {
    part.notes.push_back({std::max(0., meter.time_s(bar, beat.beat) + late_s),
                          beat.beats * meter.beat_s, beat.pitch,
                          std::clamp(beat.velocity * loudness, .05, 1.)});
  }
}

// Draws mostly one of the style's own instruments, now and then any that can play the role.
int draw_program(const StylePart& plan, Random& random) {
  static const std::vector<int> pads = {16, 18, 19, 48, 49, 50, 51, 52, 53,
                                        54, 88, 89, 90, 91, 92, 94, 95};
  static const std::vector<int> chords = {0,  1,  2,  4,  5,  6,  7,  11, 16, 17,  21,
                                          24, 25, 26, 27, 28, 45, 46, 62, 81, 104, 106};
  static const std::vector<int> stabs = {55, 56, 57, 60, 61, 62, 63, 65};
  if (!random.chance(.35)) return random.pick(plan.programs);
  switch (plan.role) {
    case Role::kPad:
      return random.pick(pads);
    case Role::kStrum:
    case Role::kChords:
    case Role::kComp:
    case Role::kArpeggio:
    case Role::kOffbeat:
      return random.pick(chords);
    case Role::kStab:
      return random.pick(stabs);
    default:
      return random.pick(plan.programs);
  }
}

// Composes the accompaniment. Parts rest in some sections, so that arrangements range from one
// guitar to all.
std::vector<Part> accompany(const Style& style, const std::vector<Section>& sections,
                            const Meter& meter, const Harmony& harmony, Random& random) {
  std::vector<Part> parts;
  std::vector<Role> roles;
  for (const StylePart& plan : style.parts) {
    parts.push_back({draw_program(plan, random), random.between(.5, 1), 0, false, {}});
    roles.push_back(plan.role);
  }
  for (const BackingPart& plan : draw_backing(random)) {
    parts.push_back({plan.program, random.between(.4, .9), 0, false, {}});
    roles.push_back(plan.role);
  }
  const bool drums = style.drums != DrumPattern::kNone && random.chance(.8);
  if (drums) parts.push_back({kDrums, random.between(.6, 1), 0, false, {}});
  for (const Section& section : sections) {
    const std::size_t kept =
        static_cast<std::size_t>(random.below(static_cast<int>(style.parts.size())));
    for (std::size_t p = 0; p < parts.size(); ++p) {
      if (p != kept && random.chance(.12)) continue;
      const double loudness = random.between(.75, 1.1);
      for (int bar = section.first_bar; bar < section.last_bar; ++bar) {
        const bool is_drums = parts[p].program == kDrums;
        const auto beats = is_drums ? drum_bar(style.drums, bar, random)
                                    : role_bar(roles[p], bar, meter.beats_per_bar, harmony, random);
        append_bar(beats, bar, meter, loudness, random.between(-.008, .012), parts[p]);
      }
    }
  }
  const bool pedal = random.chance(.7);
  for (Part& part : parts) {
    if (pedal && rings(part.program)) let_ring(meter, part);
  }
  return parts;
}

// A part that doubles the sung line, as in karaoke, or replaces the singer.
Part guide_part(const std::vector<Phrase>& phrases, int program, Random& random) {
  Part part{program, random.between(.35, .8), 0, false, {}};
  const int octave = 12 * random.in(0, 2);
  for (const Phrase& phrase : phrases) {
    for (const SungNote& note : phrase) {
      part.notes.push_back({note.start_s, note.duration_s * 1.02,
                            static_cast<int>(note.pitch) + octave, random.between(.6, .85)});
    }
  }
  return part;
}

// The vibrato depth of an instrument's player.
double draw_vibrato(int program, Random& random) {
  if (sustains(program)) return random.chance(.7) ? random.between(8, 70) : 0;
  const bool is_guitar = program >= 24 && program < 32;
  return is_guitar && random.chance(.6) ? random.between(5, 40) : 0;
}

// Adds instruments that could be taken for the singer: one that answers between the phrases, one
// that doubles the sung line, one with a line of its own all the time.
void add_leads(const Style& style, bool instrumental, const std::vector<Section>& sections,
               const Meter& meter, const Harmony& harmony, Random& random, Score& score) {
  const auto draw_lead = [&](double voice_like) {
    return random.pick(random.chance(voice_like) ? voice_like_programs() : style.solos);
  };
  Part solo{draw_lead(instrumental ? .5 : .2), .9, 0, true, {}};
  solo.vibrato_cents = draw_vibrato(solo.program, random);
  Part counter{draw_lead(.3), random.between(.3, .7), 0, false, {}};
  counter.vibrato_cents = draw_vibrato(counter.program, random);
  const bool answers = instrumental || random.chance(.85), counters = random.chance(.3);
  for (const Section& section : sections) {
    const bool turn = instrumental ? random.chance(.75) : !section.vocal && answers;
    const auto lines = {std::pair{turn, &solo}, std::pair{counters && random.chance(.7), &counter}};
    for (const auto& [plays, part] : lines) {
      if (!plays) continue;
      const auto notes = improvise(section, meter, harmony, random);
      part->notes.insert(part->notes.end(), notes.begin(), notes.end());
    }
  }
  const int register_shift = random.chance(.5) ? 12 : 0;
  for (Note& note : counter.notes) note.pitch -= register_shift;
  if (random.chance(instrumental ? .6 : .3)) {
    const int lead = draw_lead(.3);
    score.parts.push_back(guide_part(score.phrases, lead, random));
    score.parts.back().vibrato_cents = draw_vibrato(lead, random);
  }
  score.parts.push_back(std::move(counter));
  score.parts.push_back(std::move(solo));
}

// Ends all notes with the song: a note that outlives its track makes a MIDI player render for ever.
void clamp_notes(Score& score) {
  for (Part& part : score.parts) {
    std::erase_if(part.notes,
                  [&](const Note& note) { return note.start_s > score.duration_s - .1; });
    for (Note& note : part.notes) {
      note.duration_s = std::min(note.duration_s, score.duration_s - .05 - note.start_s);
    }
    std::sort(part.notes.begin(), part.notes.end(), [](const Note& a, const Note& b) {
      return a.start_s != b.start_s ? a.start_s < b.start_s : a.pitch < b.pitch;
    });
  }
  std::erase_if(score.parts, [](const Part& part) { return part.notes.empty(); });
  for (Phrase& phrase : score.phrases) {
    std::erase_if(phrase, [&](const SungNote& n) {
      return n.start_s + n.duration_s > score.duration_s - .25;
    });
  }
  std::erase_if(score.phrases, [](const Phrase& phrase) { return phrase.empty(); });
}

}  // namespace

Score compose(std::uint64_t seed, Split split, double duration_s, bool instrumental) {
  Random form(seed, kForm), parts(seed, kParts), sung(seed, kMelody), solo(seed, kSolo);
  const Style& style = draw_style(split, form);
  const Harmony harmony(form);
  Score score{style.name, duration_s, {}, {}};
  const double tempo_bpm = form.between(style.slowest_bpm, style.fastest_bpm);
  const Meter meter{60 / tempo_bpm, style.beats_per_bar, style.swing};
  const double bar_s = meter.beat_s * meter.beats_per_bar;
  const auto sections = lay_out_sections(static_cast<int>(duration_s / bar_s) + 1, bar_s, form);
  score.parts = accompany(style, sections, meter, harmony, parts);
  for (const Section& section : sections) {
    if (!section.vocal) continue;
    const auto phrases = sing_section(section, meter, harmony, sung);
    score.phrases.insert(score.phrases.end(), phrases.begin(), phrases.end());
  }
  add_leads(style, instrumental, sections, meter, harmony, solo, score);
  if (instrumental) score.phrases.clear();
  clamp_notes(score);
  return score;
}

}  // namespace cantus
