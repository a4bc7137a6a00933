#pragma once

#include <string>
#include <vector>

namespace cantus {

// How a song is scored by a network that puts zeros around its excerpts (blocks).
enum class Blocks {
  kExact,      // every block as if it stood alone, as in training
  kStreaming,  // the network runs on over the song: an approximation, see stream_in_time
};

std::string to_string(Blocks blocks);
std::vector<std::string> blocks_names();
// Throws Error(kUsage) listing them.
Blocks parse_blocks(const std::string& name);

}  // namespace cantus
