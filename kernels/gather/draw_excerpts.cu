#include "kernels/gather/draw_excerpts.h"

#include "kernels/core/error.h"
#include "kernels/core/launch.h"
#include "kernels/gather/draw_excerpts_body.h"

namespace cantus {

void draw_excerpts(Queue& queue, const StepState* state, const ExcerptSet& set,
                   const TargetRule& rule, std::int64_t batch_size, std::int64_t* first_frames,
                   float* targets) {
  CANTUS_REQUIRE(set.num_excerpts > 0, "no excerpt to draw");
  CANTUS_REQUIRE(rule.num_outputs == 1 || rule.num_outputs == 2, "one output or two");
  CANTUS_REQUIRE(set.drawn == nullptr || set.num_drawn > 0, "something on the list of the drawn");
  CANTUS_REQUIRE(set.with_voice == nullptr || (set.num_with_voice > 0 && set.num_without > 0),
                 "both kinds of excerpts, to draw them by turns");
  CANTUS_REQUIRE(set.bag_size == 0 || (batch_size % set.bag_size == 0 && !rule.every_frame &&
                                       (set.drawn != nullptr || set.with_voice != nullptr)),
                 "whole bags of listed songs, which have one label each");
  for_each(queue, batch_size, DrawExcerpts{state, set, rule, first_frames, targets});
}

}  // namespace cantus
