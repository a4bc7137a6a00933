#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "apps/program/flags.h"
#include "data/audio/audio.h"
#include "data/audio/mix.h"
#include "data/labels/segment.h"
#include "data/manifest/corpus_manifest.h"

namespace cantus {

struct MixRecipe {
  Interval snr_db{0, 0};     // drawn uniformly for every mix
  Interval pause_s{0.3, 2};  // between sentences
  double longest_s = 30;     // of a mix; from longer music a part is taken
  int sample_rate = 16000;   // Hz
  VoiceLevel level = VoiceLevel::kActive;
  std::uint64_t seed = 1;
};

struct MixedSong {
  Audio audio;
  std::vector<Segment> labels;  // speech and nospeech, from start to end
  // What it was made from, for the manifest.
  std::vector<std::string> sentences;
  double snr_db = 0;
  double voice_gain = 1;
  double music_gain = 1;
  double music_start_s = 0;
};

// Makes mix number `index`: sentences drawn from `speech`, brought to one level and laid over the
// music with pauses between them. Labels are the sentences' own, or found by energy where they have
// none. Depends on (seed, index) and its inputs alone. Errors: those of read_audio, read_segments
// and mix_at_snr; kBadData for a sentence without speech.
MixedSong mix_song(const MixRecipe& recipe, std::uint64_t index, const CorpusSong& music,
                   const std::vector<CorpusSong>& speech);

}  // namespace cantus
