#pragma once

#include <cuda_emulator/site.h>

#include <cstring>
#include <type_traits>

namespace cuda_emulator {

enum class WarpOperation { kSync, kShuffle, kShuffleUp, kShuffleDown, kShuffleXor, kBallot };

// The value that a shuffle carries. It is passed by value, in registers, so that no thread ever
// reads another one's stack, which a sanitizer would report as a race.
struct Word {
  unsigned long long low = 0, high = 0;
};

// Meets the other threads named in the mask, all of which must come to the same place with the same
// mask. `operand` is the shuffle's lane or distance; for a ballot, the word is 0 or 1.
Word warp_operation(WarpOperation operation, unsigned mask, Word word, int operand, int width,
                    Site site);

// The threads of this warp that have not returned. A GPU may report fewer.
unsigned active_mask();

template <typename T>
T shuffle(WarpOperation operation, unsigned mask, T value, int operand, int width, Site site) {
  static_assert(std::is_trivially_copyable<T>::value && sizeof(T) <= sizeof(Word),
                "a shuffle carries up to 16 bytes");
  Word word;
  std::memcpy(static_cast<void*>(&word), &value, sizeof value);
  word = warp_operation(operation, mask, word, operand, width, site);
  std::memcpy(static_cast<void*>(&value), &word, sizeof value);
  return value;
}

inline unsigned ballot(unsigned mask, bool predicate, Site site) {
  const Word word{predicate ? 1ull : 0ull, 0};
  return static_cast<unsigned>(warp_operation(WarpOperation::kBallot, mask, word, 0, 32, site).low);
}

}  // namespace cuda_emulator

inline void __syncwarp(unsigned mask = 0xffffffffu, const char* file = __builtin_FILE(),
                       int line = __builtin_LINE()) {
  cuda_emulator::warp_operation(cuda_emulator::WarpOperation::kSync, mask, {}, 0, 32, {file, line});
}

template <typename T>
T __shfl_sync(unsigned mask, T value, int lane, int width = 32, const char* file = __builtin_FILE(),
              int line = __builtin_LINE()) {
  return cuda_emulator::shuffle(cuda_emulator::WarpOperation::kShuffle, mask, value, lane, width,
                                {file, line});
}

template <typename T>
T __shfl_up_sync(unsigned mask, T value, unsigned delta, int width = 32,
                 const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
  return cuda_emulator::shuffle(cuda_emulator::WarpOperation::kShuffleUp, mask, value,
                                static_cast<int>(delta), width, {file, line});
}

template <typename T>
T __shfl_down_sync(unsigned mask, T value, unsigned delta, int width = 32,
                   const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
  return cuda_emulator::shuffle(cuda_emulator::WarpOperation::kShuffleDown, mask, value,
                                static_cast<int>(delta), width, {file, line});
}

template <typename T>
T __shfl_xor_sync(unsigned mask, T value, int lane_mask, int width = 32,
                  const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
  return cuda_emulator::shuffle(cuda_emulator::WarpOperation::kShuffleXor, mask, value, lane_mask,
                                width, {file, line});
}

inline unsigned __ballot_sync(unsigned mask, int predicate, const char* file = __builtin_FILE(),
                              int line = __builtin_LINE()) {
  return cuda_emulator::ballot(mask, predicate != 0, {file, line});
}

inline int __any_sync(unsigned mask, int predicate, const char* file = __builtin_FILE(),
                      int line = __builtin_LINE()) {
  return cuda_emulator::ballot(mask, predicate != 0, {file, line}) != 0;
}

inline int __all_sync(unsigned mask, int predicate, const char* file = __builtin_FILE(),
                      int line = __builtin_LINE()) {
  return cuda_emulator::ballot(mask, predicate != 0, {file, line}) == mask;
}

inline unsigned __activemask() { return cuda_emulator::active_mask(); }
