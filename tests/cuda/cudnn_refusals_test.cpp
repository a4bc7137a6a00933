#include <gtest/gtest.h>

#include "kernels/core/cudnn_graph.h"
#include "kernels/core/error.h"

// What cuDNN refuses. The tests are built twice, with cuDNN and with its stand-in, so that the
// stand-in accepts no mistake that cuDNN would refuse. They need no GPU.
namespace cantus {
namespace {

using cudnn::channels_last;
using cudnn::Descriptor;

Descriptor tensor(std::vector<std::int64_t> dims, std::vector<std::int64_t> strides,
                  std::int64_t alignment) {
  Descriptor d(CUDNN_BACKEND_TENSOR_DESCRIPTOR);
  d.set_integer(CUDNN_ATTR_TENSOR_UNIQUE_ID, 1);
  d.set_type(CUDNN_ATTR_TENSOR_DATA_TYPE, CUDNN_DATA_FLOAT);
  if (alignment != 0) d.set_integer(CUDNN_ATTR_TENSOR_BYTE_ALIGNMENT, alignment);
  d.set_integers(CUDNN_ATTR_TENSOR_DIMENSIONS, dims);
  if (!strides.empty()) d.set_integers(CUDNN_ATTR_TENSOR_STRIDES, strides);
  d.finalize();
  return d;
}

TEST(CudnnRefuses, TensorsWithoutAlignmentOrWithWrongStrides) {
  EXPECT_NO_THROW(tensor({2, 3, 4, 5}, {60, 1, 15, 3}, 16));
  EXPECT_THROW(tensor({2, 3, 4, 5}, {60, 1, 15, 3}, 0), Error);
  EXPECT_THROW(tensor({2, 3, 4, 5}, {60, 1, 15, 3}, 3), Error);
  EXPECT_THROW(tensor({2, 3, 4, 5}, {60, 1, 15}, 16), Error);
  EXPECT_THROW(tensor({2, 3, 4, 5}, {}, 16), Error);
}

TEST(CudnnRefuses, AttributesOfAnotherKindOrType) {
  Descriptor d(CUDNN_BACKEND_TENSOR_DESCRIPTOR);
  EXPECT_THROW(d.set_integer(CUDNN_ATTR_CONVOLUTION_SPATIAL_DIMS, 2), Error);
  EXPECT_THROW(d.set_float(CUDNN_ATTR_TENSOR_UNIQUE_ID, 2), Error);
  EXPECT_NO_THROW(d.set_integer(CUDNN_ATTR_TENSOR_UNIQUE_ID, 2));
}

TEST(CudnnRefuses, ChangesToWhatIsFinalized) {
  Descriptor d = channels_last(1, CUDNN_DATA_FLOAT, 2, 4, 5, 3);
  EXPECT_THROW(d.set_integer(CUDNN_ATTR_TENSOR_UNIQUE_ID, 4), Error);
}

// What may be wrong with a convolution of x [2, 9, 9, 8] with 16 kernels of 3 x 3.
struct Mistake {
  bool unfinalized_x = false;
  bool no_strides = false;
  bool tensor_for_geometry = false;
  std::int64_t out_w = 7;
  std::int64_t w_channels = 8;
  std::int64_t samples = 2;
};

Descriptor geometry(bool no_strides) {
  Descriptor d(CUDNN_BACKEND_CONVOLUTION_DESCRIPTOR);
  d.set_type(CUDNN_ATTR_CONVOLUTION_COMP_TYPE, CUDNN_DATA_FLOAT);
  const auto mode = CUDNN_CROSS_CORRELATION;
  d.set(CUDNN_ATTR_CONVOLUTION_CONV_MODE, CUDNN_TYPE_CONVOLUTION_MODE, 1, &mode);
  d.set_integer(CUDNN_ATTR_CONVOLUTION_SPATIAL_DIMS, 2);
  d.set_integers(CUDNN_ATTR_CONVOLUTION_PRE_PADDINGS, {0, 0});
  d.set_integers(CUDNN_ATTR_CONVOLUTION_POST_PADDINGS, {0, 0});
  d.set_integers(CUDNN_ATTR_CONVOLUTION_DILATIONS, {1, 1});
  if (!no_strides) d.set_integers(CUDNN_ATTR_CONVOLUTION_FILTER_STRIDES, {1, 1});
  d.finalize();
  return d;
}

Descriptor convolution(const Mistake& mistake) {
  const Descriptor x = mistake.unfinalized_x ? Descriptor(CUDNN_BACKEND_TENSOR_DESCRIPTOR)
                                             : channels_last(1, CUDNN_DATA_FLOAT, 2, 9, 9, 8);
  const Descriptor w = channels_last(2, CUDNN_DATA_FLOAT, 16, 3, 3, mistake.w_channels);
  const Descriptor y = channels_last(3, CUDNN_DATA_FLOAT, mistake.samples, 7, mistake.out_w, 16);
  const Descriptor conv = geometry(mistake.no_strides);
  Descriptor d(CUDNN_BACKEND_OPERATION_CONVOLUTION_FORWARD_DESCRIPTOR);
  d.set_descriptor(CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_CONV_DESC,
                   mistake.tensor_for_geometry ? x : conv);
  d.set_descriptor(CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_X, x);
  d.set_descriptor(CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_W, w);
  d.set_descriptor(CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_Y, y);
  d.set_float(CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_ALPHA, 1.0f);
  d.set_float(CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_BETA, 0.0f);
  d.finalize();
  return d;
}

TEST(CudnnRefuses, ConvolutionsThatDoNotFit) {
  EXPECT_NO_THROW(convolution({}));
  EXPECT_THROW(convolution({.unfinalized_x = true}), Error);
  EXPECT_THROW(convolution({.no_strides = true}), Error);
  EXPECT_THROW(convolution({.tensor_for_geometry = true}), Error);
  EXPECT_THROW(convolution({.out_w = 8}), Error);
  EXPECT_THROW(convolution({.w_channels = 7}), Error);
  EXPECT_THROW(convolution({.samples = 3}), Error);
}

TEST(CudnnRefuses, GraphsWithoutOperations) {
  Descriptor graph(CUDNN_BACKEND_OPERATIONGRAPH_DESCRIPTOR);
  EXPECT_THROW(graph.finalize(), Error);
}

TEST(CudnnRefuses, PointersWithoutIdsAndLaterPointers) {
  const std::int64_t ids[] = {1, 2};
  void* const pointers[] = {reinterpret_cast<void*>(64), reinterpret_cast<void*>(128)};
  const auto pack = [&](std::int64_t num_pointers) {
    Descriptor d(CUDNN_BACKEND_VARIANT_PACK_DESCRIPTOR);
    d.set(CUDNN_ATTR_VARIANT_PACK_UNIQUE_IDS, CUDNN_TYPE_INT64, 2, ids);
    d.set(CUDNN_ATTR_VARIANT_PACK_DATA_POINTERS, CUDNN_TYPE_VOID_PTR, num_pointers, pointers);
    d.set(CUDNN_ATTR_VARIANT_PACK_WORKSPACE, CUDNN_TYPE_VOID_PTR, 1, pointers);
    d.finalize();
    return d;
  };
  EXPECT_THROW(pack(1), Error);
  Descriptor good = pack(2);
  EXPECT_THROW(good.set(CUDNN_ATTR_VARIANT_PACK_DATA_POINTERS, CUDNN_TYPE_VOID_PTR, 2, pointers),
               Error);
}

}  // namespace
}  // namespace cantus
