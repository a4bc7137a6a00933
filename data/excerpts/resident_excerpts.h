#pragma once

#include "data/excerpts/excerpts.h"
#include "engine/buffer.h"
#include "engine/ops/excerpt_batch.h"
#include "kernels/standardize/band_moments.h"

namespace cantus {

// A training set in memory that a queue's kernels can read: on a GPU a copy, made once; on a CPU
// the frame set's own memory.
class ResidentExcerpts {
 public:
  // Queue, excerpts, their frames, and the standardization (given for a set that is warped) must
  // outlive the object. Errors: kOsError when the device has too little memory, with the bytes
  // needed and free.
  ResidentExcerpts(Queue& queue, const Excerpts& excerpts,
                   const Standardization* standardization = nullptr);

  const ResidentSet& set() const { return set_; }
  // Call after Excerpts::choose() of the same excerpts, to draw what was chosen.
  void follow(Queue& queue, const Excerpts& excerpts);

 private:
  void upload(Queue& queue, const Excerpts& excerpts, const Standardization* standardization);

  ResidentSet set_;
  Buffer frames_, labels_, first_frames_, first_excerpts_, drawn_, with_voice_, without_, mean_,
      inv_std_;
};

}  // namespace cantus
