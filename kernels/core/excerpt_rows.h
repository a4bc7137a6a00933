#pragma once

#include <cstdint>

#include "kernels/core/body.h"
#include "kernels/core/error.h"

namespace cantus {

// Rows that are frames of excerpts of equal length, one behind the other. A row's place is found in
// 32 bits: a division of 64 takes a GPU several times as long, and there a row is shared by few
// values of a thread.
class ExcerptRows {
 public:
  struct Place {
    std::int64_t excerpt, frame;
  };

  ExcerptRows(std::int64_t num_excerpts, std::int64_t num_frames)
      : num_frames_(static_cast<std::uint32_t>(num_frames)) {
    CANTUS_REQUIRE(num_frames > 0 && num_excerpts >= 0 && num_excerpts <= 0xffffffff / num_frames,
                   "the frames of a batch of excerpts are not counted by 32 bits");
  }

  CANTUS_BODY Place operator()(std::int64_t row) const {
    const auto all = static_cast<std::uint32_t>(row);
    const std::uint32_t excerpt = all / num_frames_;
    return {excerpt, all - excerpt * num_frames_};
  }

 private:
  std::uint32_t num_frames_;
};

}  // namespace cantus
