#include <algorithm>
#include <array>
#include <cstdlib>

#include "data/files/output_folder.h"
#include "data/files/process.h"
#include "data/synth/corpus/fluidsynth.h"
#include "data/synth/corpus/studio.h"
#include "data/synth/voices/tts_programs.h"
#include "data/synth/voices/tts_text.h"
#include "data/synth/voices/tts_voice.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

constexpr double kFliteHz = 7300, kEspeakHz = 10000;  // upper limit of the programs' voices
constexpr double kFliteShare = .45;

// "flite:slt#1234" or "espeak:de+f2#1234": program, speaker, and number for draw_singer().
struct VoiceName {
  bool flite;
  std::string speaker;
  std::uint64_t habits;
};

VoiceName parse(const std::string& voice) {
  const auto colon = voice.find(':'), hash = voice.find('#');
  return {voice[0] == 'f', voice.substr(colon + 1, hash - colon - 1),
          std::strtoull(voice.c_str() + hash + 1, nullptr, 10)};
}

void require_program(const char* name, const char* package) {
  if (find_program(name)) return;
  throw Error(Exit::kUnavailable, name, "the program is not installed", "",
              std::string("install ") + package + ", or use --voices builtin");
}

int count_syllables(const std::vector<Phrase>& phrases) {
  int count = 0;
  for (const Phrase& phrase : phrases) count += num_syllables(phrase);
  return count;
}

class TtsStudio : public Studio {
 public:
  explicit TtsStudio(const fs::path& scratch) : scratch_(scratch) {
    require_tts();
    for (int split = 0; split < 3; ++split)
      espeak_[split] = espeak_voices(static_cast<Split>(split));
    make_folder(scratch);
  }

  std::string cast(Split split, Random& random) const override {
    static const std::vector<std::string> flite[] = {
        {"slt", "rms", "slt", "rms"}, {"kal16"}, {"awb"}};
    const int place = static_cast<int>(split);
    std::string name;
    if (random.chance(kFliteShare)) {
      name.append("flite:").append(random.pick(flite[place]));
    } else {
      name.append("espeak:").append(random.pick(espeak_[place].languages));
      name.append(1, '+').append(random.pick(espeak_[place].variants));
    }
    return name.append(1, '#').append(std::to_string(3 * random.below(300000) + place));
  }

  VoiceTrack sing(const Score& score, const std::string& voice, std::uint64_t seed) override {
    const VoiceName name = parse(voice);
    Random random(seed, 1201);
    const int syllables = std::min(60, count_syllables(score.phrases) + 2);
    const std::string english = english_lyrics(syllables, random);
    const std::string lyrics = any_language_lyrics(syllables, random);
    const Utterance utterance = name.flite
                                    ? say_with_flite(name.speaker, english, 95, 1.15, scratch_)
                                    : say_in_any_language(name, lyrics, english, 140, 35);
    const VoiceSource source = take_apart(utterance, name);
    if (source.syllables.empty()) throw silent(voice);
    return sing_with_source(score.phrases, score.duration_s, draw_singer(name.habits), source,
                            seed);
  }

  VoiceTrack speak(double duration_s, const std::string& voice, std::uint64_t seed) override {
    const VoiceName name = parse(voice);
    Random random(seed, 1202);
    const bool disguised = name.flite && random.chance(.7);  // vary its few speakers
    const std::string english = english_sentence(duration_s, random);
    const std::string sentence = any_language_sentence(duration_s, random);
    const double pitch_hz = random.between(85, 220), slowness = random.between(.85, 1.2);
    const int words_per_minute = random.in(130, 190), pitch = random.in(20, 80);
    const Utterance utterance =
        name.flite ? say_with_flite(name.speaker, english, pitch_hz, slowness, scratch_)
                   : say_in_any_language(name, sentence, english, words_per_minute, pitch);
    if (spoken_spans(utterance).empty()) throw silent(voice);
    if (!disguised) return {utterance.audio.samples, spoken_spans(utterance), {}};
    return speak_with_source(utterance, draw_singer(name.habits), take_apart(utterance, name),
                             seed);
  }

  Backing play(const Score& score, std::uint64_t seed) override {
    return play_fluidsynth(score, seed, soundfonts_, scratch_);
  }

 private:
  static Error silent(const std::string& voice) {
    return Error(Exit::kUnavailable, voice, "the program said nothing", "speech",
                 "check its installation");
  }

  // The same speaker says it in English when the language has no sound for the text.
  Utterance say_in_any_language(const VoiceName& name, const std::string& text,
                                const std::string& english, int words_per_minute, int pitch) {
    Utterance utterance = say_with_espeak(name.speaker, text, words_per_minute, pitch, scratch_);
    if (!spoken_spans(utterance).empty()) return utterance;
    const std::string voice = "en" + name.speaker.substr(name.speaker.find('+'));
    return say_with_espeak(voice, english, words_per_minute, pitch, scratch_);
  }

  VoiceSource take_apart(const Utterance& utterance, const VoiceName& name) {
    VoiceSource source{
        analyzer_.analyze(utterance.audio, name.flite ? kFliteHz : kEspeakHz), {}, 1};
    source.syllables = find_syllables(utterance, source.analysis);
    if (name.speaker == "slt" || name.speaker.find("+f") != std::string::npos)
      source.tract_scale = 1.15;
    return source;
  }

  fs::path scratch_;
  std::vector<fs::path> soundfonts_ = find_soundfonts();
  std::array<EspeakVoices, 3> espeak_;
  VoiceAnalyzer analyzer_;
};

}  // namespace

void require_tts() {
  require_program("espeak-ng", "espeak-ng");
  require_program("flite", "flite");
  require_program("fluidsynth", "fluidsynth");
  if (find_soundfonts().empty())
    throw Error(Exit::kUnavailable, "fluidsynth", "there is no soundfont", "TimGM6mb",
                "install timgm6mb-soundfont, set CANTUS_SOUNDFONT, or use --voices builtin");
}

std::unique_ptr<Studio> make_tts_studio(const fs::path& scratch) {
  return std::make_unique<TtsStudio>(scratch);
}

}  // namespace cantus
