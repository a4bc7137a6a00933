#include "kernels/core/cudnn_graph.h"

#include <algorithm>
#include <utility>

#include "kernels/core/cuda_failure.h"

namespace cantus::cudnn {
namespace {

constexpr std::int64_t kAlignment = 16;  // bytes, of every tensor
constexpr std::int64_t kMaxNotes = CUDNN_NUMERICAL_NOTE_TYPE_COUNT;

template <class Note>
bool contains(const std::vector<Note>& notes, Note note) {
  return std::find(notes.begin(), notes.end(), note) != notes.end();
}

template <class Note>
std::vector<Note> read_notes(const Descriptor& engine, cudnnBackendAttributeName_t name,
                             cudnnBackendAttributeType_t type) {
  std::vector<Note> notes(kMaxNotes);
  notes.resize(engine.read(name, type, kMaxNotes, notes.data()));
  return notes;
}

bool allowed(const std::vector<cudnnBackendNumericalNote_t>& notes, const EngineLimits& limits) {
  for (const auto never :
       {CUDNN_NUMERICAL_NOTE_NONDETERMINISTIC, CUDNN_NUMERICAL_NOTE_REDUCED_PRECISION_REDUCTION,
        CUDNN_NUMERICAL_NOTE_DOWN_CONVERT_INPUTS, CUDNN_NUMERICAL_NOTE_FFT,
        CUDNN_NUMERICAL_NOTE_WINOGRAD, CUDNN_NUMERICAL_NOTE_WINOGRAD_TILE_4x4,
        CUDNN_NUMERICAL_NOTE_WINOGRAD_TILE_6x6, CUDNN_NUMERICAL_NOTE_WINOGRAD_TILE_13x13})
    if (contains(notes, never)) return false;
  const auto unwanted =
      contains(notes, CUDNN_NUMERICAL_NOTE_TENSOR_CORE) ? TensorCores::kNever : TensorCores::kOnly;
  if (limits.tensor_cores == unwanted) return false;
  return limits.generic || !contains(notes, CUDNN_NUMERICAL_NOTE_STRICT_NAN_PROP);
}

Descriptor graph_of(const Descriptor& operation, const Target& target) {
  Descriptor graph(CUDNN_BACKEND_OPERATIONGRAPH_DESCRIPTOR);
  graph.set_descriptor(CUDNN_ATTR_OPERATIONGRAPH_OPS, operation);
  if (target.handle != nullptr)
    graph.set(CUDNN_ATTR_OPERATIONGRAPH_HANDLE, CUDNN_TYPE_HANDLE, 1, &target.handle);
  graph.finalize();
  return graph;
}

// Engine configurations, the one expected to be fastest first.
std::vector<Descriptor> proposals(const Descriptor& graph, const Target& target,
                                  cudnnBackendHeurMode_t mode) {
  Descriptor heuristics(CUDNN_BACKEND_ENGINEHEUR_DESCRIPTOR);
  heuristics.set_descriptor(CUDNN_ATTR_ENGINEHEUR_OPERATION_GRAPH, graph);
  heuristics.set(CUDNN_ATTR_ENGINEHEUR_MODE, CUDNN_TYPE_HEUR_MODE, 1, &mode);
  if (target.device != nullptr)
    heuristics.set_descriptor(CUDNN_ATTR_ENGINEHEUR_DEVICEPROP, *target.device);
  const cudnnStatus_t status = cudnnBackendFinalize(heuristics.get());
  if (CUDNN_STATUS_CATEGORY(status) == CUDNN_STATUS_NOT_SUPPORTED) return {};
  check(status, "asking for engines");
  const auto count =
      heuristics.read(CUDNN_ATTR_ENGINEHEUR_RESULTS, CUDNN_TYPE_BACKEND_DESCRIPTOR, 0, nullptr);
  std::vector<Descriptor> configurations;
  std::vector<cudnnBackendDescriptor_t> raw;
  for (std::int64_t i = 0; i < count; ++i)
    raw.push_back(configurations.emplace_back(CUDNN_BACKEND_ENGINECFG_DESCRIPTOR).get());
  const auto filled = heuristics.read(CUDNN_ATTR_ENGINEHEUR_RESULTS, CUDNN_TYPE_BACKEND_DESCRIPTOR,
                                      count, raw.data());
  configurations.erase(configurations.begin() + std::min(filled, count), configurations.end());
  return configurations;
}

// The plan of one configuration; none when it is outside the limits or cuDNN takes back its
// proposal.
std::optional<Plan> plan_of(const Descriptor& configuration, const Target& target,
                            const EngineLimits& limits) {
  const Descriptor engine(CUDNN_BACKEND_ENGINE_DESCRIPTOR);
  auto raw = engine.get();
  configuration.read(CUDNN_ATTR_ENGINECFG_ENGINE, CUDNN_TYPE_BACKEND_DESCRIPTOR, 1, &raw);
  auto notes = read_notes<cudnnBackendNumericalNote_t>(engine, CUDNN_ATTR_ENGINE_NUMERICAL_NOTE,
                                                       CUDNN_TYPE_NUMERICAL_NOTE);
  const auto behaviour = read_notes<cudnnBackendBehaviorNote_t>(
      engine, CUDNN_ATTR_ENGINE_BEHAVIOR_NOTE, CUDNN_TYPE_BEHAVIOR_NOTE);
  if (!allowed(notes, limits) || contains(behaviour, CUDNN_BEHAVIOR_NOTE_RUNTIME_COMPILATION))
    return std::nullopt;

  Descriptor plan(CUDNN_BACKEND_EXECUTION_PLAN_DESCRIPTOR);
  if (target.handle != nullptr)
    plan.set(CUDNN_ATTR_EXECUTION_PLAN_HANDLE, CUDNN_TYPE_HANDLE, 1, &target.handle);
  else
    plan.set_descriptor(CUDNN_ATTR_EXECUTION_PLAN_DEVICEPROP, *target.device);
  plan.set_descriptor(CUDNN_ATTR_EXECUTION_PLAN_ENGINE_CONFIG, configuration);
  const cudnnStatus_t status = cudnnBackendFinalize(plan.get());
  // Want of memory says nothing about the engine, and the next one adds up in another order.
  if (lacks_memory(status)) check(status, "making a plan");
  if (status != CUDNN_STATUS_SUCCESS) return std::nullopt;
  std::int64_t workspace_bytes = 0;
  plan.read(CUDNN_ATTR_EXECUTION_PLAN_WORKSPACE_SIZE, CUDNN_TYPE_INT64, 1, &workspace_bytes);
  if (workspace_bytes > limits.max_workspace_bytes) return std::nullopt;
  std::int64_t index = -1;
  engine.read(CUDNN_ATTR_ENGINE_GLOBAL_INDEX, CUDNN_TYPE_INT64, 1, &index);
  return Plan{std::move(plan), workspace_bytes, index, std::move(notes)};
}

}  // namespace

bool lacks_memory(cudnnStatus_t status) {
  return status == CUDNN_STATUS_INTERNAL_ERROR_HOST_ALLOCATION_FAILED ||
         status == CUDNN_STATUS_INTERNAL_ERROR_DEVICE_ALLOCATION_FAILED;
}

void check(cudnnStatus_t status, const char* what) {
  if (status == CUDNN_STATUS_SUCCESS) return;
  char words[1024] = "";
  cudnnGetLastErrorString(words, sizeof words);
  throw_library_failure(lacks_memory(status), std::string("cuDNN, ") + what,
                        std::string(cudnnGetErrorString(status)) + ' ' + words);
}

Descriptor::Descriptor(cudnnBackendDescriptorType_t type) {
  check(cudnnBackendCreateDescriptor(type, &descriptor_), "creating a descriptor");
}

Descriptor::Descriptor(Descriptor&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, nullptr)) {}

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

