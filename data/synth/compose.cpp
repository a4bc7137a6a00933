#include <algorithm>

#include "data/synth/harmony.h"
#include "data/synth/melody.h"
#include "data/synth/random.h"
#include "data/synth/score.h"
#include "data/synth/styles.h"

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

// The accompaniment. Parts rest in some sections, so that arrangements range from one guitar to
// all.
std::vector<Part> accompany(const Style& style, const std::vector<Section>& sections,
                            const Meter& meter, const Harmony& harmony, Random& random) {
  std::vector<Part> parts;
  for (const StylePart& plan : style.parts) {
    parts.push_back({plan.name, random.pick(plan.programs), random.between(.5, 1), 0, false, {}});
  }
  const bool drums = style.drums != DrumPattern::kNone && random.chance(.85);
  if (drums) parts.push_back({"drums", kDrums, random.between(.5, 1), 0, false, {}});
  for (const Section& section : sections) {
    const std::size_t kept =
        static_cast<std::size_t>(random.below(static_cast<int>(style.parts.size())));
    for (std::size_t p = 0; p < parts.size(); ++p) {
      if (p != kept && random.chance(.2)) continue;
      const double loudness = random.between(.75, 1.1);
      for (int bar = section.first_bar; bar < section.last_bar; ++bar) {
        const bool is_drums = parts[p].program == kDrums;
        const auto beats =
            is_drums ? drum_bar(style.drums, bar, random)
                     : role_bar(style.parts[p].role, bar, meter.beats_per_bar, harmony, random);
        append_bar(beats, bar, meter, loudness, random.between(-.008, .012), parts[p]);
      }
    }
  }
  return parts;
}

// An instrument that plays the sung line along, as karaoke does, or instead of the singer.
Part guide_part(const std::vector<Phrase>& phrases, int program, Random& random) {
  Part part{"guide", program, random.between(.35, .8), 0, false, {}};
  const int octave = 12 * random.in(0, 2);
  for (const Phrase& phrase : phrases) {
    for (const SungNote& note : phrase) {
      part.notes.push_back({note.start_s, note.duration_s * 1.02,
                            static_cast<int>(note.pitch) + octave, random.between(.6, .85)});
    }
  }
  return part;
}

void add_leads(const Style& style, bool instrumental, const std::vector<Section>& sections,
               const Meter& meter, const Harmony& harmony, Random& random, Score& score) {
  const bool voice_like = random.chance(instrumental ? .6 : .25);
  const int program = random.pick(voice_like ? voice_like_programs() : style.solos);
  const double vibrato = sustains(program) && random.chance(.6) ? random.between(10, 70) : 0;
  Part solo{"solo", program, .9, vibrato, true, {}};
  const bool plays = instrumental || random.chance(.8);
  for (const Section& section : sections) {
    const bool turn = instrumental ? random.chance(.75) : !section.vocal && plays;
    if (!turn) continue;
    const auto notes = improvise(section, meter, harmony, random);
    solo.notes.insert(solo.notes.end(), notes.begin(), notes.end());
  }
  if (random.chance(instrumental ? .5 : .3)) {
    const int lead = random.pick(random.chance(.5) ? style.solos : voice_like_programs());
    score.parts.push_back(guide_part(score.phrases, lead, random));
    if (sustains(lead) && random.chance(.4))
      score.parts.back().vibrato_cents = random.between(10, 50);
  }
  if (!solo.notes.empty()) score.parts.push_back(std::move(solo));
}

// Notes stop with the song: a note that outlives its track makes a MIDI player render for ever.
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
  Score score{style.name, form.between(style.slowest_bpm, style.fastest_bpm),
              duration_s, harmony.key(),
              {},         {}};
  const Meter meter{60 / score.tempo_bpm, style.beats_per_bar, style.swing};
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
