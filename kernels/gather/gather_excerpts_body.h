#pragma once

#include "kernels/core/body.h"
#include "kernels/core/excerpt_rows.h"
#include "kernels/core/half.h"

namespace cantus {

// One row a frame of an excerpt.
template <typename Stored>
struct GatherExcerpts {
  ExcerptRows rows;
  std::int64_t num_bands;
  const Stored* frames;
  const std::int64_t* first_frames;
  float* out;

  struct Place {
    const Stored* from;
    float* to;
  };
  CANTUS_BODY Place place(std::int64_t row) const {
    const ExcerptRows::Place at = rows(row);
    return {frames + (first_frames[at.excerpt] + at.frame) * num_bands, out + row * num_bands};
  }

  CANTUS_BODY void operator()(const Place& at, std::int64_t band) const {
    at.to[band] = to_float(at.from[band]);
  }
};

}  // namespace cantus
