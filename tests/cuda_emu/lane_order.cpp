#include "tests/cuda_emu/lane_order.h"

#include <cuda_emulator/launch.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <mutex>
#include <numeric>
#include <stdexcept>
#include <system_error>

namespace cuda_emulator {
namespace {

std::mutex set_mutex;
std::string set_text;

}  // namespace

LaneOrder::LaneOrder(const std::string& text) {
  const std::string shuffled = "shuffled:";
  const char* end = text.data() + text.size();
  if (text == "forward") return;
  if (text == "reversed") {
    kind_ = Kind::kReversed;
  } else if (text.starts_with(shuffled) &&
             std::from_chars(text.data() + shuffled.size(), end, state_) ==
                 std::from_chars_result{end, std::errc()}) {
    kind_ = Kind::kShuffled;
  } else {
    throw std::invalid_argument("emulator order \"" + text +
                                "\": expected forward, reversed or shuffled:SEED");
  }
}

LaneOrder LaneOrder::chosen() {
  {
    const std::lock_guard<std::mutex> lock(set_mutex);
    if (!set_text.empty()) return LaneOrder(set_text);
  }
  const char* text = std::getenv("CANTUS_EMULATOR_ORDER");
  return LaneOrder(text == nullptr ? "forward" : text);
}

std::uint64_t LaneOrder::below(std::uint64_t limit) {  // splitmix64 (Steele et al. 2014)
  std::uint64_t x = state_ += 0x9e3779b97f4a7c15u;
  x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
  x = (x ^ x >> 27) * 0x94d049bb133111ebu;
  x ^= x >> 31;
  return (x >> 32) * limit >> 32;
}

std::vector<std::uint64_t> LaneOrder::blocks(std::uint64_t count) {
  std::vector<std::uint64_t> order(count);
  std::iota(order.begin(), order.end(), std::uint64_t{0});
  if (kind_ == Kind::kReversed) std::reverse(order.begin(), order.end());
  if (kind_ == Kind::kShuffled)
    for (std::uint64_t i = count; i > 1; --i) std::swap(order[i - 1], order[below(i)]);
  return order;
}

void set_order(const std::string& text) {
  if (!text.empty()) LaneOrder{text};
  const std::lock_guard<std::mutex> lock(set_mutex);
  set_text = text;
}

}  // namespace cuda_emulator
