#include "tests/fake_cuda/cudnn_descriptor.h"

#include <algorithm>

namespace fake_cudnn {
namespace {

using Name = cudnnBackendAttributeName_t;

struct Rule {
  cudnnBackendAttributeType_t type;
  bool required;
};

// The attributes that a descriptor of each kind accepts.
const std::map<Name, Rule>& rules_of(cudnnBackendDescriptorType_t type) {
  static const std::map<cudnnBackendDescriptorType_t, std::map<Name, Rule>> rules = {
      {CUDNN_BACKEND_TENSOR_DESCRIPTOR,
       {{CUDNN_ATTR_TENSOR_UNIQUE_ID, {CUDNN_TYPE_INT64, false}},
        {CUDNN_ATTR_TENSOR_DATA_TYPE, {CUDNN_TYPE_DATA_TYPE, false}},
        {CUDNN_ATTR_TENSOR_BYTE_ALIGNMENT, {CUDNN_TYPE_INT64, true}},
        {CUDNN_ATTR_TENSOR_DIMENSIONS, {CUDNN_TYPE_INT64, true}},
        {CUDNN_ATTR_TENSOR_STRIDES, {CUDNN_TYPE_INT64, true}},
        {CUDNN_ATTR_TENSOR_IS_VIRTUAL, {CUDNN_TYPE_BOOLEAN, false}}}},
      {CUDNN_BACKEND_CONVOLUTION_DESCRIPTOR,
       {{CUDNN_ATTR_CONVOLUTION_COMP_TYPE, {CUDNN_TYPE_DATA_TYPE, true}},
        {CUDNN_ATTR_CONVOLUTION_CONV_MODE, {CUDNN_TYPE_CONVOLUTION_MODE, true}},
        {CUDNN_ATTR_CONVOLUTION_SPATIAL_DIMS, {CUDNN_TYPE_INT64, true}},
        {CUDNN_ATTR_CONVOLUTION_PRE_PADDINGS, {CUDNN_TYPE_INT64, true}},
        {CUDNN_ATTR_CONVOLUTION_POST_PADDINGS, {CUDNN_TYPE_INT64, true}},
        {CUDNN_ATTR_CONVOLUTION_DILATIONS, {CUDNN_TYPE_INT64, true}},
        {CUDNN_ATTR_CONVOLUTION_FILTER_STRIDES, {CUDNN_TYPE_INT64, true}}}},
      {CUDNN_BACKEND_OPERATION_CONVOLUTION_FORWARD_DESCRIPTOR,
       {{CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_CONV_DESC, {CUDNN_TYPE_BACKEND_DESCRIPTOR, true}},
        {CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_X, {CUDNN_TYPE_BACKEND_DESCRIPTOR, true}},
        {CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_W, {CUDNN_TYPE_BACKEND_DESCRIPTOR, true}},
        {CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_Y, {CUDNN_TYPE_BACKEND_DESCRIPTOR, true}},
        {CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_ALPHA, {CUDNN_TYPE_FLOAT, true}},
        {CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_BETA, {CUDNN_TYPE_FLOAT, true}}}},
      {CUDNN_BACKEND_OPERATION_CONVOLUTION_BACKWARD_DATA_DESCRIPTOR,
       {{CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_CONV_DESC,
         {CUDNN_TYPE_BACKEND_DESCRIPTOR, true}},
        {CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_DX, {CUDNN_TYPE_BACKEND_DESCRIPTOR, true}},
        {CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_W, {CUDNN_TYPE_BACKEND_DESCRIPTOR, true}},
        {CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_DY, {CUDNN_TYPE_BACKEND_DESCRIPTOR, true}},
        {CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_ALPHA, {CUDNN_TYPE_FLOAT, true}},
        {CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_BETA, {CUDNN_TYPE_FLOAT, true}}}},
      {CUDNN_BACKEND_OPERATION_CONVOLUTION_BACKWARD_FILTER_DESCRIPTOR,
       {{CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_CONV_DESC,
         {CUDNN_TYPE_BACKEND_DESCRIPTOR, true}},
        {CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_X, {CUDNN_TYPE_BACKEND_DESCRIPTOR, true}},
        {CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_DW, {CUDNN_TYPE_BACKEND_DESCRIPTOR, true}},
        {CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_DY, {CUDNN_TYPE_BACKEND_DESCRIPTOR, true}},
        {CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_ALPHA, {CUDNN_TYPE_FLOAT, true}},
        {CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_BETA, {CUDNN_TYPE_FLOAT, true}}}},
      {CUDNN_BACKEND_OPERATIONGRAPH_DESCRIPTOR,
       {{CUDNN_ATTR_OPERATIONGRAPH_OPS, {CUDNN_TYPE_BACKEND_DESCRIPTOR, true}},
        {CUDNN_ATTR_OPERATIONGRAPH_HANDLE, {CUDNN_TYPE_HANDLE, false}}}},
      {CUDNN_BACKEND_ENGINEHEUR_DESCRIPTOR,
       {{CUDNN_ATTR_ENGINEHEUR_OPERATION_GRAPH, {CUDNN_TYPE_BACKEND_DESCRIPTOR, true}},
        {CUDNN_ATTR_ENGINEHEUR_MODE, {CUDNN_TYPE_HEUR_MODE, true}},
        {CUDNN_ATTR_ENGINEHEUR_DEVICEPROP, {CUDNN_TYPE_BACKEND_DESCRIPTOR, false}}}},
      {CUDNN_BACKEND_EXECUTION_PLAN_DESCRIPTOR,
       {{CUDNN_ATTR_EXECUTION_PLAN_HANDLE, {CUDNN_TYPE_HANDLE, false}},
        {CUDNN_ATTR_EXECUTION_PLAN_ENGINE_CONFIG, {CUDNN_TYPE_BACKEND_DESCRIPTOR, true}},
        {CUDNN_ATTR_EXECUTION_PLAN_DEVICEPROP, {CUDNN_TYPE_BACKEND_DESCRIPTOR, false}}}},
      {CUDNN_BACKEND_VARIANT_PACK_DESCRIPTOR,
       {{CUDNN_ATTR_VARIANT_PACK_UNIQUE_IDS, {CUDNN_TYPE_INT64, true}},
        {CUDNN_ATTR_VARIANT_PACK_DATA_POINTERS, {CUDNN_TYPE_VOID_PTR, true}},
        {CUDNN_ATTR_VARIANT_PACK_WORKSPACE, {CUDNN_TYPE_VOID_PTR, true}}}},
      {CUDNN_BACKEND_DEVICEPROP_DESCRIPTOR,
       {{CUDNN_ATTR_DEVICEPROP_JSON_REPRESENTATION, {CUDNN_TYPE_CHAR, true}}}},
      {CUDNN_BACKEND_ENGINE_DESCRIPTOR, {}},
      {CUDNN_BACKEND_ENGINECFG_DESCRIPTOR, {}},
  };
  const auto found = rules.find(type);
  if (found == rules.end()) throw Refusal{CUDNN_STATUS_NOT_SUPPORTED, "no such descriptor"};
  return found->second;
}

std::size_t bytes_of(cudnnBackendAttributeType_t type) {
  switch (type) {
    case CUDNN_TYPE_INT64:
      return sizeof(std::int64_t);
    case CUDNN_TYPE_HANDLE:
    case CUDNN_TYPE_VOID_PTR:
    case CUDNN_TYPE_BACKEND_DESCRIPTOR:
      return sizeof(void*);
    case CUDNN_TYPE_BOOLEAN:
    case CUDNN_TYPE_CHAR:
      return 1;
    default:
      return 4;  // float and enumerations
  }
}

}  // namespace

void set_attribute(Descriptor& descriptor, Name name, cudnnBackendAttributeType_t type,
                   std::int64_t count, const void* values) {
  if (descriptor.finalized) throw Refusal{CUDNN_STATUS_BAD_PARAM, "set after finalize"};
  const auto& rules = rules_of(descriptor.type);
  const auto rule = rules.find(name);
  if (rule == rules.end()) throw Refusal{CUDNN_STATUS_BAD_PARAM, "not an attribute of this kind"};
  if (rule->second.type != type)
    throw Refusal{CUDNN_STATUS_BAD_PARAM_ATTRIBUTE_TYPE, "an attribute of another type"};
  if (count < 1 || values == nullptr) throw Refusal{CUDNN_STATUS_BAD_PARAM, "no value"};
  Attribute attribute{type, count, {}, {}};
  const auto* first = static_cast<const unsigned char*>(values);
  attribute.bytes.assign(first, first + count * bytes_of(type));
  if (type == CUDNN_TYPE_BACKEND_DESCRIPTOR) {
    const auto* others = static_cast<const cudnnBackendDescriptor_t*>(values);
    for (std::int64_t i = 0; i < count; ++i) {
      // Setting keeps the descriptor as it is now: to finalize it later would be too late.
      if (others[i] == nullptr || !shared(others[i])->finalized)
        throw Refusal{CUDNN_STATUS_BAD_PARAM_NOT_FINALIZED, "a descriptor that is not finalized"};
      attribute.descriptors.push_back(shared(others[i]));
    }
  }
  descriptor.attributes[name] = std::move(attribute);
}

void check_required(const Descriptor& descriptor) {
  for (const auto& [name, rule] : rules_of(descriptor.type))
    if (rule.required && !descriptor.has(name))
      throw Refusal{CUDNN_STATUS_BAD_PARAM, "attribute " + std::to_string(name) + " is not set"};
}

}  // namespace fake_cudnn
