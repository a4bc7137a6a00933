#include <cufft.h>
#include <fake_cuda/streams.h>

#include <complex>
#include <cstdint>
#include <cstring>
#include <map>
#include <mutex>
#include <vector>

#include "tests/fake_cuda/memory.h"

// cuFFT as its manual describes it: a plan is made once, after the caller has said who allocates;
// rows, strides and distances are those given to MakePlanMany; the work area is the caller's, on
// the device, as large as cuFFT asked for, and its contents are lost. Stricter than cuFFT:
// transforms are out of place and one-dimensional, and a plan that allocates for itself is refused.
namespace {

using Complex = std::complex<double>;

struct Plan {
  bool allocates_itself = true;
  bool is_made = false;
  int n = 0, in_stride = 0, in_distance = 0, out_stride = 0, out_distance = 0, batch = 0;
  std::size_t work_bytes = 0;
  cudaStream_t stream = nullptr;
  void* work = nullptr;

  std::size_t in_bytes() const {
    return sizeof(float) * (static_cast<std::size_t>(batch - 1) * in_distance +
                            static_cast<std::size_t>(n - 1) * in_stride + 1);
  }
  std::size_t out_bytes() const {
    return sizeof(float2) * (static_cast<std::size_t>(batch - 1) * out_distance +
                             static_cast<std::size_t>(n / 2) * out_stride + 1);
  }
};

struct Plans {
  std::mutex mutex;
  std::map<cufftHandle, Plan> all;
  cufftHandle next = 1;
};

Plans& plans() {
  static Plans existing;
  return existing;
}

Plan* find(cufftHandle handle) {
  const std::lock_guard<std::mutex> lock(plans().mutex);
  const auto found = plans().all.find(handle);
  return found == plans().all.end() ? nullptr : &found->second;
}

// The transform of the n values x[0], x[stride], ..., by recursion on the smallest factor of n.
std::vector<Complex> transformed(const Complex* x, int n, int stride) {
  if (n == 1) return {x[0]};
  int factor = 2;
  while (n % factor != 0) ++factor;
  const int m = n / factor;
  std::vector<std::vector<Complex>> parts;
  for (int p = 0; p < factor; ++p) parts.push_back(transformed(x + p * stride, m, stride * factor));
  std::vector<Complex> y(n);
  for (int k = 0; k < n; ++k) {
    for (int p = 0; p < factor; ++p)
      y[k] += parts[p][k % m] * std::polar(1.0, -2 * 3.14159265358979323846 * p * k / n);
  }
  return y;
}

void transform_rows(const Plan& plan, const float* in, float2* out) {
  std::vector<Complex> row(plan.n);
  for (int b = 0; b < plan.batch; ++b) {
    for (int i = 0; i < plan.n; ++i)
      row[i] = in[static_cast<std::int64_t>(b) * plan.in_distance + i * plan.in_stride];
    const auto spectrum = transformed(row.data(), plan.n, 1);
    for (int k = 0; k <= plan.n / 2; ++k) {
      float2& bin = out[static_cast<std::int64_t>(b) * plan.out_distance + k * plan.out_stride];
      bin = {static_cast<float>(spectrum[k].real()), static_cast<float>(spectrum[k].imag())};
    }
  }
}

bool is_on_device(const void* memory, std::size_t bytes) {
  const auto range = fake_cuda::range_at(memory);
  return range.place == fake_cuda::Place::kDevice && range.room >= bytes;
}

bool overlap(const void* a, std::size_t a_bytes, const void* b, std::size_t b_bytes) {
  const auto first = static_cast<const char*>(a);
  const auto second = static_cast<const char*>(b);
  return first < second + b_bytes && second < first + a_bytes;
}

}  // namespace

