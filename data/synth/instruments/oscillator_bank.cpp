#include "data/synth/instruments/oscillator_bank.h"

#include "data/synth/score/exact_math.h"

namespace cantus {

void add_harmonics(const double* phase, int length, const double* from, const double* to, int count,
                   float* out) {
  alignas(64) double twice_cos[kMaxBlock], before[kMaxBlock], now[kMaxBlock], total[kMaxBlock];
  for (int i = 0; i < length; ++i) {
    twice_cos[i] = 2 * exact::cos_turns(phase[i]);
    before[i] = 0;
    now[i] = exact::sin_turns(phase[i]);
    total[i] = 0;
  }
  for (int k = 1; k <= count; ++k) {
    const double start = from[k], slope = (to[k] - from[k]) / length;
    for (int i = 0; i < length; ++i) {
      total[i] += (start + slope * i) * now[i];
      const double next = twice_cos[i] * now[i] - before[i];
      before[i] = now[i];
      now[i] = next;
    }
  }
  for (int i = 0; i < length; ++i) out[i] += static_cast<float>(total[i]);
}

}  // namespace cantus
