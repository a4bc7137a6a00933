#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>

#include <dnnl.hpp>

namespace cantus {

// A library primitive made ready for one shape. Each library kernel derives its own.
struct PreparedPrimitive {
  virtual ~PreparedPrimitive() = default;
};

// What a queue holds for the library kernels of the CPU. Primitives are built once for each shape
// while planning (`prepared`) and found again, without allocating, by every later call.
struct LibraryHandles {
  // The kernel's own tag first, then every number of the shape; zeros behind. Of fixed size, so
  // that looking it up allocates nothing.
  using Key = std::array<std::int64_t, 16>;

  dnnl::engine engine{dnnl::engine::kind::cpu, 0};
  dnnl::stream stream{engine};

  template <class Primitive, class Make>
  Primitive& prepared(const Key& key, const Make& make) {
    auto found = primitives.find(key);
    if (found == primitives.end()) found = primitives.emplace(key, make()).first;
    return static_cast<Primitive&>(*found->second);
  }

  std::map<Key, std::unique_ptr<PreparedPrimitive>> primitives;
};

}  // namespace cantus
