#include "tests/cuda_emu/kernel_name.h"
#include "tests/cuda_emu/multiprocessor.h"

namespace cuda_emulator {
namespace {

std::string text_of(uint3 index) {
  return std::string("(") + std::to_string(index.x) + "," + std::to_string(index.y) + "," +
         std::to_string(index.z) + ")";
}

std::string hexadecimal(unsigned mask) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text = "0x";
  for (int shift = 28; shift >= 0; shift -= 4) text += kDigits[mask >> shift & 15u];
  return text;
}

}  // namespace

std::string Multiprocessor::name_of(const Lane& lane) const {
  return "thread " + text_of(lane.index);
}

std::string Multiprocessor::place_of(const Lane& lane) const {
  std::string text = name_of(lane);
  if (lane.state == LaneState::kReturned) return text + " has returned";
  text += std::string(" at ") + lane.site.file + ":" + std::to_string(lane.site.line);
  if (lane.state == LaneState::kInWarp) text += " with mask " + hexadecimal(lane.mask);
  return text;
}

void Multiprocessor::fault(const std::string& what) const {
  throw Fault(short_kernel_name(launch_.kernel) + ", block " + text_of(block_) + ": " + what);
}

// No thread can run, and not all have returned. Names one that waits, and one it waits for.
void Multiprocessor::fault_deadlock() const {
  for (const Warp& warp : warps_) {
    for (const Meeting& meeting : warp.meetings) {
      const unsigned first_lane = number_of(*meeting.first) / kWarp * kWarp;
      const unsigned awaited = meeting.mask & ~meeting.arrived & ~warp.returned;
      fault("threads wait for ever in a warp operation: " + place_of(*meeting.first) +
            " waits for " + place_of(lanes_[first_lane + __builtin_ctz(awaited)]));
    }
  }
  fault("threads wait for ever");
}

}  // namespace cuda_emulator
