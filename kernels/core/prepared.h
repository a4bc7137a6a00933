#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>

#include "kernels/core/error.h"

namespace cantus {

// What a library made ready for one shape. Each kernel that calls a library derives its own.
struct Prepared {
  virtual ~Prepared() = default;
};

// What was prepared for each shape while planning; every call finds it without allocating.
class PreparedForShapes {
 public:
  // The kernel's own tag, then the numbers of the shape, then zeros: of fixed size, so that a
  // lookup allocates nothing.
  using Key = std::array<std::int64_t, 16>;

  // For x_scratch_bytes: prepares the shape unless that was done.
  template <class T, class Make>
  T& make_ready(const Key& key, const Make& make) {
    auto found = prepared_.find(key);
    if (found == prepared_.end()) found = prepared_.emplace(key, make()).first;
    return static_cast<T&>(*found->second);
  }

  // For kernels. Throws Error(kSoftware) with the text of `describe` if x_scratch_bytes was never
  // called for the shape: preparing it now would allocate.
  template <class T, class Describe>
  T& find(const Key& key, const Describe& describe) {
    const auto found = prepared_.find(key);
    CANTUS_REQUIRE(found != prepared_.end(),
                   describe() + " runs before its scratch_bytes was asked for");
    return static_cast<T&>(*found->second);
  }

  void clear() { prepared_.clear(); }

 private:
  std::map<Key, std::unique_ptr<Prepared>> prepared_;
};

}  // namespace cantus
