#include "data/audio/id3_tag.h"

#include "data/audio/byte_window.h"

namespace cantus {

std::uint64_t skip_id3v2(const InputFile& file) {
  ByteWindow window(file);
  const auto tag = window.at(0, 10);
  if (tag.size() < 10 || tag.substr(0, 3) != "ID3") return 0;
  std::uint64_t size = 0;
  for (int i = 6; i < 10; ++i) size = size << 7 | (static_cast<unsigned char>(tag[i]) & 0x7f);
  const bool has_footer = (tag[5] & 0x10) != 0;
  return size + (has_footer ? 20 : 10);
}

}  // namespace cantus
