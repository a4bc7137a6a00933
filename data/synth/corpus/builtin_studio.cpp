#include <cstdlib>

#include "data/synth/corpus/studio.h"
#include "data/synth/instruments/instruments.h"
#include "data/synth/score/singer.h"

namespace cantus {
namespace {

constexpr char kPrefix[] = "builtin-";

class BuiltinStudio : public Studio {
 public:
  // The singer's number modulo 3 is the split, so no voice can be in two splits.
  std::string cast(Split split, Random& random) const override {
    const int number = 3 * random.below(300000) + static_cast<int>(split);
    return kPrefix + std::to_string(number);
  }

  VoiceTrack sing(const Score& score, const std::string& voice, std::uint64_t seed) override {
    return sing_builtin(score.phrases, score.duration_s, singer_of(voice), seed);
  }

  VoiceTrack speak(double duration_s, const std::string& voice, std::uint64_t seed) override {
    return speak_builtin(duration_s, singer_of(voice), seed);
  }

  Backing play(const Score& score, std::uint64_t seed) override {
    const auto num_samples = static_cast<std::size_t>(score.duration_s * kSynthRate);
    Backing backing{std::vector<float>(num_samples), std::vector<float>(num_samples)};
    std::uint64_t purpose = 601;
    for (const Part& part : score.parts) {
      Random random(seed, purpose++);
      play_part(part, random, part.solo ? backing.solo : backing.rhythm);
    }
    return backing;
  }

 private:
  static Singer singer_of(const std::string& voice) {
    return draw_singer(std::strtoull(voice.c_str() + sizeof(kPrefix) - 1, nullptr, 10));
  }
};

}  // namespace

std::unique_ptr<Studio> make_builtin_studio() { return std::make_unique<BuiltinStudio>(); }

}  // namespace cantus
