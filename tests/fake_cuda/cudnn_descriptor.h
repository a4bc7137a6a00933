#pragma once

#include <cudnn.h>

#include <cstring>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/fake_cuda/cudnn_convolution.h"

// cuDNN's descriptors: set attribute by attribute, finalized, and unchangeable from then on.
namespace fake_cudnn {

struct Refusal {
  cudnnStatus_t status;
  std::string words;
};

struct Engine {
  std::int64_t index;
  std::vector<cudnnBackendNumericalNote_t> notes;
  std::vector<cudnnBackendBehaviorNote_t> behaviour;
  bool copies = false;     // needs copies of x and y as workspace
  bool withdrawn = false;  // proposed, but refused when a plan is made of it
};

struct Descriptor;
using Shared = std::shared_ptr<Descriptor>;

struct Attribute {
  cudnnBackendAttributeType_t type;
  std::int64_t count = 0;
  std::vector<unsigned char> bytes;
  std::vector<Shared> descriptors;
};

struct Descriptor {
  explicit Descriptor(cudnnBackendDescriptorType_t type) : type(type) {}

  cudnnBackendDescriptorType_t type;
  bool finalized = false;
  std::map<cudnnBackendAttributeName_t, Attribute> attributes;
  // For operations and everything that is made from them.
  Convolution convolution;
  const Engine* engine = nullptr;
  std::int64_t workspace_bytes = 0;

  bool has(cudnnBackendAttributeName_t name) const { return attributes.count(name) != 0; }

  template <class T>
  std::vector<T> all(cudnnBackendAttributeName_t name) const {
    const Attribute& attribute = attributes.at(name);
    std::vector<T> values(attribute.count);
    std::memcpy(values.data(), attribute.bytes.data(), attribute.bytes.size());
    return values;
  }

  template <class T>
  T one(cudnnBackendAttributeName_t name) const {
    return all<T>(name)[0];
  }

  const Descriptor& other(cudnnBackendAttributeName_t name) const {
    return *attributes.at(name).descriptors[0];
  }
};

// All throw Refusal.
void set_attribute(Descriptor& descriptor, cudnnBackendAttributeName_t name,
                   cudnnBackendAttributeType_t type, std::int64_t count, const void* values);
void check_required(const Descriptor& descriptor);
void finalize(Descriptor& descriptor);
// Returns the number of values; writes at most `capacity` of them.
std::int64_t get_attribute(const Descriptor& descriptor, cudnnBackendAttributeName_t name,
                           cudnnBackendAttributeType_t type, std::int64_t capacity, void* values);

// The descriptor that a caller's handle refers to.
Shared& shared(cudnnBackendDescriptor_t descriptor);

}  // namespace fake_cudnn
