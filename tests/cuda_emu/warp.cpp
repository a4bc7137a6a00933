#include "tests/cuda_emu/multiprocessor.h"
#include "tests/cuda_emu/sanitizers.h"

namespace cuda_emulator {

// Inlined, like wait() and switch_to(): the processor mispredicts every return on a stack that it
// was switched to.
[[gnu::always_inline]] inline Word Multiprocessor::warp_operation(WarpOperation operation,
                                                                  unsigned mask, Word word,
                                                                  int operand, int width,
                                                                  Site site) {
  Lane& me = *running_;
  const unsigned warp_number = number_of(me) / kWarp;
  Warp& warp = warps_[warp_number];
  me.state = LaneState::kInWarp;
  me.operation = operation;
  me.mask = mask;
  me.word = word;
  me.operand = operand;
  me.width = width;
  me.site = site;
  check_mask(warp);

  Meeting& meeting = join_meeting(warp);
  // Of the warp operations, only __syncwarp orders memory.
  char& token = edges_->warps[warp_number][meeting.token];
  const bool orders_memory = operation == WarpOperation::kSync;
  if (orders_memory) release(token);
  close_meeting_when_all_are_here(warp, warp_number * kWarp, meeting);
  wait();
  if (orders_memory) acquire(token);
  return me.word;
}

void Multiprocessor::check_mask(const Warp& warp) const {
  const Lane& me = *running_;
  const unsigned lane = number_of(me) % kWarp;
  if ((me.mask >> lane & 1u) == 0)
    fault("a warp operation's mask leaves out its own thread: " + place_of(me));
  if (me.width < 1 || me.width > 32 || (me.width & (me.width - 1)) != 0)
    fault("a shuffle's width is no power of two up to 32: " + place_of(me));
  const unsigned missing = me.mask & warp.returned;
  if (missing != 0 && me.operation != WarpOperation::kSync) {
    const unsigned absent = number_of(me) / kWarp * kWarp + __builtin_ctz(missing);
    fault("a warp operation's mask names " +
          (absent < num_threads_
               ? name_of(lanes_[absent]) + ", which has returned"
               : "lane " + std::to_string(absent % kWarp) + ", which the block does not have") +
          ": " + place_of(me));
  }
}

Meeting& Multiprocessor::join_meeting(Warp& warp) {
  Lane& me = *running_;
  const unsigned bit = 1u << number_of(me) % kWarp;
  for (Meeting& meeting : warp.meetings) {
    if (meeting.mask != me.mask) continue;
    const Lane& first = *meeting.first;
    if (first.operation != me.operation || !(first.site == me.site))
      fault("threads of one mask meet in different warp operations: " + place_of(first) + ", " +
            place_of(me));
    meeting.arrived |= bit;
    return meeting;
  }
  warp.meetings.push_back({me.mask, bit, &me, warp.num_syncs++ % Edges::kSyncs});
  return warp.meetings.back();
}

void Multiprocessor::close_meeting_when_all_are_here(Warp& warp, unsigned first_lane,
                                                     Meeting& meeting) {
  const unsigned present = meeting.mask & ~warp.returned;
  if (meeting.arrived != present) return;
  exchange(first_lane, present);
  const unsigned count = num_threads_ - first_lane < kWarp ? num_threads_ - first_lane : kWarp;
  order_.push(ready_, first_lane, count,
              [&](unsigned lane) { return present >> (lane - first_lane) & 1u; });
  meeting = warp.meetings.back();
  warp.meetings.pop_back();
}

namespace {

// The lane whose value `lane` reads (CUDA C++ Programming Guide, warp shuffle functions).
unsigned source_of(unsigned lane, const Lane& reader) {
  const unsigned width = static_cast<unsigned>(reader.width);
  const unsigned operand = static_cast<unsigned>(reader.operand);
  const unsigned first = lane & ~(width - 1), place = lane & (width - 1);
  switch (reader.operation) {
    case WarpOperation::kShuffle:
      return first + (operand & (width - 1));
    case WarpOperation::kShuffleUp:
      return place >= operand ? lane - operand : lane;
    case WarpOperation::kShuffleDown:
      return place + operand < width ? lane + operand : lane;
    default:
      return (lane ^ operand) < first + width ? lane ^ operand : lane;
  }
}

}  // namespace

void Multiprocessor::exchange(unsigned first_lane, unsigned mask) {
  const WarpOperation operation = lanes_[first_lane + __builtin_ctz(mask)].operation;
  if (operation == WarpOperation::kSync) return;
  Word brought[kWarp];
  unsigned ballot = 0;
  for (unsigned rest = mask; rest != 0; rest &= rest - 1) {
    const unsigned lane = __builtin_ctz(rest);
    brought[lane] = lanes_[first_lane + lane].word;
    ballot |= brought[lane].low != 0 ? 1u << lane : 0u;
  }
  for (unsigned rest = mask; rest != 0; rest &= rest - 1) {
    const unsigned lane = __builtin_ctz(rest);
    Lane& reader = lanes_[first_lane + lane];
    if (operation == WarpOperation::kBallot) {
      reader.word = {ballot, 0};
      continue;
    }
    const unsigned source = source_of(lane, reader);
    if (source >= kWarp || (mask >> source & 1u) == 0)
      fault("a shuffle reads lane " + std::to_string(source) +
            ", which its mask leaves out: " + place_of(reader));
    reader.word = brought[source];
  }
}

void Multiprocessor::leave_warp(Lane& lane) {
  const unsigned number = number_of(lane), first_lane = number / kWarp * kWarp;
  Warp& warp = warps_[number / kWarp];
  warp.returned |= 1u << number % kWarp;
  for (std::size_t i = warp.meetings.size(); i-- > 0;) {
    Meeting& meeting = warp.meetings[i];
    if ((meeting.mask >> number % kWarp & 1u) == 0) continue;
    if (meeting.first->operation != WarpOperation::kSync)
      fault("a warp operation's mask names " + name_of(lane) +
            ", which has returned: " + place_of(*meeting.first));
    close_meeting_when_all_are_here(warp, first_lane, meeting);
  }
}

unsigned Multiprocessor::active_mask() const {
  return ~warps_[number_of(*running_) / kWarp].returned;
}

Word warp_operation(WarpOperation operation, unsigned mask, Word word, int operand, int width,
                    Site site) {
  return Multiprocessor::current().warp_operation(operation, mask, word, operand, width, site);
}

unsigned active_mask() { return Multiprocessor::current().active_mask(); }

}  // namespace cuda_emulator
