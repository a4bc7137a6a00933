#pragma once

#include "data/batches/excerpts.h"
#include "engine/buffer.h"
#include "engine/ops/excerpt_batch.h"

namespace cantus {

// A training set where a queue's kernels read it: on a GPU a copy, made once; on the CPU the frame
// set's own memory.
class ResidentExcerpts {
 public:
  // The queue and the excerpts with their frames must stay. Errors: kOsError when the device has no
  // room for them, saying what is needed and what is free.
  ResidentExcerpts(Queue& queue, const Excerpts& excerpts);

  const ResidentSet& set() const { return set_; }

 private:
  void upload(Queue& queue, const Excerpts& excerpts);

  ResidentSet set_;
  Buffer frames_, labels_, first_frames_, first_excerpts_, with_voice_, without_;
};

}  // namespace cantus