extern "C" {

cufftResult cufftCreate(cufftHandle* plan) {
  const std::lock_guard<std::mutex> lock(plans().mutex);
  *plan = plans().next++;
  plans().all[*plan] = {};
  return CUFFT_SUCCESS;
}

cufftResult cufftDestroy(cufftHandle plan) {
  const std::lock_guard<std::mutex> lock(plans().mutex);
  return plans().all.erase(plan) == 1 ? CUFFT_SUCCESS : CUFFT_INVALID_PLAN;
}

cufftResult cufftSetAutoAllocation(cufftHandle handle, int auto_allocate) {
  Plan* plan = find(handle);
  if (plan == nullptr || plan->is_made) return CUFFT_INVALID_PLAN;
  plan->allocates_itself = auto_allocate != 0;
  return CUFFT_SUCCESS;
}

cufftResult cufftMakePlanMany(cufftHandle handle, int rank, int* n, int* inembed, int istride,
                              int idist, int* onembed, int ostride, int odist, cufftType type,
                              int batch, std::size_t* work_bytes) {
  Plan* plan = find(handle);
  if (plan == nullptr || plan->is_made) return CUFFT_INVALID_PLAN;
  if (rank != 1 || type != CUFFT_R2C || plan->allocates_itself) return CUFFT_NOT_IMPLEMENTED;
  if (n == nullptr || work_bytes == nullptr) return CUFFT_INVALID_VALUE;
  if (n[0] < 1 || batch < 1) return CUFFT_INVALID_SIZE;
  // Without embeddings cuFFT ignores strides and distances: rows are contiguous.
  const bool close = inembed == nullptr || onembed == nullptr;
  const int bins = n[0] / 2 + 1;
  *plan = {false,
           true,
           n[0],
           close ? 1 : istride,
           close ? n[0] : idist,
           close ? 1 : ostride,
           close ? bins : odist,
           batch};
  if (plan->in_stride < 1 || plan->out_stride < 1 ||
      (batch > 1 && (plan->in_distance < (n[0] - 1) * plan->in_stride + 1 ||
                     plan->out_distance < (bins - 1) * plan->out_stride + 1)))
    return CUFFT_INVALID_VALUE;
  plan->work_bytes = *work_bytes = sizeof(float2) * static_cast<std::size_t>(bins) * batch;
  return CUFFT_SUCCESS;
}

cufftResult cufftSetStream(cufftHandle handle, cudaStream_t stream) {
  Plan* plan = find(handle);
  if (plan == nullptr) return CUFFT_INVALID_PLAN;
  plan->stream = stream;
  return CUFFT_SUCCESS;
}

cufftResult cufftSetWorkArea(cufftHandle handle, void* work) {
  Plan* plan = find(handle);
  if (plan == nullptr || !plan->is_made) return CUFFT_INVALID_PLAN;
  if (!is_on_device(work, plan->work_bytes)) return CUFFT_INVALID_VALUE;
  plan->work = work;
  return CUFFT_SUCCESS;
}

cufftResult cufftExecR2C(cufftHandle handle, cufftReal* in, cufftComplex* out) {
  Plan* found = find(handle);
  if (found == nullptr || !found->is_made) return CUFFT_INVALID_PLAN;
  const Plan plan = *found;
  if (plan.work == nullptr) return CUFFT_NO_WORKSPACE;
  if (!is_on_device(in, plan.in_bytes()) || !is_on_device(out, plan.out_bytes()) ||
      overlap(in, plan.in_bytes(), out, plan.out_bytes()) ||
      overlap(plan.work, plan.work_bytes, in, plan.in_bytes()) ||
      overlap(plan.work, plan.work_bytes, out, plan.out_bytes()))
    return CUFFT_INVALID_VALUE;
  const auto status = fake_cuda::run_or_record(plan.stream, [=] {
    std::memset(plan.work, 0xff, plan.work_bytes);
    transform_rows(plan, in, out);
  });
  return status == cudaSuccess ? CUFFT_SUCCESS : CUFFT_EXEC_FAILED;
}
}
