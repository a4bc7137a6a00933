#pragma once

#include <cudnn.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// cuDNN's graph interface, as far as convolutions need it: descriptors that are filled, finalized
// and then never changed, and the choice of an engine among those that cuDNN proposes.
namespace cantus::cudnn {

// Whether a call failed for want of memory, the host's or the GPU's.
bool lacks_memory(cudnnStatus_t status);

// Throws what throw_library_failure() makes of cuDNN's own words.
void check(cudnnStatus_t status, const char* what);

class Descriptor {
 public:
  explicit Descriptor(cudnnBackendDescriptorType_t type);
  Descriptor(Descriptor&& other) noexcept;
  Descriptor& operator=(Descriptor&& other) noexcept;
  ~Descriptor();

  cudnnBackendDescriptor_t get() const { return descriptor_; }

  void set(cudnnBackendAttributeName_t name, cudnnBackendAttributeType_t type, std::int64_t count,
           const void* values);
  void set_integer(cudnnBackendAttributeName_t name, std::int64_t value);
  void set_integers(cudnnBackendAttributeName_t name, const std::vector<std::int64_t>& values);
  void set_float(cudnnBackendAttributeName_t name, float value);
  void set_type(cudnnBackendAttributeName_t name, cudnnDataType_t value);
  void set_descriptor(cudnnBackendAttributeName_t name, const Descriptor& value);
  void finalize();

  // Reads up to `capacity` values and returns how many there are.
  std::int64_t read(cudnnBackendAttributeName_t name, cudnnBackendAttributeType_t type,
                    std::int64_t capacity, void* values) const;

 private:
  cudnnBackendDescriptor_t descriptor_ = nullptr;
};

// What plans are made for: a GPU's handle, or a description of a GPU that is not here. Plans of the
// second kind can be made and asked, but not run.
struct Target {
  cudnnHandle_t handle = nullptr;
  const Descriptor* device = nullptr;
};

// Reads the description that cuDNN gives of a GPU (CUDNN_ATTR_DEVICEPROP_JSON_REPRESENTATION).
Descriptor device_from_json(const std::string& json);

// A tensor [n, h, w, c] as it lies in memory, aligned to 16 bytes. cuDNN names dimensions as
// n, c, h, w whatever their order in memory is.
Descriptor channels_last(std::int64_t unique_id, cudnnDataType_t type, std::int64_t n,
                         std::int64_t h, std::int64_t w, std::int64_t c);

// Tensor cores round float32 factors to TF32. Engines without them are several times slower.
enum class TensorCores { kNever, kOnly, kAllowed };

struct EngineLimits {
  std::int64_t max_workspace_bytes = 0;
  TensorCores tensor_cores = TensorCores::kNever;
  // cuDNN's engines for any shape, many times slower than the others.
  bool generic = false;
};

struct Plan {
  Descriptor descriptor;
  std::int64_t workspace_bytes;
  std::int64_t engine;  // its global index
  std::vector<cudnnBackendNumericalNote_t> notes;
};

// The plan of the engine that cuDNN expects to be fastest of those within the limits; none when all
// are outside. Engines that give other bits at the next run, sum in less than float32, transform
// their inputs (Winograd, FFT) or are compiled while the program runs are always outside.
std::optional<Plan> find_plan(const Descriptor& operation, const Target& target,
                              const EngineLimits& limits);

// The pointers of a plan's tensors, which have the unique ids 1, 2 and 3, and of its workspace.
// cuDNN's own description of them is made anew only when one has moved.
class Arguments {
 public:
  using Pointers = std::array<const void*, 3>;

  void execute(cudnnHandle_t handle, const Plan& plan, const Pointers& pointers, void* workspace);

 private:
  Pointers pointers_{};
  void* workspace_ = nullptr;
  std::optional<Descriptor> pack_;
};

}  // namespace cantus::cudnn
