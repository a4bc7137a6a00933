#include "data/synth/voices/phones.h"

#include <string_view>

namespace cantus {
namespace {

int find(std::string_view name) {
  const auto& table = phones();
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (table[i].name == name) return static_cast<int>(i);
  }
  return 0;
}

std::vector<int> find_all(std::initializer_list<std::string_view> names) {
  std::vector<int> indices;
  for (const auto name : names) indices.push_back(find(name));
  return indices;
}

}  // namespace

const std::vector<Phone>& phones() {
  using enum PhoneKind;
  static const std::vector<Phone> table = {
      {"i", kVowel, {280, 2250, 2950}, 0, 0, 0, .12},
      {"I", kVowel, {400, 1950, 2550}, 0, 0, 0, .09},
      {"e", kVowel, {430, 2100, 2650}, 0, 0, 0, .12},
      {"E", kVowel, {550, 1770, 2490}, 0, 0, 0, .11},
      {"ae", kVowel, {680, 1700, 2450}, 0, 0, 0, .13},
      {"a", kVowel, {760, 1250, 2500}, 0, 0, 0, .13},
      {"A", kVowel, {730, 1090, 2440}, 0, 0, 0, .13},
      {"V", kVowel, {620, 1200, 2500}, 0, 0, 0, .10},
      {"O", kVowel, {570, 840, 2410}, 0, 0, 0, .13},
      {"o", kVowel, {450, 800, 2500}, 0, 0, 0, .12},
      {"U", kVowel, {440, 1020, 2240}, 0, 0, 0, .09},
      {"u", kVowel, {310, 780, 2250}, 0, 0, 0, .12},
      {"y", kVowel, {280, 1850, 2200}, 0, 0, 0, .12},
      {"@", kVowel, {500, 1450, 2500}, 0, 0, 0, .08},
      {"r=", kVowel, {470, 1300, 1700}, 0, 0, 0, .12},
      {"z=", kVowel, {330, 1400, 2600}, 0, 0, 0, .12},
      {"j", kApproximant, {270, 2200, 2900}, 0, 0, 0, .06},
      {"w", kApproximant, {300, 680, 2200}, 0, 0, 0, .06},
      {"l", kApproximant, {350, 1150, 2650}, 0, 0, 0, .07},
      {"r", kApproximant, {330, 1200, 1600}, 0, 0, 0, .07},
      {"m", kNasal, {260, 1000, 2200}, 0, 0, 0, .075},
      {"n", kNasal, {260, 1550, 2500}, 0, 0, 0, .07},
      {"N", kNasal, {260, 2000, 2500}, 0, 0, 0, .08},
      {"s", kFricative, {320, 1650, 2600}, 7000, 3000, -12, .12},
      {"S", kFricative, {320, 1800, 2500}, 3600, 2200, -10, .12},
      {"f", kFricative, {320, 1000, 2300}, 5500, 7000, -24, .10},
      {"th", kFricative, {320, 1350, 2500}, 6500, 6000, -26, .09},
      {"C", kFricative, {300, 2100, 2900}, 5000, 2800, -13, .11},
      {"x", kFricative, {350, 1500, 2400}, 1700, 1800, -20, .09},
      {"h", kFricative, {0, 0, 0}, 0, 0, -22, .07},
      {"z", kVoicedFricative, {300, 1650, 2600}, 7000, 3000, -18, .08},
      {"Z", kVoicedFricative, {300, 1800, 2500}, 3600, 2200, -17, .08},
      {"v", kVoicedFricative, {300, 1000, 2300}, 5500, 7000, -30, .07},
      {"p", kStop, {280, 850, 2200}, 1200, 2500, -20, .10},
      {"t", kStop, {280, 1700, 2650}, 5000, 3500, -14, .10},
      {"k", kStop, {280, 1900, 2350}, 2300, 1400, -15, .11},
      {"b", kVoicedStop, {250, 850, 2200}, 1000, 2500, -28, .07},
      {"d", kVoicedStop, {250, 1700, 2650}, 4500, 3500, -22, .07},
      {"g", kVoicedStop, {250, 1900, 2350}, 2200, 1400, -22, .08},
      {"ts", kAffricate, {300, 1650, 2600}, 7000, 3000, -12, .12},
      {"tS", kAffricate, {300, 1850, 2600}, 3800, 2400, -11, .12},
      {"dZ", kAffricate, {280, 1850, 2600}, 3800, 2400, -18, .08},
  };
  return table;
}

Syllable draw_syllable(bool clusters, Random& random) {
  static const auto vowels = find_all(
      {"i", "I", "e", "E", "ae", "a", "a", "A", "V", "O", "o", "U", "u", "y", "@", "r=", "z="});
  static const auto onsets = find_all({"j", "w",  "l", "l", "r", "m", "m", "n", "n",  "s",  "S",
                                       "f", "th", "C", "x", "h", "h", "z", "Z", "v",  "p",  "t",
                                       "t", "k",  "k", "b", "b", "d", "d", "g", "ts", "tS", "dZ"});
  static const auto seconds = find_all({"l", "r", "w", "j"});
  static const auto nasals = find_all({"n", "n", "N", "m"});
  static const auto finals =
      find_all({"s", "t", "d", "k", "l", "r", "z", "v", "S", "p", "f", "th"});
  static const std::vector<std::vector<int>> diphthongs = {
      find_all({"a", "I"}), find_all({"e", "I"}), find_all({"a", "U"}), find_all({"o", "U"}),
      find_all({"O", "I"}), find_all({"i", "a"}), find_all({"i", "E"}), find_all({"u", "a"}),
      find_all({"u", "o"}), find_all({"y", "E"})};
  Syllable syllable;
  if (random.chance(.9)) syllable.onset.push_back(random.pick(onsets));
  if (clusters && !syllable.onset.empty() && random.chance(.15))
    syllable.onset.push_back(random.pick(seconds));
  if (random.chance(.35)) {
    syllable.nucleus = random.pick(diphthongs);
  } else {
    syllable.nucleus = {random.pick(vowels)};
  }
  if (random.chance(.25)) syllable.coda.push_back(random.pick(nasals));
  if (clusters && random.chance(.3)) syllable.coda.push_back(random.pick(finals));
  return syllable;
}

}  // namespace cantus
