#include "data/synth/corpus/item.h"

#include <algorithm>
#include <cstdio>

#include "data/synth/corpus/mixdown.h"

namespace cantus {
namespace {

std::string number(int index) {
  char text[16];
  std::snprintf(text, sizeof text, "%05d", index);
  return text;
}

// Of 20 items 14 go to train, 3 to valid, 3 to test, spread so that small corpora have all three.
Split split_of(int index) {
  const char letter = "TTVTETTTVTTTETTVTTET"[index % 20];
  return letter == 'T' ? Split::kTrain : letter == 'V' ? Split::kValid : Split::kTest;
}

std::string segments(const std::vector<Span>& sounding, double duration_s, const char* on,
                     const char* off) {
  std::string text;
  char line[96];
  double last_s = 0;
  const auto append = [&](double start_s, double end_s, const char* label) {
    if (end_s - start_s < .001) return;
    std::snprintf(line, sizeof line, "%.3f %.3f %s\n", start_s, end_s, label);
    text += line;
  };
  for (const Span& span : sounding) {
    const double start_s = std::clamp(span.start_s, last_s, duration_s);
    const double end_s = std::clamp(span.end_s, start_s, duration_s);
    append(last_s, start_s, off);
    append(start_s, end_s, on);
    last_s = end_s;
  }
  append(last_s, duration_s, off);
  return text;
}

std::string f0_table(const std::vector<double>& f0_hz) {
  std::string text;
  char line[48];
  for (std::size_t i = 0; i < f0_hz.size(); ++i) {
    std::snprintf(line, sizeof line, "%.3f,%.2f\n", i * kVoiceHopS, f0_hz[i]);
    text += line;
  }
  return text;
}

// `labels` is empty for items without voice.
std::string row(const Item& item, const std::string& file, const std::string& labels,
                const std::string& kind, const std::string& voice, const std::string& style) {
  const std::string label_path = labels.empty() ? "" : item.stem() + labels;
  return item.stem() + file + '\t' + label_path + '\t' + to_string(item.split) + '\t' + kind +
         '\t' + voice + '\t' + style + '\t' + std::to_string(item.seed) + '\t' +
         (labels.empty() ? '0' : '1');
}

RenderedItem render_song(const Item& item, const CorpusOptions& options, Studio& studio) {
  Random random(item.seed, 801);
  const std::string voice = studio.cast(item.split, random);
  const double snr_db = random.between(options.lowest_snr_db, options.highest_snr_db);
  const Score score = compose(item.seed, item.split, options.song_s, false);
  const VoiceTrack sung = studio.sing(score, voice, item.seed);
  const Mixdown mixed = mix_song(studio.play(score, item.seed), sung, snr_db, item.seed);
  return {
      {{item.stem() + "/mix.wav", mixed.mix, {}},
       {item.stem() + "/vocals.wav", mixed.vocals, {}},
       {item.stem() + "/accompaniment.wav", mixed.accompaniment, {}},
       {item.stem() + "/vocals.lab", {}, segments(sung.sounding, options.song_s, "sing", "nosing")},
       {item.stem() + "/vocals.f0.csv", {}, f0_table(sung.f0_hz)}},
      {row(item, "/mix.wav", "/vocals.lab", "song", voice, score.style),
       row(item, "/accompaniment.wav", "", "accompaniment", "-", score.style)},
      options.song_s};
}

RenderedItem render_instrumental(const Item& item, const CorpusOptions& options, Studio& studio) {
  const Score score = compose(item.seed, item.split, options.song_s, true);
  const auto samples = mix_instrumental(studio.play(score, item.seed), item.seed);
  return {{{item.stem() + ".wav", samples, {}}},
          {row(item, ".wav", "", "instrumental", "-", score.style)},
          options.song_s};
}

RenderedItem render_speech(const Item& item, Studio& studio) {
  Random random(item.seed, 802);
  const std::string voice = studio.cast(item.split, random);
  const VoiceTrack spoken = studio.speak(random.between(3, 6), voice, item.seed);
  const double duration_s = double(spoken.samples.size()) / kSynthRate;
  return {{{item.stem() + ".wav", spoken.samples, {}},
           {item.stem() + ".lab", {}, segments(spoken.sounding, duration_s, "speech", "nospeech")}},
          {row(item, ".wav", ".lab", "speech", voice, "-")},
          duration_s};
}

}  // namespace

std::string Item::id() const { return to_string(kind) + "-" + number(index); }

std::string Item::stem() const {
  const char* folder = kind == ItemKind::kSong           ? "songs/"
                       : kind == ItemKind::kInstrumental ? "instrumentals/"
                                                         : "speech/";
  return std::string(folder) + to_string(split) + '/' + number(index);
}

std::vector<Item> plan_items(const CorpusOptions& options) {
  std::vector<Item> items;
  const auto plan = [&](ItemKind kind, int count) {
    for (int i = 0; i < count; ++i) {
      Random random(options.seed, 0x10000ULL * (1 + static_cast<int>(kind)) + 0x1000000ULL * i);
      items.push_back({kind, i, split_of(i), random.bits() >> 1});
    }
  };
  plan(ItemKind::kSong, options.num_songs);
  plan(ItemKind::kInstrumental,
       options.num_instrumentals < 0 ? options.num_songs / 2 : options.num_instrumentals);
  plan(ItemKind::kSpeech, options.num_speech);
  return items;
}

RenderedItem render_item(const Item& item, const CorpusOptions& options, Studio& studio) {
  switch (item.kind) {
    case ItemKind::kSong:
      return render_song(item, options, studio);
    case ItemKind::kInstrumental:
      return render_instrumental(item, options, studio);
    default:
      return render_speech(item, studio);
  }
}

}  // namespace cantus
