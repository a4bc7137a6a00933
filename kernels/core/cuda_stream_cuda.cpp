#include "kernels/core/cuda_stream.h"

#include <type_traits>
#include <utility>

#include "kernels/core/cuda_failure.h"
#include "kernels/core/cudnn_graph.h"

namespace cantus {
namespace {

// cuBLAS takes no memory of its own while a step is recorded, and gives the same bits every time.
constexpr std::size_t kCublasWorkspaceBytes = 32u << 20;  // NVIDIA's advice for compute 9.0

// Parts of a sum are added in the sum's type, not in a bfloat16 output's.
constexpr auto kCublasMath = static_cast<cublasMath_t>(
    CUBLAS_DEFAULT_MATH | CUBLAS_MATH_DISALLOW_REDUCED_PRECISION_REDUCTION);

OutOfMemory out_of_memory(std::size_t bytes) {
  std::size_t free_bytes = 0;
  std::size_t total_bytes = 0;
  if (cudaMemGetInfo(&free_bytes, &total_bytes) != cudaSuccess) free_bytes = total_bytes = 0;
  return OutOfMemory("GPU memory", in_gigabytes(static_cast<double>(bytes)) + " more are needed",
                     in_gigabytes(static_cast<double>(free_bytes)) + " of " +
                         in_gigabytes(static_cast<double>(total_bytes)) + " are free",
                     "free some of it, or use the CPU");
}

OutOfMemory out_of_locked_memory(std::size_t bytes) {
  return OutOfMemory("memory locked for copies to the GPU",
                     in_gigabytes(static_cast<double>(bytes)) + " more are needed",
                     "the system has no more of it", "free some of it, or use the CPU");
}

std::string place(const char* file, int line) {
  return std::string(file) + ":" + std::to_string(line);
}

// Owns a handle: whatever is called behind its creation may fail.
template <auto kDestroy>
struct Destroy {
  template <class Handle>
  void operator()(Handle handle) const {
    kDestroy(handle);
  }
};
template <class Handle, auto kDestroy>
using Owned = std::unique_ptr<std::remove_pointer_t<Handle>, Destroy<kDestroy>>;
using OwnedGraph = Owned<cudaGraph_t, cudaGraphDestroy>;

class CudaGraph final : public RecordedWork {
 public:
  CudaGraph(cudaStream_t stream, OwnedGraph graph) : stream_(stream), graph_(std::move(graph)) {
    CANTUS_CUDA(cudaGraphInstantiate(&executable_, graph_.get(), 0));
  }
  ~CudaGraph() override { cudaGraphExecDestroy(executable_); }
  CudaGraph(const CudaGraph&) = delete;
  CudaGraph& operator=(const CudaGraph&) = delete;
  void run() override { CANTUS_CUDA(cudaGraphLaunch(executable_, stream_)); }

 private:
  cudaStream_t stream_;
  OwnedGraph graph_;
  cudaGraphExec_t executable_ = nullptr;
};

class CudaMark final : public StreamMark {
 public:
  explicit CudaMark(cudaStream_t stream) : stream_(stream) {
    CANTUS_CUDA(cudaEventCreateWithFlags(&event_, cudaEventDisableTiming));
  }
  ~CudaMark() override { cudaEventDestroy(event_); }
  CudaMark(const CudaMark&) = delete;
  CudaMark& operator=(const CudaMark&) = delete;
  void set() override { CANTUS_CUDA(cudaEventRecord(event_, stream_)); }
  void wait() override { CANTUS_CUDA(cudaEventSynchronize(event_)); }
  cudaEvent_t event() const { return event_; }

