#include <algorithm>
#include <cstdlib>

#include "tests/fake_cuda/cudnn_descriptor.h"

// What finalizing does for each kind of descriptor, and what can be read from it afterwards.
namespace fake_cudnn {
namespace {

using Name = cudnnBackendAttributeName_t;

// One engine of each kind that a caller has to tell apart. Those it must not choose come first.
const std::vector<Engine>& engines() {
  static const std::vector<Engine> all = {
      {90, {CUDNN_NUMERICAL_NOTE_NONDETERMINISTIC}, {}},
      {91, {}, {CUDNN_BEHAVIOR_NOTE_RUNTIME_COMPILATION}},
      {92, {CUDNN_NUMERICAL_NOTE_WINOGRAD, CUDNN_NUMERICAL_NOTE_WINOGRAD_TILE_4x4}, {}},
      {93, {}, {}, false, true},
      {94, {CUDNN_NUMERICAL_NOTE_TENSOR_CORE}, {}},
      {95, {}, {}, true},
      {96, {CUDNN_NUMERICAL_NOTE_STRICT_NAN_PROP}, {}},
  };
  return all;
}

std::vector<const Engine*> proposals(cudnnBackendHeurMode_t mode) {
  std::vector<const Engine*> chosen;
  for (const Engine& engine : engines())
    if (mode == CUDNN_HEUR_MODE_A || engine.index == 96) chosen.push_back(&engine);
  return chosen;
}

// How often the copying engine copies x and y: lets small tensors need a large workspace.
std::int64_t num_copies() {
  const char* number = std::getenv("CANTUS_FAKE_CUDNN_COPIES");
  return number == nullptr ? 1 : std::atoll(number);
}

[[noreturn]] void refuse(const std::string& words) { throw Refusal{CUDNN_STATUS_BAD_PARAM, words}; }

template <std::size_t kCount>
std::array<std::int64_t, kCount> integers(const Descriptor& d, Name name) {
  const auto values = d.all<std::int64_t>(name);
  if (values.size() != kCount) refuse("attribute " + std::to_string(name) + " has another length");
  std::array<std::int64_t, kCount> out;
  std::copy(values.begin(), values.end(), out.begin());
  return out;
}

void check_tensor(const Descriptor& d) {
  const auto alignment = d.one<std::int64_t>(CUDNN_ATTR_TENSOR_BYTE_ALIGNMENT);
  if (alignment <= 0 || alignment % 4 != 0) refuse("an alignment that holds no element");
  if (d.attributes.at(CUDNN_ATTR_TENSOR_DIMENSIONS).count !=
      d.attributes.at(CUDNN_ATTR_TENSOR_STRIDES).count)
    refuse("dimensions and strides differ in number");
}

void check_geometry(const Descriptor& d) {
  if (d.one<std::int64_t>(CUDNN_ATTR_CONVOLUTION_SPATIAL_DIMS) != 2) refuse("not two dimensions");
  for (const Name name : {CUDNN_ATTR_CONVOLUTION_PRE_PADDINGS, CUDNN_ATTR_CONVOLUTION_POST_PADDINGS,
                          CUDNN_ATTR_CONVOLUTION_DILATIONS, CUDNN_ATTR_CONVOLUTION_FILTER_STRIDES})
    integers<2>(d, name);
  if (d.one<cudnnConvolutionMode_t>(CUDNN_ATTR_CONVOLUTION_CONV_MODE) != CUDNN_CROSS_CORRELATION)
    throw Refusal{CUDNN_STATUS_NOT_SUPPORTED, "only correlations are stood in for"};
  if (d.one<cudnnDataType_t>(CUDNN_ATTR_CONVOLUTION_COMP_TYPE) != CUDNN_DATA_FLOAT)
    throw Refusal{CUDNN_STATUS_NOT_SUPPORTED, "only sums in float are stood in for"};
}

Tensor tensor_of(const Descriptor& d) {
  if (d.type != CUDNN_BACKEND_TENSOR_DESCRIPTOR) refuse("not a tensor");
  if (!d.has(CUDNN_ATTR_TENSOR_UNIQUE_ID) || !d.has(CUDNN_ATTR_TENSOR_DATA_TYPE))
    refuse("a tensor without id or type");
  return {d.one<std::int64_t>(CUDNN_ATTR_TENSOR_UNIQUE_ID),
          d.one<cudnnDataType_t>(CUDNN_ATTR_TENSOR_DATA_TYPE),
          d.one<std::int64_t>(CUDNN_ATTR_TENSOR_BYTE_ALIGNMENT),
          integers<4>(d, CUDNN_ATTR_TENSOR_DIMENSIONS), integers<4>(d, CUDNN_ATTR_TENSOR_STRIDES)};
}

// The attributes of the three operations, in the order: geometry, x, w, y, alpha, beta.
Convolution convolution_of(const Descriptor& d, Pass pass, const std::array<Name, 6>& names) {
  const Descriptor& geometry = d.other(names[0]);
  if (geometry.type != CUDNN_BACKEND_CONVOLUTION_DESCRIPTOR) refuse("not a convolution");
  Convolution c;
  c.pass = pass;
  c.x = tensor_of(d.other(names[1]));
  c.w = tensor_of(d.other(names[2]));
  c.y = tensor_of(d.other(names[3]));
  c.before = integers<2>(geometry, CUDNN_ATTR_CONVOLUTION_PRE_PADDINGS);
  c.after = integers<2>(geometry, CUDNN_ATTR_CONVOLUTION_POST_PADDINGS);
  c.dilation = integers<2>(geometry, CUDNN_ATTR_CONVOLUTION_DILATIONS);
  c.stride = integers<2>(geometry, CUDNN_ATTR_CONVOLUTION_FILTER_STRIDES);
  c.alpha = d.one<float>(names[4]);
  c.beta = d.one<float>(names[5]);
  const std::string words = misfit(c);
  if (!words.empty()) refuse(words);
  return c;
}

Convolution convolution_of(const Descriptor& d) {
  switch (d.type) {
    case CUDNN_BACKEND_OPERATION_CONVOLUTION_FORWARD_DESCRIPTOR:
      return convolution_of(
          d, Pass::kForward,
          {CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_CONV_DESC,
           CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_X, CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_W,
           CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_Y,
           CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_ALPHA,
           CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_BETA});
    case CUDNN_BACKEND_OPERATION_CONVOLUTION_BACKWARD_DATA_DESCRIPTOR:
      return convolution_of(d, Pass::kBackwardData,
                            {CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_CONV_DESC,
                             CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_DX,
                             CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_W,
                             CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_DY,
                             CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_ALPHA,
                             CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_BETA});
    default:
      return convolution_of(d, Pass::kBackwardWeights,
                            {CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_CONV_DESC,
                             CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_X,
                             CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_DW,
                             CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_DY,
                             CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_ALPHA,
                             CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_BETA});
  }
}

void finalize_graph(Descriptor& d) {
  const auto& operations = d.attributes.at(CUDNN_ATTR_OPERATIONGRAPH_OPS).descriptors;
  if (operations.size() != 1)
    throw Refusal{CUDNN_STATUS_NOT_SUPPORTED, "only graphs of one operation are stood in for"};
  d.convolution = operations[0]->convolution;
}

void finalize_heuristics(Descriptor& d) {
  const Descriptor& graph = d.other(CUDNN_ATTR_ENGINEHEUR_OPERATION_GRAPH);
  if (graph.type != CUDNN_BACKEND_OPERATIONGRAPH_DESCRIPTOR) refuse("not a graph");
  if (!graph.has(CUDNN_ATTR_OPERATIONGRAPH_HANDLE) && !d.has(CUDNN_ATTR_ENGINEHEUR_DEVICEPROP))
    refuse("neither a handle nor a device");
  d.convolution = graph.convolution;
}

void finalize_plan(Descriptor& d) {
  const Descriptor& configuration = d.other(CUDNN_ATTR_EXECUTION_PLAN_ENGINE_CONFIG);
  if (configuration.engine == nullptr) refuse("a configuration without an engine");
  if (!d.has(CUDNN_ATTR_EXECUTION_PLAN_HANDLE) && !d.has(CUDNN_ATTR_EXECUTION_PLAN_DEVICEPROP))
    refuse("neither a handle nor a device");
  if (configuration.engine->withdrawn)
    throw Refusal{CUDNN_STATUS_NOT_SUPPORTED, "the engine does not take this shape after all"};
  d.convolution = configuration.convolution;
  d.engine = configuration.engine;
  if (d.engine->copies)
    d.workspace_bytes = num_copies() * 4 * (d.convolution.x.size() + d.convolution.y.size());
}

void check_pack(const Descriptor& d) {
  if (d.attributes.at(CUDNN_ATTR_VARIANT_PACK_UNIQUE_IDS).count !=
      d.attributes.at(CUDNN_ATTR_VARIANT_PACK_DATA_POINTERS).count)
    refuse("ids and pointers differ in number");
}

template <class T>
std::int64_t write(const std::vector<T>& from, std::int64_t capacity, void* to) {
  const auto count = static_cast<std::int64_t>(from.size());
  if (to != nullptr) std::copy_n(from.begin(), std::min(count, capacity), static_cast<T*>(to));
  return count;
}

// Writes the operation and the engine into a descriptor that the caller brought.
void fill(const Descriptor& from, const Engine* engine, cudnnBackendDescriptorType_t type,
          cudnnBackendDescriptor_t into) {
  Descriptor& d = *shared(into);
  if (d.type != type) refuse("a descriptor of another kind to fill");
  d.convolution = from.convolution;
  d.engine = engine;
  d.finalized = true;
}

}  // namespace

void finalize(Descriptor& d) {
  if (d.finalized) refuse("finalized twice");
  check_required(d);
  switch (d.type) {
    case CUDNN_BACKEND_TENSOR_DESCRIPTOR:
      check_tensor(d);
      break;
    case CUDNN_BACKEND_CONVOLUTION_DESCRIPTOR:
      check_geometry(d);
      break;
    case CUDNN_BACKEND_OPERATIONGRAPH_DESCRIPTOR:
      finalize_graph(d);
      break;
    case CUDNN_BACKEND_ENGINEHEUR_DESCRIPTOR:
      finalize_heuristics(d);
      break;
    case CUDNN_BACKEND_EXECUTION_PLAN_DESCRIPTOR:
      finalize_plan(d);
      break;
    case CUDNN_BACKEND_VARIANT_PACK_DESCRIPTOR:
      check_pack(d);
      break;
    case CUDNN_BACKEND_DEVICEPROP_DESCRIPTOR:
      break;
    case CUDNN_BACKEND_ENGINE_DESCRIPTOR:
    case CUDNN_BACKEND_ENGINECFG_DESCRIPTOR:
      throw Refusal{CUDNN_STATUS_NOT_SUPPORTED, "only those of the heuristics are stood in for"};
    default:
      d.convolution = convolution_of(d);
  }
  d.finalized = true;
}

std::int64_t get_attribute(const Descriptor& d, Name name, cudnnBackendAttributeType_t type,
                           std::int64_t capacity, void* values) {
  if (!d.finalized) throw Refusal{CUDNN_STATUS_BAD_PARAM_NOT_FINALIZED, "read before finalize"};
  const auto is = [&](cudnnBackendDescriptorType_t kind, Name wanted,
                      cudnnBackendAttributeType_t wanted_type) {
    if (d.type != kind || name != wanted) return false;
    if (type != wanted_type)
      throw Refusal{CUDNN_STATUS_BAD_PARAM_ATTRIBUTE_TYPE, "an attribute of another type"};
    return true;
  };
  if (is(CUDNN_BACKEND_ENGINEHEUR_DESCRIPTOR, CUDNN_ATTR_ENGINEHEUR_RESULTS,
         CUDNN_TYPE_BACKEND_DESCRIPTOR)) {
    const auto chosen = proposals(d.one<cudnnBackendHeurMode_t>(CUDNN_ATTR_ENGINEHEUR_MODE));
    const auto count = static_cast<std::int64_t>(chosen.size());
    for (std::int64_t i = 0; values != nullptr && i < std::min(count, capacity); ++i)
      fill(d, chosen[i], CUDNN_BACKEND_ENGINECFG_DESCRIPTOR,
           static_cast<cudnnBackendDescriptor_t*>(values)[i]);
    return count;
  }
  if (is(CUDNN_BACKEND_ENGINECFG_DESCRIPTOR, CUDNN_ATTR_ENGINECFG_ENGINE,
         CUDNN_TYPE_BACKEND_DESCRIPTOR)) {
    if (capacity < 1 || values == nullptr) refuse("nowhere to put the engine");
    fill(d, d.engine, CUDNN_BACKEND_ENGINE_DESCRIPTOR,
         *static_cast<cudnnBackendDescriptor_t*>(values));
    return 1;
  }
  const auto engine = CUDNN_BACKEND_ENGINE_DESCRIPTOR;
  if (is(engine, CUDNN_ATTR_ENGINE_NUMERICAL_NOTE, CUDNN_TYPE_NUMERICAL_NOTE))
    return write(d.engine->notes, capacity, values);
  if (is(engine, CUDNN_ATTR_ENGINE_BEHAVIOR_NOTE, CUDNN_TYPE_BEHAVIOR_NOTE))
    return write(d.engine->behaviour, capacity, values);
  if (is(engine, CUDNN_ATTR_ENGINE_GLOBAL_INDEX, CUDNN_TYPE_INT64))
    return write(std::vector<std::int64_t>{d.engine->index}, capacity, values);
  if (is(CUDNN_BACKEND_EXECUTION_PLAN_DESCRIPTOR, CUDNN_ATTR_EXECUTION_PLAN_WORKSPACE_SIZE,
         CUDNN_TYPE_INT64))
    return write(std::vector<std::int64_t>{d.workspace_bytes}, capacity, values);
  throw Refusal{CUDNN_STATUS_NOT_SUPPORTED, "not an attribute that is stood in for"};
}

}  // namespace fake_cudnn
