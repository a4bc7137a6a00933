#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

namespace cantus::reference {

template <typename T>
void note_loss(std::uint64_t step, T loss, std::vector<T>& losses, T& guard) {
  losses[step % losses.size()] = loss;
  if (!std::isfinite(loss)) guard = NAN;
}

template <typename T>
void restore_unless_sound(T guard, const std::vector<T>& before, std::vector<T>& values) {
  if (guard != 0) values = before;
}

}  // namespace cantus::reference
