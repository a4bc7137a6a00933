#pragma once

#include <cublas_v2.h>
#include <cuda_runtime.h>
#include <cudnn.h>

#include <memory>

#include "kernels/core/prepared.h"
#include "kernels/core/queue.h"
#include "kernels/core/stream.h"

namespace cantus {

// Throw Error with the call, its place and the library's words where a call failed.
void check_cuda(cudaError_t status, const char* call, const char* file, int line);
void check_cublas(cublasStatus_t status, const char* call, const char* file, int line);
void check_cudnn(cudnnStatus_t status, const char* call, const char* file, int line);
#define CANTUS_CUDA(call) ::cantus::check_cuda(call, #call, __FILE__, __LINE__)
#define CANTUS_CUBLAS(call) ::cantus::check_cublas(call, #call, __FILE__, __LINE__)
#define CANTUS_CUDNN(call) ::cantus::check_cudnn(call, #call, __FILE__, __LINE__)

// A stream of one GPU, never the default one, with the libraries' handles bound to it. The handles
// are made while planning, when a kernel first wants one: opening cuDNN takes a while.
class CudaStream final : public Stream {
 public:
  explicit CudaStream(int index);
  ~CudaStream() override;
  CudaStream(const CudaStream&) = delete;
  CudaStream& operator=(const CudaStream&) = delete;

  cudaStream_t stream() const { return stream_; }
  void make_cublas_ready();
  void make_cudnn_ready();
  // Throw Error(kSoftware) before they were made ready: kernels do not allocate.
  cublasHandle_t cublas() const;
  cudnnHandle_t cudnn() const;

  PreparedForShapes& prepared() { return prepared_; }

  void* handle() const override { return stream_; }
  bool is_host() const override { return false; }
  std::size_t free_bytes() const override;
  void* allocate(std::size_t bytes) override;
  void release(void* memory) override;
  void* allocate_pinned(std::size_t bytes) override;
  void release_pinned(void* memory) override;
  void copy(void* to, const void* from, std::size_t bytes) override;
  void synchronize() override;
  std::unique_ptr<StreamMark> make_mark() override;
  void begin_after(StreamMark& mark) override;
  std::unique_ptr<Stream> make_sibling() const override;
  std::unique_ptr<RecordedWork> record(const std::function<void()>& work) override;

 private:
  void bind_thread() const;

  int index_;
  cudaStream_t stream_ = nullptr;
  cublasHandle_t cublas_ = nullptr;
  cudnnHandle_t cudnn_ = nullptr;
  void* cublas_workspace_ = nullptr;
  PreparedForShapes prepared_;
};

inline CudaStream& cuda_stream(Queue& queue) { return static_cast<CudaStream&>(queue.memory()); }

}  // namespace cantus
