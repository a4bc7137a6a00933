#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace cuda_emulator {

// The order in which runnable threads run, and the order of the blocks. The same text gives the
// same order in every launch.
class LaneOrder {
 public:
  // forward, reversed or shuffled:SEED. Throws std::invalid_argument.
  explicit LaneOrder(const std::string& text);
  // The order set by set_order(), or else CANTUS_EMULATOR_ORDER, or else forward.
  static LaneOrder chosen();

  // Adds [first, first + count), where `wanted`, to a stack of runnable threads.
  template <class Wanted>
  void push(std::vector<std::uint16_t>& ready, unsigned first, unsigned count,
            const Wanted& wanted) const {
    for (unsigned i = 0; i < count; ++i) {
      const unsigned lane = first + (kind_ == Kind::kReversed ? i : count - 1 - i);
      if (wanted(lane)) ready.push_back(static_cast<std::uint16_t>(lane));
    }
  }

  // Removes the thread that runs next. The stack must not be empty.
  unsigned pop(std::vector<std::uint16_t>& ready) {
    if (kind_ == Kind::kShuffled) std::swap(ready[below(ready.size())], ready.back());
    const unsigned lane = ready.back();
    ready.pop_back();
    return lane;
  }

  // The numbers of the blocks in the order in which they run.
  std::vector<std::uint64_t> blocks(std::uint64_t count);

 private:
  enum class Kind { kForward, kReversed, kShuffled };

  std::uint64_t below(std::uint64_t limit);

  Kind kind_ = Kind::kForward;
  std::uint64_t state_ = 0;
};

}  // namespace cuda_emulator