Descriptor::~Descriptor() {
  if (descriptor_ != nullptr) cudnnBackendDestroyDescriptor(descriptor_);
}

void Descriptor::set(cudnnBackendAttributeName_t name, cudnnBackendAttributeType_t type,
                     std::int64_t count, const void* values) {
  check(cudnnBackendSetAttribute(descriptor_, name, type, count, values), "setting an attribute");
}

void Descriptor::set_integer(cudnnBackendAttributeName_t name, std::int64_t value) {
  set(name, CUDNN_TYPE_INT64, 1, &value);
}

void Descriptor::set_integers(cudnnBackendAttributeName_t name,
                              const std::vector<std::int64_t>& values) {
  set(name, CUDNN_TYPE_INT64, static_cast<std::int64_t>(values.size()), values.data());
}

void Descriptor::set_float(cudnnBackendAttributeName_t name, float value) {
  set(name, CUDNN_TYPE_FLOAT, 1, &value);
}

void Descriptor::set_type(cudnnBackendAttributeName_t name, cudnnDataType_t value) {
  set(name, CUDNN_TYPE_DATA_TYPE, 1, &value);
}

void Descriptor::set_descriptor(cudnnBackendAttributeName_t name, const Descriptor& value) {
  const auto raw = value.get();
  set(name, CUDNN_TYPE_BACKEND_DESCRIPTOR, 1, &raw);
}

