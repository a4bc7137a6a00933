#pragma once

#include "data/excerpts/excerpts.h"
#include "engine/buffer.h"
#include "engine/ops/excerpt_batch.h"
#include "kernels/standardize/band_moments.h"

namespace cantus {

// A training set where a queue's kernels read it: on a GPU a copy, made once; on the CPU the frame
// set's own memory.
class ResidentExcerpts {
 public:
  // The queue, the excerpts with their frames, and the standardization of a set that is warped must
  // stay. Errors: kOsError when the device has no room for them, saying what is needed and what is
  // free.
  ResidentExcerpts(Queue& queue, const Excerpts& excerpts,
                   const Standardization* standardization = nullptr);

  const ResidentSet& set() const { return set_; }
  // After Excerpts::choose, of the excerpts this was made of.
  void follow(Queue& queue, const Excerpts& excerpts);

 private:
  void upload(Queue& queue, const Excerpts& excerpts, const Standardization* standardization);

  ResidentSet set_;
  Buffer frames_, labels_, first_frames_, first_excerpts_, drawn_, with_voice_, without_, mean_,
      inv_std_;
};

}  // namespace cantus
