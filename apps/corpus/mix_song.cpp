#include "apps/corpus/mix_song.h"

#include <algorithm>
#include <cmath>

#include "apps/program/stop.h"
#include "data/audio/read_at_rate.h"
#include "data/audio/speech_activity.h"
#include "data/labels/read_labels.h"
#include "kernels/core/error.h"
#include "kernels/core/philox.h"

namespace cantus {
namespace {

// The random numbers of one mix.
class Draws {
 public:
  Draws(std::uint64_t seed, std::uint64_t index) : seed_(seed), index_(index) {}

  double between(double low, double high) { return low + (high - low) * uniform_from(next()); }
  std::size_t below(std::size_t size) {
    return static_cast<std::size_t>(static_cast<std::uint64_t>(next()) * size >> 32);
  }

 private:
  std::uint32_t next() {
    return philox(seed_, static_cast<std::uint32_t>(index_),
                  static_cast<std::uint32_t>(index_ >> 32), num_drawn_++,
                  static_cast<std::uint32_t>(Purpose::kExcerpt))
        .word[0];
  }

  std::uint64_t seed_;
  std::uint64_t index_;
  std::uint32_t num_drawn_ = 0;
};

struct Sentence {
  Audio audio;
  std::vector<Segment> active;
};

Audio read_at(const CorpusSong& song, int sample_rate) {
  return read_at_rate(song.path, sample_rate,
                      {.channel = song.channel, .is_stopped = stop_requested})
      .audio;
}

std::vector<Segment> voice_only(std::vector<Segment> segments) {
  std::erase_if(segments, [](const Segment& segment) { return !means_voice(segment.label); });
  return segments;
}

Sentence read_sentence(const CorpusSong& song, int sample_rate) {
  constexpr double kActiveRms = 0.1;  // to which every sentence is brought
  Sentence sentence{read_at(song, sample_rate), {}};
  const double duration_s = sentence.audio.duration_s();
  sentence.active = song.labels.empty() ? find_speech(sentence.audio)
                                        : voice_only(read_segments(song.labels, duration_s));
  // Labels may end up to a second after their sound, here within the next sentence.
  for (Segment& part : sentence.active) part.end_s = std::min(part.end_s, duration_s);
  std::erase_if(sentence.active, [](const Segment& part) { return part.start_s >= part.end_s; });
  double energy = 0;
  std::size_t count = 0;
  auto& samples = sentence.audio.samples;
  std::vector<double> times_s(samples.size());
  for (std::size_t i = 0; i < times_s.size(); ++i)
    times_s[i] = static_cast<double>(i) / sample_rate;
  const auto within = frame_labels(sentence.active, kVoiceWords, times_s);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    if (within[i] == 0) continue;
    energy += static_cast<double>(samples[i]) * samples[i];
    ++count;
  }
  if (energy == 0) {
    throw Error(Exit::kBadData, song.path.string(), "no speech in it", "a spoken sentence",
                "leave it out of the manifest");
  }
  const double gain = kActiveRms / std::sqrt(energy / static_cast<double>(count));
  for (float& sample : samples) sample = static_cast<float>(gain * sample);
  return sentence;
}

// Copies a sentence into the voice track, cut at the track's end.
void place(const Sentence& sentence, std::size_t at, Audio& voice, std::vector<Segment>& active) {
  const std::size_t count = std::min(sentence.audio.samples.size(), voice.samples.size() - at);
  std::copy_n(sentence.audio.samples.begin(), count,
              voice.samples.begin() + static_cast<std::ptrdiff_t>(at));
  const double start_s = static_cast<double>(at) / voice.sample_rate;
  for (const Segment& part : sentence.active) {
    const double end_s = std::min(start_s + part.end_s, voice.duration_s());
    if (start_s + part.start_s < end_s) {
      active.push_back({start_s + part.start_s, end_s, "speech"});
    }
  }
}

}  // namespace

MixedSong mix_song(const MixRecipe& recipe, std::uint64_t index, const CorpusSong& music,
                   const std::vector<CorpusSong>& speech) {
  Draws draws(recipe.seed, index);
  MixedSong mixed;
  Audio background = read_at(music, recipe.sample_rate);
  const auto longest = static_cast<std::size_t>(recipe.longest_s * recipe.sample_rate);
  if (background.samples.size() > longest) {
    const std::size_t start = draws.below(background.samples.size() - longest + 1);
    const auto first = background.samples.begin() + static_cast<std::ptrdiff_t>(start);
    background.samples = {first, first + static_cast<std::ptrdiff_t>(longest)};
    mixed.music_start_s = static_cast<double>(start) / recipe.sample_rate;
  }
  const std::size_t length = background.samples.size();

  Audio voice{recipe.sample_rate, std::vector<float>(length)};
  std::vector<Segment> active;
  const auto pause = [&] {
    return static_cast<std::size_t>(draws.between(recipe.pause_s.low, recipe.pause_s.high) *
                                    recipe.sample_rate);
  };
  for (std::size_t at = pause(); at < length || active.empty(); at += pause()) {
    if (at >= length) at = 0;  // the music is shorter than one pause
    const CorpusSong& chosen = speech[draws.below(speech.size())];
    const Sentence sentence = read_sentence(chosen, recipe.sample_rate);
    const std::size_t start = at;
    place(sentence, start, voice, active);
    mixed.sentences.push_back(chosen.name);
    at += sentence.audio.samples.size();
    if (at >= length && !active.empty()) break;
    if (start == 0 && active.empty())
      throw Error(Exit::kBadData, music.path.string(),
                  "ends before the first word of " + chosen.name, "music of some seconds",
                  "leave one of them out");
  }
  mixed.snr_db = draws.between(recipe.snr_db.low, recipe.snr_db.high);
  Mix mix = mix_at_snr(voice, background, active, mixed.snr_db, recipe.level, music.path.string());
  mixed.audio = std::move(mix.audio);
  mixed.voice_gain = mix.voice_gain;
  mixed.music_gain = mix.music_gain;
  mixed.labels = fill_gaps(active, voice.duration_s(), "nospeech");
  return mixed;
}

}  // namespace cantus
