#pragma once

#include <functional>

#include "kernels/core/error.h"

namespace cantus {

// Work on many inputs, of which a bad one does not stop the others.
class Batch {
 public:
  // Runs one piece of work; an error becomes a line on stderr. Want of memory is no matter of one
  // input, and a stop request is obeyed: those are passed on.
  void run(const std::function<void()>& work);

  // "9 ok, 1 failed" on stderr when there were several. Returns the first error's code.
  Exit finish() const;

 private:
  int num_ok_ = 0;
  int num_failed_ = 0;
  Exit first_ = Exit::kDone;
};

}  // namespace cantus
