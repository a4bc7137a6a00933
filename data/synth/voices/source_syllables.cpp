#include "data/synth/voices/source_syllables.h"

#include <algorithm>
#include <set>

namespace cantus {
namespace {

bool is_pause(const std::string& phone) {
  return phone == "pau" || phone == "ssil" || phone == "brth";
}

bool is_vowel(const std::string& phone) {
  static const std::set<std::string> vowels = {"aa",  "ae", "ah", "ao", "aw", "ax",
                                               "axr", "ay", "eh", "er", "ey", "ih",
                                               "iy",  "ow", "oy", "uh", "uw"};
  return vowels.count(phone) > 0;
}

std::vector<SourceSyllable> from_phones(const std::vector<SpokenPhone>& phones) {
  std::vector<SourceSyllable> syllables;
  std::vector<Span> consonants;
  for (std::size_t i = 0; i <= phones.size(); ++i) {
    if (i == phones.size() || is_pause(phones[i].name)) {
      if (!syllables.empty() && !consonants.empty()) syllables.back().coda = {consonants.front()};
      consonants.clear();
    } else if (is_vowel(phones[i].name)) {
      if (consonants.size() > 2) {  // a long cluster is shared with the syllable before
        if (!syllables.empty()) syllables.back().coda = {consonants.front()};
        consonants.erase(consonants.begin(), consonants.end() - 2);
      }
      syllables.push_back({consonants, phones[i].span, {}});
      consonants.clear();
    } else {
      consonants.push_back(phones[i].span);
    }
  }
  return syllables;
}

constexpr int kNear = 14;          // frames: 70 ms
constexpr double kAudibleDb = 22;  // below the loudest nucleus
constexpr double kNucleusDb = 5;   // a nucleus reaches this far below its peak
constexpr double kLongestOnsetS = .16;

std::vector<SourceSyllable> from_level(const VoiceAnalysis& analysis) {
  const int count = analysis.num_frames();
  std::vector<double> level(count);
  for (int i = 0; i < count; ++i) {
    double sum = 0;
    for (int k = -3; k <= 3; ++k) sum += analysis.level_db[std::clamp(i + k, 0, count - 1)];
    level[i] = sum / 7;
  }
  const double loudest = *std::max_element(level.begin(), level.end());
  std::vector<SourceSyllable> syllables;
  int last_end = 0;
  for (int i = 2; i + 2 < count; ++i) {
    if (analysis.f0_hz[i] == 0 || level[i] < loudest - kAudibleDb) continue;
    const auto from = level.begin() + std::max(0, i - kNear),
               to = level.begin() + std::min(count, i + kNear + 1);
    if (level[i] < *std::max_element(from, to)) continue;
    int start = i, end = i;
    while (start > last_end && level[start - 1] > level[i] - kNucleusDb) --start;
    while (end + 1 < count && level[end + 1] > level[i] - kNucleusDb &&
           (end - i < kNear || level[end + 1] <= level[end]))
      ++end;
    if (end - start < 6) continue;
    const double start_s = start * kVoiceHopS, end_s = end * kVoiceHopS;
    const double onset_s = std::max(last_end * kVoiceHopS, start_s - kLongestOnsetS);
    SourceSyllable syllable{{}, {start_s, end_s}, {}};
    if (start_s - onset_s > .02) syllable.onset.push_back({onset_s, start_s});
    syllables.push_back(syllable);
    last_end = end;
    i = end;
  }
  return syllables;
}

}  // namespace

std::vector<SourceSyllable> find_syllables(const Utterance& utterance,
                                           const VoiceAnalysis& analysis) {
  return utterance.phones.empty() ? from_level(analysis) : from_phones(utterance.phones);
}

std::vector<Span> spoken_spans(const Utterance& utterance) {
  constexpr double kHangoverS = .15;
  std::vector<Span> spans;
  const auto extend = [&](double start_s, double end_s) {
    if (!spans.empty() && start_s - spans.back().end_s < kHangoverS) {
      spans.back().end_s = end_s;
    } else {
      spans.push_back({start_s, end_s});
    }
  };
  for (const SpokenPhone& phone : utterance.phones) {
    if (!is_pause(phone.name)) extend(phone.span.start_s, phone.span.end_s);
  }
  if (!utterance.phones.empty()) return spans;
  const std::vector<float>& samples = utterance.audio.samples;
  constexpr int kBlock = kSynthRate / 100;
  std::vector<double> energy;
  for (std::size_t i = 0; i + kBlock <= samples.size(); i += kBlock) {
    double sum = 0;
    for (int k = 0; k < kBlock; ++k) sum += double(samples[i + k]) * samples[i + k];
    energy.push_back(sum);
  }
  if (energy.empty()) return spans;
  const double threshold = *std::max_element(energy.begin(), energy.end()) * 3.2e-4;  // -35 dB
  for (std::size_t i = 0; i < energy.size(); ++i) {
    const double start_s = double(i) * kBlock / kSynthRate;
    if (energy[i] > threshold) extend(start_s, start_s + double(kBlock) / kSynthRate);
  }
  return spans;
}

}  // namespace cantus