void Descriptor::finalize() { check(cudnnBackendFinalize(descriptor_), "finalizing a descriptor"); }

std::int64_t Descriptor::read(cudnnBackendAttributeName_t name, cudnnBackendAttributeType_t type,
                              std::int64_t capacity, void* values) const {
  std::int64_t count = 0;
  check(cudnnBackendGetAttribute(descriptor_, name, type, capacity, &count, values),
        "reading an attribute");
  return count;
}

Descriptor device_from_json(const std::string& json) {
  Descriptor device(CUDNN_BACKEND_DEVICEPROP_DESCRIPTOR);
  device.set(CUDNN_ATTR_DEVICEPROP_JSON_REPRESENTATION, CUDNN_TYPE_CHAR,
             static_cast<std::int64_t>(json.size() + 1), json.c_str());
  device.finalize();
  return device;
}

Descriptor channels_last(std::int64_t unique_id, cudnnDataType_t type, std::int64_t n,
                         std::int64_t h, std::int64_t w, std::int64_t c) {
  Descriptor tensor(CUDNN_BACKEND_TENSOR_DESCRIPTOR);
  tensor.set_integer(CUDNN_ATTR_TENSOR_UNIQUE_ID, unique_id);
  tensor.set_type(CUDNN_ATTR_TENSOR_DATA_TYPE, type);
  tensor.set_integer(CUDNN_ATTR_TENSOR_BYTE_ALIGNMENT, kAlignment);
  tensor.set_integers(CUDNN_ATTR_TENSOR_DIMENSIONS, {n, c, h, w});
  tensor.set_integers(CUDNN_ATTR_TENSOR_STRIDES, {h * w * c, 1, w * c, c});
  tensor.finalize();
  return tensor;
}

std::optional<Plan> find_plan(const Descriptor& operation, const Target& target,
                              const EngineLimits& limits) {
  CANTUS_REQUIRE(target.handle != nullptr || target.device != nullptr,
                 "a plan of cuDNN is for some GPU");
  const Descriptor graph = graph_of(operation, target);
  for (const auto mode : {CUDNN_HEUR_MODE_A, CUDNN_HEUR_MODE_FALLBACK})
    for (const Descriptor& configuration : proposals(graph, target, mode))
      if (auto plan = plan_of(configuration, target, limits)) return plan;
  return std::nullopt;
}

void Arguments::execute(cudnnHandle_t handle, const Plan& plan, const Pointers& pointers,
                        void* workspace) {
  if (!pack_ || pointers != pointers_ || workspace != workspace_) {
    for (const void* pointer : pointers)
      CANTUS_REQUIRE(reinterpret_cast<std::uintptr_t>(pointer) % kAlignment == 0,
                     "a tensor of a convolution is not aligned to 16 bytes");
    Descriptor pack(CUDNN_BACKEND_VARIANT_PACK_DESCRIPTOR);
    pack.set_integers(CUDNN_ATTR_VARIANT_PACK_UNIQUE_IDS, {1, 2, 3});
    pack.set(CUDNN_ATTR_VARIANT_PACK_DATA_POINTERS, CUDNN_TYPE_VOID_PTR, 3, pointers.data());
    pack.set(CUDNN_ATTR_VARIANT_PACK_WORKSPACE, CUDNN_TYPE_VOID_PTR, 1, &workspace);
    pack.finalize();
    pack_ = std::move(pack);
    pointers_ = pointers;
    workspace_ = workspace;
  }
  check(cudnnBackendExecute(handle, plan.descriptor.get(), pack_->get()), "running a plan");
}

}  // namespace cantus::cudnn
