#include <cudnn.h>
#include <fake_cuda/streams.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <limits>

#include "tests/fake_cuda/cudnn_descriptor.h"
#include "tests/fake_cuda/products.h"

struct cudnnContext {
  cudaStream_t stream = nullptr;
};

namespace fake_cudnn {

Shared& shared(cudnnBackendDescriptor_t descriptor) { return *static_cast<Shared*>(descriptor); }

namespace {

thread_local std::string last_words;

template <class Call>
cudnnStatus_t guarded(const Call& call) {
  try {
    call();
    return CUDNN_STATUS_SUCCESS;
  } catch (const Refusal& refusal) {
    last_words = refusal.words;
    return refusal.status;
  }
}

// Engines that no caller may choose write NaN instead of a result.
bool may_run(const Engine& engine) { return engine.index >= 94; }

bool uses_tensor_cores(const Engine& engine) {
  return std::find(engine.notes.begin(), engine.notes.end(), CUDNN_NUMERICAL_NOTE_TENSOR_CORE) !=
         engine.notes.end();
}

std::size_t bytes_of(const Tensor& tensor) { return tensor.type == CUDNN_DATA_BFLOAT16 ? 2 : 4; }

struct Run {
  Convolution convolution;
  const Engine* engine;
  std::int64_t workspace_bytes;
  void *x, *w, *y;
  float* workspace;

  void operator()() const {
    const float nan = std::numeric_limits<float>::quiet_NaN();
    std::fill_n(workspace, workspace_bytes / 4, nan);
    if (!may_run(*engine)) {
      void* out = convolution.pass == Pass::kForward        ? y
                  : convolution.pass == Pass::kBackwardData ? x
                                                            : w;
      // the bits of a NaN in either type
      std::memset(out, 0xff, convolution.output().size() * bytes_of(convolution.output()));
      return;
    }
    compute(convolution, x, w, y, uses_tensor_cores(*engine));
  }
};

Run run_of(const Descriptor& plan, const Descriptor& pack) {
  if (plan.type != CUDNN_BACKEND_EXECUTION_PLAN_DESCRIPTOR || !plan.finalized)
    throw Refusal{CUDNN_STATUS_BAD_PARAM, "not a finalized plan"};
  if (pack.type != CUDNN_BACKEND_VARIANT_PACK_DESCRIPTOR || !pack.finalized)
    throw Refusal{CUDNN_STATUS_BAD_PARAM, "not a finalized variant pack"};
  if (!plan.has(CUDNN_ATTR_EXECUTION_PLAN_HANDLE))
    throw Refusal{CUDNN_STATUS_BAD_PARAM, "a plan for a device that is not here"};
  const auto ids = pack.all<std::int64_t>(CUDNN_ATTR_VARIANT_PACK_UNIQUE_IDS);
  const auto pointers = pack.all<void*>(CUDNN_ATTR_VARIANT_PACK_DATA_POINTERS);
  const auto pointer_of = [&](const Tensor& tensor) {
    const auto found = std::find(ids.begin(), ids.end(), tensor.unique_id);
    if (found == ids.end()) throw Refusal{CUDNN_STATUS_BAD_PARAM, "a tensor without a pointer"};
    void* pointer = pointers[found - ids.begin()];
    if (pointer == nullptr || reinterpret_cast<std::uintptr_t>(pointer) % tensor.alignment != 0)
      throw Refusal{CUDNN_STATUS_BAD_PARAM, "a pointer that is null or not aligned as declared"};
    return pointer;
  };
  const Convolution& c = plan.convolution;
  auto* workspace = pack.one<float*>(CUDNN_ATTR_VARIANT_PACK_WORKSPACE);
  if (workspace == nullptr && plan.workspace_bytes > 0)
    throw Refusal{CUDNN_STATUS_BAD_PARAM, "no workspace"};
  fake_cuda::note_products(c.x.type == CUDNN_DATA_BFLOAT16   ? fake_cuda::Factors::kBfloat16
                           : uses_tensor_cores(*plan.engine) ? fake_cuda::Factors::kTf32
                                                             : fake_cuda::Factors::kFloat32);
  return {c,
          plan.engine,
          plan.workspace_bytes,
          pointer_of(c.x),
          pointer_of(c.w),
          pointer_of(c.y),
          workspace};
}

}  // namespace
}  // namespace fake_cudnn

