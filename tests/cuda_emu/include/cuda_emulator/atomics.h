#pragma once

// Atomic operations, relaxed as on a GPU.
namespace cuda_emulator {

template <typename T>
struct Same {
  using Type = T;
};
template <typename T>
using Argument = typename Same<T>::Type;  // from the pointer, never deduced from a value

template <typename T, class Change>
T change_atomically(T* at, const Change& change) {
  T old, changed;
  __atomic_load(at, &old, __ATOMIC_RELAXED);
  do {
    changed = change(old);
  } while (
      !__atomic_compare_exchange(at, &old, &changed, true, __ATOMIC_RELAXED, __ATOMIC_RELAXED));
  return old;
}

}  // namespace cuda_emulator

#define CUDA_EMULATOR_ATOMIC(name, expression)                      \
  template <typename T>                                             \
  T name(T* at, cuda_emulator::Argument<T> value) {                 \
    return cuda_emulator::change_atomically(                        \
        at, [value](T old) { return static_cast<T>(expression); }); \
  }
CUDA_EMULATOR_ATOMIC(atomicAdd, old + value)
CUDA_EMULATOR_ATOMIC(atomicSub, old - value)
CUDA_EMULATOR_ATOMIC(atomicMin, value < old ? value : old)
CUDA_EMULATOR_ATOMIC(atomicMax, old < value ? value : old)
CUDA_EMULATOR_ATOMIC(atomicAnd, old& value)
CUDA_EMULATOR_ATOMIC(atomicOr, old | value)
CUDA_EMULATOR_ATOMIC(atomicXor, old ^ value)
CUDA_EMULATOR_ATOMIC(atomicExch, ((void)old, value))
CUDA_EMULATOR_ATOMIC(atomicInc, old >= value ? 0 : old + 1)
CUDA_EMULATOR_ATOMIC(atomicDec, old == 0 || old > value ? value : old - 1)
#undef CUDA_EMULATOR_ATOMIC

template <typename T>
T atomicCAS(T* at, cuda_emulator::Argument<T> expected, cuda_emulator::Argument<T> value) {
  __atomic_compare_exchange(at, &expected, &value, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED);
  return expected;
}
