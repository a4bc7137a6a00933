#include "kernels/bag_pool/bag_pool.h"

#include "kernels/bag_pool/bag_pool_body.h"
#include "kernels/core/error.h"
#include "kernels/core/launch.h"

namespace cantus {
namespace {

template <typename T>
void check(const BagShape& shape, const T* scores) {
  CANTUS_REQUIRE(shape.num_bags > 0 && shape.size > 0, "a bag needs instances");
  CANTUS_REQUIRE((shape.pooling == BagPooling::kAttention) == (scores != nullptr),
                 "scores of instances are attention's");
}

}  // namespace

template <typename T>
void bag_pool_forward(Queue& queue, const BagShape& shape, const T* z, const T* scores, T* y) {
  check(shape, scores);
  for_each(queue, shape.num_bags, BagPoolForward<T>{shape, z, scores, y});
}

template <typename T>
void bag_pool_backward(Queue& queue, const BagShape& shape, const T* z, const T* scores,
                       const T* d_y, T* d_z, T* d_scores) {
  check(shape, scores);
  for_each(queue, shape.num_bags,
           BagPoolBackward<T>{{shape, z, scores, nullptr}, d_y, d_z, d_scores});
}

template decltype(bag_pool_forward<float>) bag_pool_forward<float>;
template decltype(bag_pool_forward<double>) bag_pool_forward<double>;
template decltype(bag_pool_backward<float>) bag_pool_backward<float>;
template decltype(bag_pool_backward<double>) bag_pool_backward<double>;

}  // namespace cantus