 private:
  cudaStream_t stream_;
  cudaEvent_t event_ = nullptr;
};

}  // namespace

void check_cuda(cudaError_t status, const char* call, const char* file, int line) {
  if (status == cudaSuccess) return;
  throw_cuda_failure(status, place(file, line),
                     std::string(call) + ": " + cudaGetErrorString(status));
}

void check_cublas(cublasStatus_t status, const char* call, const char* file, int line) {
  if (status == CUBLAS_STATUS_SUCCESS) return;
  throw_library_failure(status == CUBLAS_STATUS_ALLOC_FAILED, place(file, line),
                        std::string(call) + ": " + cublasGetStatusString(status));
}

void check_cudnn(cudnnStatus_t status, const char* call, const char* file, int line) {
  if (status == CUDNN_STATUS_SUCCESS) return;
  throw_library_failure(cudnn::lacks_memory(status), place(file, line),
                        std::string(call) + ": " + cudnnGetErrorString(status));
}

CudaStream::CudaStream(int index) : index_(index) {
  bind_thread();
  CANTUS_CUDA(cudaStreamCreateWithFlags(&stream_, cudaStreamNonBlocking));
}

CudaStream::~CudaStream() {
  cudaStreamSynchronize(stream_);
  prepared_.clear();
  if (cudnn_ != nullptr) cudnnDestroy(cudnn_);
  if (cublas_ != nullptr) cublasDestroy(cublas_);
  if (cublas_workspace_ != nullptr) cudaFree(cublas_workspace_);
  cudaStreamDestroy(stream_);
}

void CudaStream::make_cublas_ready() {
  if (cublas_ != nullptr) return;
  bind_thread();
  if (cublas_workspace_ == nullptr) cublas_workspace_ = allocate(kCublasWorkspaceBytes);
  cublasHandle_t made = nullptr;
  CANTUS_CUBLAS(cublasCreate(&made));
  Owned<cublasHandle_t, cublasDestroy> handle(made);
  CANTUS_CUBLAS(cublasSetStream(made, stream_));
  CANTUS_CUBLAS(cublasSetWorkspace(made, cublas_workspace_, kCublasWorkspaceBytes));
  CANTUS_CUBLAS(cublasSetMathMode(made, kCublasMath));
  cublas_ = handle.release();
}

void CudaStream::make_cudnn_ready() {
  if (cudnn_ != nullptr) return;
  bind_thread();
  cudnnHandle_t made = nullptr;
  CANTUS_CUDNN(cudnnCreate(&made));
  Owned<cudnnHandle_t, cudnnDestroy> handle(made);
  CANTUS_CUDNN(cudnnSetStream(made, stream_));
  cudnn_ = handle.release();
}

cublasHandle_t CudaStream::cublas() const {
  CANTUS_REQUIRE(cublas_ != nullptr, "cuBLAS runs before gemm_scratch_bytes was asked for");
  return cublas_;
}

cudnnHandle_t CudaStream::cudnn() const {
  CANTUS_REQUIRE(cudnn_ != nullptr, "cuDNN runs before a convolution was made ready");
  return cudnn_;
}

// A thread of the host has a GPU of its own in mind, the first one unless told: a queue that went
// to another thread tells it wherever it makes something there.
void CudaStream::bind_thread() const { CANTUS_CUDA(cudaSetDevice(index_)); }

std::size_t CudaStream::free_bytes() const {
  bind_thread();
  std::size_t free_bytes = 0;
  std::size_t total_bytes = 0;
  CANTUS_CUDA(cudaMemGetInfo(&free_bytes, &total_bytes));
  return free_bytes;
}

void* CudaStream::allocate(std::size_t bytes) {
  bind_thread();
  void* found = nullptr;
  const cudaError_t status = cudaMalloc(&found, bytes);
  if (status == cudaErrorMemoryAllocation) {
    cudaGetLastError();
    throw out_of_memory(bytes);
  }
  check_cuda(status, "cudaMalloc", __FILE__, __LINE__);
  Owned<void*, cudaFree> memory(found);
  CANTUS_CUDA(cudaMemsetAsync(found, 0, bytes, stream_));
  return memory.release();
}

void CudaStream::release(void* memory) { cudaFree(memory); }

void* CudaStream::allocate_pinned(std::size_t bytes) {
  void* memory = nullptr;
  const cudaError_t status = cudaMallocHost(&memory, bytes);
  if (status == cudaErrorMemoryAllocation) {
    cudaGetLastError();
    throw out_of_locked_memory(bytes);
  }
  check_cuda(status, "cudaMallocHost", __FILE__, __LINE__);
  return memory;
}

void CudaStream::release_pinned(void* memory) { cudaFreeHost(memory); }

void CudaStream::copy(void* to, const void* from, std::size_t bytes) {
  CANTUS_CUDA(cudaMemcpyAsync(to, from, bytes, cudaMemcpyDefault, stream_));
}

void CudaStream::synchronize() { CANTUS_CUDA(cudaStreamSynchronize(stream_)); }

std::unique_ptr<StreamMark> CudaStream::make_mark() {
  bind_thread();
  return std::make_unique<CudaMark>(stream_);
}

void CudaStream::begin_after(StreamMark& mark) {
  CANTUS_CUDA(cudaStreamWaitEvent(stream_, static_cast<CudaMark&>(mark).event(), 0));
}

std::unique_ptr<Stream> CudaStream::make_sibling() const {
  return std::make_unique<CudaStream>(index_);
}

std::unique_ptr<RecordedWork> CudaStream::record(const std::function<void()>& work) {
  CANTUS_CUDA(cudaStreamBeginCapture(stream_, cudaStreamCaptureModeThreadLocal));
  cudaGraph_t graph = nullptr;
  try {
    work();
  } catch (...) {
    if (cudaStreamEndCapture(stream_, &graph) == cudaSuccess) cudaGraphDestroy(graph);
    throw;
  }
  CANTUS_CUDA(cudaStreamEndCapture(stream_, &graph));
  return std::make_unique<CudaGraph>(stream_, OwnedGraph(graph));
}

}  // namespace cantus