using fake_cudnn::guarded;
using fake_cudnn::Refusal;
using fake_cudnn::shared;

extern "C" {

std::size_t cudnnGetVersion() { return 91900; }

const char* cudnnGetErrorString(cudnnStatus_t status) {
  switch (status) {
    case CUDNN_STATUS_SUCCESS:
      return "CUDNN_STATUS_SUCCESS";
    case CUDNN_STATUS_NOT_INITIALIZED:
      return "CUDNN_STATUS_NOT_INITIALIZED";
    case CUDNN_STATUS_NOT_SUPPORTED:
      return "CUDNN_STATUS_NOT_SUPPORTED";
    case CUDNN_STATUS_EXECUTION_FAILED:
      return "CUDNN_STATUS_EXECUTION_FAILED";
    default:
      return "CUDNN_STATUS_BAD_PARAM";
  }
}

void cudnnGetLastErrorString(char* message, std::size_t max_size) {
  std::snprintf(message, max_size, "%s", fake_cudnn::last_words.c_str());
}

cudnnStatus_t cudnnCreate(cudnnHandle_t* handle) {
  *handle = new cudnnContext;
  return CUDNN_STATUS_SUCCESS;
}

cudnnStatus_t cudnnDestroy(cudnnHandle_t handle) {
  delete handle;
  return CUDNN_STATUS_SUCCESS;
}

cudnnStatus_t cudnnSetStream(cudnnHandle_t handle, cudaStream_t stream) {
  if (handle == nullptr) return CUDNN_STATUS_NOT_INITIALIZED;
  handle->stream = stream;
  return CUDNN_STATUS_SUCCESS;
}

cudnnStatus_t cudnnBackendCreateDescriptor(cudnnBackendDescriptorType_t type,
                                           cudnnBackendDescriptor_t* descriptor) {
  *descriptor = new fake_cudnn::Shared(std::make_shared<fake_cudnn::Descriptor>(type));
  return CUDNN_STATUS_SUCCESS;
}

cudnnStatus_t cudnnBackendDestroyDescriptor(cudnnBackendDescriptor_t descriptor) {
  delete static_cast<fake_cudnn::Shared*>(descriptor);
  return CUDNN_STATUS_SUCCESS;
}

cudnnStatus_t cudnnBackendFinalize(cudnnBackendDescriptor_t descriptor) {
  return guarded([&] { fake_cudnn::finalize(*shared(descriptor)); });
}

cudnnStatus_t cudnnBackendSetAttribute(cudnnBackendDescriptor_t descriptor,
                                       cudnnBackendAttributeName_t name,
                                       cudnnBackendAttributeType_t type, std::int64_t count,
                                       const void* values) {
  return guarded(
      [&] { fake_cudnn::set_attribute(*shared(descriptor), name, type, count, values); });
}

cudnnStatus_t cudnnBackendGetAttribute(cudnnBackendDescriptor_t descriptor,
                                       cudnnBackendAttributeName_t name,
                                       cudnnBackendAttributeType_t type, std::int64_t capacity,
                                       std::int64_t* count, void* values) {
  return guarded([&] {
    *count = fake_cudnn::get_attribute(*shared(descriptor), name, type, capacity, values);
  });
}

cudnnStatus_t cudnnBackendExecute(cudnnHandle_t handle, cudnnBackendDescriptor_t plan,
                                  cudnnBackendDescriptor_t pack) {
  if (handle == nullptr) return CUDNN_STATUS_NOT_INITIALIZED;
  return guarded([&] {
    const auto status =
        fake_cuda::run_or_record(handle->stream, fake_cudnn::run_of(*shared(plan), *shared(pack)));
    if (status != cudaSuccess) throw Refusal{CUDNN_STATUS_EXECUTION_FAILED, "the stream refused"};
  });
}
}
