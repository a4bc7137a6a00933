#pragma once

#include <cstdint>

namespace cantus {

constexpr int kAccessBytes = 16;  // the most that a thread of a GPU moves in one access

// Numbers that lie together and move together.
template <typename T, int kWidth>
struct alignas(sizeof(T) * kWidth < kAccessBytes ? sizeof(T) * kWidth : kAccessBytes) Pack {
  T at[kWidth];
};

// Whether whole accesses reach an array.
inline bool is_aligned(const void* array) {
  return reinterpret_cast<std::uintptr_t>(array) % kAccessBytes == 0;
}

}  // namespace cantus
