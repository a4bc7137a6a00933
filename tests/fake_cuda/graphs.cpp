#include <fake_cuda/streams.h>

#include "tests/fake_cuda/state.h"

using fake_cuda::fail;

cudaError_t cudaGraphGetNodes(cudaGraph_t graph, cudaGraphNode_t* nodes, std::size_t* count) {
  if (graph == nullptr || count == nullptr) return fail(cudaErrorInvalidValue);
  if (nodes != nullptr) return fail(cudaErrorNotSupported);
  *count = graph->work->size();
  return cudaSuccess;
}

cudaError_t cudaGraphInstantiate(cudaGraphExec_t* executable, cudaGraph_t graph,
                                 unsigned long long) {
  if (graph == nullptr) return fail(cudaErrorInvalidValue);
  if (fake_cuda::call_is_faulty("cudaGraphInstantiate")) return fail(cudaErrorMemoryAllocation);
  *executable = new CUgraphExec_st{graph->work};
  return cudaSuccess;
}

cudaError_t cudaGraphLaunch(cudaGraphExec_t executable, cudaStream_t stream) {
  if (executable == nullptr) return fail(cudaErrorInvalidValue);
  return fake_cuda::run_or_record(stream, [work = executable->work] {
    for (const auto& step : *work) step();
  });
}

cudaError_t cudaGraphDestroy(cudaGraph_t graph) {
  delete graph;
  return cudaSuccess;
}

cudaError_t cudaGraphExecDestroy(cudaGraphExec_t executable) {
  delete executable;
  return cudaSuccess;
}
