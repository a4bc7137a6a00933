#include <algorithm>
#include <array>
#include <cstring>
#include <memory>

#include "kernels/gather/draw_excerpts.h"
#include "kernels/gather/frame_label.h"
#include "kernels/gather/gather_excerpts.h"
#include "tests/cases/cases.h"
#include "tests/reference/excerpts_reference.h"
#include "tests/support/excerpt_memory.h"

namespace cantus::testing {
namespace {

constexpr std::uint64_t kSeed = 0x9e3779b97f4a7c15ull;

// Songs of different lengths, some too short for an excerpt.
reference::Songs some_songs(std::int64_t num_songs, std::int64_t longest) {
  reference::Songs songs;
  for (std::int64_t s = 0; s < num_songs; ++s) {
    songs.num_frames.push_back(1 + (s * 7919 + 3) % longest);
    for (std::int64_t k = 0; k < songs.num_frames.back(); ++k)
      songs.labels.push_back((k / 5 + s) % 3 == 0 ? 1 - 0.3f * (k % 2) : 0.25f * (s % 2));
  }
  return songs;
}

// The same songs with many frames left out of learning.
reference::Songs some_learned(std::int64_t num_songs, std::int64_t longest) {
  reference::Songs songs = some_songs(num_songs, longest);
  for (std::size_t k = 0; k < songs.labels.size(); ++k)
    if (k * 5 % 7 < 3) songs.labels[k] = kNotLearned;
  return songs;
}

// Outputs: the first frames' bytes, and the targets.
KernelCase draw_case(const reference::Songs& songs, std::int64_t frames, std::int64_t batch,
                     bool is_balanced, const TargetRule& rule, std::int64_t bag_size = 0) {
  const bool leaves_out = std::count(songs.labels.begin(), songs.labels.end(), kNotLearned) > 0;
  const auto all = reference::excerpts_of(songs, frames);
  const StepState state{.seed = kSeed, .step = 5, .first_sample = 5ull * batch};
  const std::int64_t num_targets = rule.every_frame ? frames : 1;
  const std::int64_t num_labelled = bag_size > 0 ? batch / bag_size : batch;
  const auto definition = [=](const auto&, auto& out) {
    for (std::int64_t i = 0; i < batch; ++i) {
      const std::uint64_t place = state.first_sample + i;
      const auto excerpt =
          bag_size > 0 ? reference::drawn_of_bag(songs, frames, bag_size, is_balanced, kSeed, place)
                       : reference::drawn(all, is_balanced, kSeed, place);
      for (int byte = 0; byte < 8; ++byte)
        out[0][8 * i + byte] = (excerpt.first_frame >> (8 * byte)) & 0xff;
      if (bag_size > 0 && i % bag_size > 0) continue;
      for (std::int64_t k = 0; k < num_targets; ++k) {
        const std::int64_t frame = excerpt.first_frame + (rule.every_frame ? k : frames / 2);
        const float soft = rule.soft_label;
        const float voice = std::clamp<float>(songs.labels[frame], soft, 1 - soft);
        const std::int64_t row = i / (batch / num_labelled) * num_targets + k;
        if (rule.num_outputs == 2) out[1][2 * row] = 1 - voice;
        out[1][(row + 1) * rule.num_outputs - 1] = voice;
      }
    }
  };
  return {
      .name = "draw_excerpts " + std::to_string(batch) + " of " + std::to_string(all.size()) +
              (is_balanced ? " by turns" : "") + (rule.every_frame ? " every frame" : "") +
              (leaves_out ? " left out" : "") +
              (bag_size > 0 ? " in bags of " + std::to_string(bag_size) : ""),
      .inputs = {},
      .output_sizes = {8 * batch, rule.num_outputs * num_targets * num_labelled},
      .kernel_with_tables = [=](Queue& of_tables) -> KernelCase::Kernel {
        const auto at = std::make_shared<const OnDevice<StepState>>(of_tables, state);
        const auto memory =
            std::make_shared<const ExcerptMemory>(of_tables, songs, frames, is_balanced, bag_size);
        return [=](Queue& queue, const auto&, auto& out) {
          draw_excerpts(queue, at->get(), memory->set(), rule, batch,
                        reinterpret_cast<std::int64_t*>(out[0].bytes()), out[1].data());
        };
      },
      .definition = definition,
      .bytes = static_cast<double>(8 * batch + 4 * rule.num_outputs * num_targets * num_labelled),
      .flops = static_cast<double>(batch),
      .byte_outputs = {0},
      .full_size = false};
}

// Float16 frames come as bytes, two per number: finite numbers of all magnitudes.
Values half_bytes(std::int64_t n) {
  return Values([=] {
    std::vector<double> bytes;
    for (std::int64_t i = 0; i < n; ++i) {
      const auto bits = static_cast<std::uint32_t>(i * 40503 + 11) & 0xffff;
      const std::uint32_t finite = (bits & 0x7c00) == 0x7c00 ? bits ^ 0x4000 : bits;
      bytes.push_back(finite & 0xff);
      bytes.push_back(finite >> 8);
    }
    return bytes;
  });
}

template <typename Stored>
KernelCase gather_case(std::int64_t batch, std::int64_t frames, std::int64_t bands,
                       bool full_size) {
  constexpr bool kIsHalf = sizeof(Stored) == 2;
  const std::int64_t num_frames = frames * 3 + 5;
  std::vector<std::int64_t> firsts;
  for (std::int64_t i = 0; i < batch; ++i)
    firsts.push_back((i * 977 + 3) % (num_frames - frames + 1));
  const auto definition = [=](const auto& in, auto& out) {
    std::int64_t o = 0;
    for (const std::int64_t first : firsts)
      for (std::int64_t i = first * bands; i < (first + frames) * bands; ++i, ++o)
        out[0][o] = kIsHalf ? half_of_bytes(in[0], i) : in[0][i];
  };
  const std::int64_t values = batch * frames * bands;
  return {
      .name = std::string("gather_excerpts ") + (kIsHalf ? "float16 " : "float32 ") +
              std::to_string(batch) + "x" + std::to_string(frames) + "x" + std::to_string(bands),
      .inputs = {kIsHalf ? half_bytes(num_frames * bands) : normal_values(num_frames * bands, 1)},
      .output_sizes = {values},
      .kernel_with_tables = [=](Queue& of_tables) -> KernelCase::Kernel {
        const auto first = std::make_shared<const DeviceTable<std::int64_t>>(of_tables, firsts);
        of_tables.synchronize();
        return [=](Queue& queue, const auto& in, auto& out) {
          gather_excerpts(queue, batch, frames, bands,
                          reinterpret_cast<const Stored*>(in[0].bytes()), first->data(),
                          out[0].data());
        };
      },
      .definition = definition,
      .bytes = static_cast<double>(values) * (sizeof(Stored) + 4),
      .byte_inputs = kIsHalf ? std::set<std::size_t>{0} : std::set<std::size_t>{},
      .full_size = full_size};
}

}  // namespace

void add_gather_cases(CaseList& list) {
  list.kernels.push_back(draw_case(some_songs(1, 9), 3, 5, false, {2, 0}));
  list.kernels.push_back(draw_case(some_songs(30, 60), 25, 64, false, {2, 0}));
  list.kernels.push_back(draw_case(some_songs(30, 60), 25, 37, true, {1, 0.02f}));
  list.kernels.push_back(draw_case(some_songs(7, 300), 115, 32, true, {2, 0.02f}));
  list.kernels.push_back(draw_case(some_songs(30, 60), 25, 37, false, {2, 0.02f, true}));
  list.kernels.push_back(draw_case(some_songs(9, 40), 6, 11, true, {1, 0, true}));
  list.kernels.push_back(draw_case(some_learned(30, 60), 25, 64, false, {1, 0.02f}));
  list.kernels.push_back(draw_case(some_learned(30, 60), 25, 37, true, {1, 0.02f}));
  list.kernels.push_back(draw_case(some_songs(30, 60), 25, 32, false, {1, 0.02f}, 4));
  list.kernels.push_back(draw_case(some_songs(30, 60), 25, 60, true, {1, 0.02f}, 12));
  list.kernels.push_back(gather_case<float>(1, 1, 1, false));
  list.kernels.push_back(gather_case<float>(7, 5, 13, false));
  list.kernels.push_back(gather_case<std::uint16_t>(1, 1, 1, false));
  list.kernels.push_back(gather_case<std::uint16_t>(9, 25, 64, false));
  // Hou 2020, 64 blocks; Schlueter 2016, 32 excerpts
  list.kernels.push_back(gather_case<std::uint16_t>(64, 25, 64, true));
  list.kernels.push_back(gather_case<std::uint16_t>(32, 115, 372, true));
}

}  // namespace cantus::testing
