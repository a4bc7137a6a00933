#include "kernels/core/cuda_stream.h"

#include <cstdio>

#include "kernels/core/error.h"

namespace cantus {
namespace {

// cuBLAS takes no memory of its own while a step is recorded, and gives the same bits every time.
constexpr std::size_t kCublasWorkspaceBytes = 32u << 20;  // NVIDIA's advice for compute 9.0

std::string in_gigabytes(std::size_t bytes) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f GB", static_cast<double>(bytes) * 1e-9);
  return text;
}

Error out_of_memory(std::size_t bytes) {
  std::size_t free_bytes = 0;
  std::size_t total_bytes = 0;
  if (cudaMemGetInfo(&free_bytes, &total_bytes) != cudaSuccess) free_bytes = total_bytes = 0;
  return Error(Exit::kOsError, "GPU memory", in_gigabytes(bytes) + " more are needed",
               in_gigabytes(free_bytes) + " of " + in_gigabytes(total_bytes) + " are free",
               "a smaller batch needs less");
}

class CudaGraph final : public RecordedWork {
 public:
  CudaGraph(cudaStream_t stream, cudaGraph_t graph) : stream_(stream), graph_(graph) {
    CANTUS_CUDA(cudaGraphInstantiate(&executable_, graph, 0));
  }
  ~CudaGraph() override {
    if (executable_ != nullptr) cudaGraphExecDestroy(executable_);
    cudaGraphDestroy(graph_);
  }
  CudaGraph(const CudaGraph&) = delete;
  CudaGraph& operator=(const CudaGraph&) = delete;
  void run() override { CANTUS_CUDA(cudaGraphLaunch(executable_, stream_)); }

 private:
  cudaStream_t stream_;
  cudaGraph_t graph_;
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
  throw Error(Exit::kSoftware, std::string(file) + ":" + std::to_string(line),
              std::string(call) + ": " + cudaGetErrorString(status));
}

void check_cublas(cublasStatus_t status, const char* call, const char* file, int line) {
  if (status == CUBLAS_STATUS_SUCCESS) return;
  throw Error(Exit::kSoftware, std::string(file) + ":" + std::to_string(line),
              std::string(call) + ": " + cublasGetStatusString(status));
}

void check_cudnn(cudnnStatus_t status, const char* call, const char* file, int line) {
  if (status == CUDNN_STATUS_SUCCESS) return;
  throw Error(Exit::kSoftware, std::string(file) + ":" + std::to_string(line),
              std::string(call) + ": " + cudnnGetErrorString(status));
}

CudaStream::CudaStream(int index) : index_(index) {
  CANTUS_CUDA(cudaSetDevice(index_));
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

cublasHandle_t CudaStream::cublas() {
  if (cublas_ == nullptr) {
    CANTUS_CUBLAS(cublasCreate(&cublas_));
    CANTUS_CUBLAS(cublasSetStream(cublas_, stream_));
    cublas_workspace_ = allocate(kCublasWorkspaceBytes);
    CANTUS_CUBLAS(cublasSetWorkspace(cublas_, cublas_workspace_, kCublasWorkspaceBytes));
  }
  return cublas_;
}

cudnnHandle_t CudaStream::cudnn() {
  if (cudnn_ == nullptr) {
    CANTUS_CUDNN(cudnnCreate(&cudnn_));
    CANTUS_CUDNN(cudnnSetStream(cudnn_, stream_));
  }
  return cudnn_;
}

std::size_t CudaStream::free_bytes() const {
  std::size_t free_bytes = 0;
  std::size_t total_bytes = 0;
  CANTUS_CUDA(cudaMemGetInfo(&free_bytes, &total_bytes));
  return free_bytes;
}

// A thread of the host has a GPU of its own in mind, the first one unless told: a queue that went
// to another thread tells it here, before it has any work there.
void* CudaStream::allocate(std::size_t bytes) {
  CANTUS_CUDA(cudaSetDevice(index_));
  void* memory = nullptr;
  if (cudaMalloc(&memory, bytes) != cudaSuccess) {
    cudaGetLastError();
    throw out_of_memory(bytes);
  }
  CANTUS_CUDA(cudaMemsetAsync(memory, 0, bytes, stream_));
  return memory;
}

void CudaStream::release(void* memory) { cudaFree(memory); }

void* CudaStream::allocate_host(std::size_t bytes) {
  void* memory = nullptr;
  CANTUS_CUDA(cudaMallocHost(&memory, bytes));
  return memory;
}

void CudaStream::release_host(void* memory) { cudaFreeHost(memory); }

void CudaStream::copy(void* to, const void* from, std::size_t bytes) {
  CANTUS_CUDA(cudaMemcpyAsync(to, from, bytes, cudaMemcpyDefault, stream_));
}

void CudaStream::synchronize() { CANTUS_CUDA(cudaStreamSynchronize(stream_)); }

std::unique_ptr<StreamMark> CudaStream::make_mark() { return std::make_unique<CudaMark>(stream_); }

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
  return std::make_unique<CudaGraph>(stream_, graph);
}

}  // namespace cantus
