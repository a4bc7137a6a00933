#include "data/synth/voices/tts_text.h"

#include <algorithm>
#include <vector>

namespace cantus {
namespace {

const std::vector<std::string>& words() {
  static const std::vector<std::string> list = {
      "above",   "after",     "again",     "alone",     "answer",   "apple",   "arrow",
      "baby",    "before",    "begin",     "beneath",   "blue",     "bridge",  "broken",
      "burning", "calling",   "candle",    "carry",     "chase",    "city",    "clear",
      "cloud",   "cold",      "coming",    "country",   "dancing",  "darling", "day",
      "dream",   "driving",   "early",     "easy",      "echo",     "empty",   "ever",
      "falling", "far",       "father",    "feel",      "fire",     "flower",  "flying",
      "forever", "free",      "friend",    "garden",    "gentle",   "give",    "gold",
      "goodbye", "green",     "hand",      "happy",     "heart",    "heaven",  "hello",
      "hold",    "hollow",    "home",      "honey",     "hope",     "house",   "island",
      "joy",     "keep",      "kind",      "kitchen",   "lady",     "laugh",   "leave",
      "letter",  "light",     "little",    "lonely",    "long",     "love",    "machine",
      "maybe",   "memory",    "midnight",  "mirror",    "money",    "moon",    "morning",
      "mother",  "mountain",  "music",     "my",        "never",    "night",   "nothing",
      "ocean",   "only",      "open",      "over",      "paper",    "people",  "pictures",
      "quiet",   "rain",      "ready",     "red",       "remember", "river",   "road",
      "roses",   "running",   "sailing",   "satellite", "season",   "shadow",  "shine",
      "silver",  "singing",   "sister",    "sky",       "sleep",    "slowly",  "smile",
      "snow",    "somebody",  "something", "sorrow",    "spring",   "star",    "stay",
      "stone",   "story",     "summer",    "sun",       "table",    "tell",    "thank",
      "thunder", "time",      "today",     "together",  "tomorrow", "travel",  "under",
      "valley",  "very",      "voice",     "waiting",   "walking",  "water",   "weather",
      "whisper", "white",     "wild",      "wind",      "window",   "winter",  "wonder",
      "yellow",  "yesterday", "you",       "young",     "zero"};
  return list;
}

std::string made_up_word(Random& random) {
  static const std::vector<std::string> onsets = {"m", "n", "l",  "r",  "s", "t", "k",
                                                  "p", "b", "d",  "g",  "f", "v", "h",
                                                  "y", "w", "sh", "ch", "z", "j"};
  static const std::vector<std::string> vowels = {"a",  "e",  "i",  "o",  "u",
                                                  "ai", "ou", "ei", "ia", "uo"};
  std::string word;
  const int syllables = random.in(1, 3);
  for (int k = 0; k < syllables; ++k) {
    word += random.pick(onsets);
    word += random.pick(vowels);
    if (k + 1 == syllables && random.chance(.25)) word += random.chance(.6) ? "n" : "l";
  }
  return word;
}

std::string join(int count, Random& random, std::string (*draw)(Random&)) {
  std::string text;
  for (int k = 0; k < count; ++k) {
    text += draw(random);
    text += k + 1 == count ? "." : k % 9 == 8 ? ", " : " ";
  }
  return text;
}

std::string number_or_word(Random& random) {
  return random.chance(.5) ? std::to_string(random.in(2, 9999)) : made_up_word(random);
}

}  // namespace

std::string english_lyrics(int num_syllables, Random& random) {
  return join(num_syllables * 3 / 4 + 2, random, [](Random& r) { return r.pick(words()); });
}

std::string any_language_lyrics(int num_syllables, Random& random) {
  return join(num_syllables / 2 + 3, random, number_or_word);
}

std::string english_sentence(double duration_s, Random& random) {
  return join(std::max(3, static_cast<int>(duration_s * 2.4)), random,
              [](Random& r) { return r.pick(words()); });
}

std::string any_language_sentence(double duration_s, Random& random) {
  return join(std::max(2, static_cast<int>(duration_s * 1.5)), random, number_or_word);
}

}  // namespace cantus
