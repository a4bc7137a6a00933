#include "kernels/dropout/dropout.h"

#include "kernels/core/bfloat16.h"
#include "kernels/core/launch.h"
#include "kernels/core/pack.h"
#include "kernels/core/philox.h"
#include "kernels/core/step_state.h"

namespace cantus {

// One body four units of one sample: a call of the generator gives four numbers. The step's upper
// half leaves the counter; a run of 2^32 steps does not exist.
template <typename T>
struct Dropout {
  const StepState* state;
  std::uint32_t layer;
  std::int64_t num_units;
  float rate;
  Arithmetic<T> scale;
  const T* x;
  T* y;

  CANTUS_BODY PhiloxWords words(std::int64_t sample, std::int64_t group) const {
    // Purposes stand in the top byte, layers below.
    const std::uint32_t stream = (static_cast<std::uint32_t>(Purpose::kDropout) << 24) + layer;
    return philox(state->seed, static_cast<std::uint32_t>(group),
                  static_cast<std::uint32_t>(state->first_sample + sample),
                  static_cast<std::uint32_t>(state->step), stream);
  }

  CANTUS_BODY T kept(std::uint32_t word, T value) const {
    return uniform_from(word) >= rate ? T(value * scale) : T(0.0f);
  }

  CANTUS_BODY void operator()(std::int64_t sample, std::int64_t group) const {
    const PhiloxWords w = words(sample, group);
    const std::int64_t i = sample * num_units + 4 * group;
    const T values[4] = {x[i], x[i + 1], x[i + 2], x[i + 3]};  // before y, which may be x
    for (int k = 0; k < 4; ++k) y[i + k] = kept(w.word[k], values[k]);
  }
};

// The same for a GPU, where four accesses of one thread each would move what lies between those of
// its neighbours as well: the four units move together.
template <typename T>
struct DropoutPacked {
  using Four = Pack<T, 4>;

  Dropout<T> dropout;

  CANTUS_BODY void operator()(std::int64_t sample, std::int64_t group) const {
    const std::int64_t i = sample * (dropout.num_units / 4) + group;
    Four values = reinterpret_cast<const Four*>(dropout.x)[i];
    const PhiloxWords w = dropout.words(sample, group);
    for (int k = 0; k < 4; ++k) values.at[k] = dropout.kept(w.word[k], values.at[k]);
    reinterpret_cast<Four*>(dropout.y)[i] = values;
  }
};

// The last group of a sample, where num_units is no multiple of four.
template <typename T>
struct DropoutTail {
  Dropout<T> dropout;

  CANTUS_BODY void operator()(std::int64_t sample) const {
    const std::int64_t group = dropout.num_units / 4;
    const PhiloxWords w = dropout.words(sample, group);
    for (int k = 0; k < dropout.num_units % 4; ++k) {
      const std::int64_t i = sample * dropout.num_units + 4 * group + k;
      dropout.y[i] = dropout.kept(w.word[k], dropout.x[i]);
    }
  }
};

template <typename T>
void dropout(Queue& queue, const StepState* state, std::uint32_t layer, std::int64_t num_samples,
             std::int64_t num_units, float rate, const T* x, T* y) {
  using A = Arithmetic<T>;
  const Dropout<T> whole{state, layer, num_units, rate, A(1) / (A(1) - A(rate)), x, y};
  if (!queue.memory().is_host() && num_units % 4 == 0 && is_aligned(x) && is_aligned(y))
    return for_each(queue, num_samples, num_units / 4, DropoutPacked<T>{whole});
  for_each(queue, num_samples, num_units / 4, whole);
  if (num_units % 4 != 0) for_each(queue, num_samples, DropoutTail<T>{whole});
}

template decltype(dropout<float>) dropout<float>;
template decltype(dropout<double>) dropout<double>;
template decltype(dropout<Bfloat16>) dropout<Bfloat16>;

}  // namespace cantus
