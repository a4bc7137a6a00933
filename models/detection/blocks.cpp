#include "models/detection/blocks.h"

#include "kernels/core/error.h"

namespace cantus {

std::string to_string(Blocks blocks) {
  return blocks == Blocks::kStreaming ? "streaming" : "exact";
}

std::vector<std::string> blocks_names() { return {"exact", "streaming"}; }

Blocks parse_blocks(const std::string& name) {
  for (const auto blocks : {Blocks::kExact, Blocks::kStreaming})
    if (name == to_string(blocks)) return blocks;
  throw Error(Exit::kUsage, "blocks " + name, "no such way", "exact or streaming");
}

}  // namespace cantus
