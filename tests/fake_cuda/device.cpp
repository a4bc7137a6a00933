#include <cstdio>
#include <cstdlib>
#include <mutex>

#include "tests/fake_cuda/memory.h"
#include "tests/fake_cuda/state.h"

namespace fake_cuda {
namespace {

constexpr int kDriverVersion = 13000, kOldDriverVersion = 12000;

std::string wanted_fault() {
  const char* text = std::getenv("CANTUS_EMULATED_FAULT");
  return text == nullptr ? "" : text;
}

thread_local int current = 0;

bool has_device(int index) {
  const char* text = std::getenv("CANTUS_EMULATED_DEVICES");
  return index >= 0 && index < (text == nullptr ? 1 : std::strtol(text, nullptr, 10));
}

}  // namespace

cudaError_t machine_error() {
  const std::string fault = wanted_fault();
  if (fault == "no_device") return cudaErrorNoDevice;
  if (fault == "old_driver") return cudaErrorInsufficientDriver;
  return cudaSuccess;
}

bool lacks_code() { return wanted_fault() == "no_code"; }

bool launch_is_faulty() {
  static std::mutex mutex;
  static std::string counted_for;
  static long num_launches = 0;
  const std::string fault = wanted_fault(), prefix = "launch:";
  const std::lock_guard<std::mutex> lock(mutex);
  if (fault != counted_for) {
    counted_for = fault;
    num_launches = 0;
  }
  return fault.rfind(prefix, 0) == 0 &&
         ++num_launches == std::strtol(fault.c_str() + prefix.size(), nullptr, 10);
}

int current_device() { return current; }

bool call_is_faulty(const char* name) { return wanted_fault() == std::string("call:") + name; }

}  // namespace fake_cuda

using fake_cuda::fail;
using fake_cuda::machine_error;

cudaError_t cudaGetDeviceCount(int* count) {
  if (const cudaError_t error = machine_error()) return fail(error);
  for (*count = 0; fake_cuda::has_device(*count);) ++*count;
  return cudaSuccess;
}

cudaError_t cudaSetDevice(int device) {
  if (const cudaError_t error = machine_error()) return fail(error);
  if (!fake_cuda::has_device(device)) return fail(cudaErrorInvalidDevice);
  fake_cuda::current = device;
  return cudaSuccess;
}

cudaError_t cudaGetDeviceProperties(cudaDeviceProp* properties, int device) {
  if (const cudaError_t error = machine_error()) return fail(error);
  if (!fake_cuda::has_device(device)) return fail(cudaErrorInvalidDevice);
  *properties = {};
  std::snprintf(properties->name, sizeof properties->name, "emulated GPU");
  properties->totalGlobalMem = fake_cuda::device_memory_bytes();
  properties->sharedMemPerBlockOptin = 227 * 1024;
  properties->multiProcessorCount = 4;
  properties->major = 9;
  properties->l2CacheSize = 1 << 20;
  return cudaSuccess;
}

cudaError_t cudaDriverGetVersion(int* version) {
  const cudaError_t error = machine_error();
  *version = error == cudaErrorNoDevice             ? 0
             : error == cudaErrorInsufficientDriver ? fake_cuda::kOldDriverVersion
                                                    : fake_cuda::kDriverVersion;
  return cudaSuccess;
}

cudaError_t cudaRuntimeGetVersion(int* version) {
  *version = CUDART_VERSION;
  return cudaSuccess;
}

cudaError_t cudaDeviceSynchronize() {
  if (const cudaError_t error = machine_error()) return fail(error);
  if (const cudaError_t error = fake_cuda::spoil_captures()) return error;
  fake_cuda::run_all_late_work();
  return cudaSuccess;
}
