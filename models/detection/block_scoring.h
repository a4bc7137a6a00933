#pragma once

#include "kernels/core/enum_names.h"

namespace cantus {

// How a song is scored by a network that puts zeros around its excerpts (blocks).
enum class BlockScoring {
  kExact,      // every block as if it stood alone, as in training
  kStreaming,  // the network runs on over the song: an approximation, see stream_in_time
};

template <>
struct EnumNames<BlockScoring> {
  static constexpr std::array kNames{"exact", "streaming"};
};

}  // namespace cantus
