#include "models/evaluation/overshoot.h"

#include <vector>

#include "kernels/core/error.h"
#include "kernels/gather/frame_label.h"

namespace cantus {
namespace {

// A run of frames with voice, [begin, end).
struct Run {
  std::int64_t begin, end;
};

std::vector<Run> runs_of(const std::vector<bool>& voice) {
  std::vector<Run> runs;
  for (std::int64_t k = 0; k < std::ssize(voice); ++k) {
    if (!voice[k]) continue;
    if (runs.empty() || runs.back().end < k)
      runs.push_back({k, k + 1});
    else
      runs.back().end = k + 1;
  }
  return runs;
}

std::vector<bool> mirrored(const std::vector<bool>& frames) {
  return {frames.rbegin(), frames.rend()};
}

// Measures lags and pauses only, not leads.
Overshoot lags_of(const std::vector<bool>& decided, const std::vector<bool>& voice) {
  Overshoot found;
  const auto runs = runs_of(voice);
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const auto [begin, end] = runs[i];
    const bool is_last = i + 1 == runs.size();
    const std::int64_t limit = is_last ? std::ssize(voice) : runs[i + 1].begin;
    std::int64_t until = end;
    while (until < limit && decided[until]) ++until;
    if (!is_last) {
      ++found.num_pauses;
      found.num_glossed_over += until == limit ? 1 : 0;
    }
    if (end == std::ssize(voice)) continue;
    std::int64_t last = end;  // end of the run's last frame decided as voice
    while (last > begin && !decided[last - 1]) --last;
    if (last == begin) continue;
    ++found.num_ends;
    found.lag += last < end ? last - end : until - end;
  }
  return found;
}

std::optional<double> mean(std::int64_t sum, std::int64_t count) {
  if (count == 0) return {};
  return static_cast<double>(sum) / static_cast<double>(count);
}

}  // namespace

std::optional<double> Overshoot::mean_lag() const { return mean(lag, num_ends); }
std::optional<double> Overshoot::mean_lead() const { return mean(lead, num_starts); }

Overshoot& Overshoot::operator+=(const Overshoot& other) {
  num_ends += other.num_ends;
  num_starts += other.num_starts;
  lag += other.lag;
  lead += other.lead;
  num_pauses += other.num_pauses;
  num_glossed_over += other.num_glossed_over;
  return *this;
}

Overshoot measure_overshoot(std::span<const float> score, std::span<const float> truth,
                            float threshold) {
  CANTUS_REQUIRE(score.size() == truth.size(), "one score a frame");
  std::vector<bool> decided, voice;
  for (const float value : score) decided.push_back(value > threshold);
  for (const float value : truth) voice.push_back(is_voice(value));
  Overshoot found = lags_of(decided, voice);
  const Overshoot back = lags_of(mirrored(decided), mirrored(voice));
  found.num_starts = back.num_ends;
  found.lead = back.lag;
  return found;
}

}  // namespace cantus
