#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>

#include "kernels/core/error.h"

namespace cantus {

// Something of a library made ready for one shape. Each library kernel derives its own.
struct Prepared {
  virtual ~Prepared() = default;
};

// Built once for each shape, while planning, and found again, without allocating, by every call.
class PreparedForShapes {
 public:
  // The kernel's own tag first, then every number of the shape; zeros behind. Of fixed size, so
  // that looking it up allocates nothing.
  using Key = std::array<std::int64_t, 16>;

  // For x_scratch_bytes: builds it unless it is there.
  template <class T, class Make>
  T& make_ready(const Key& key, const Make& make) {
    auto found = prepared_.find(key);
    if (found == prepared_.end()) found = prepared_.emplace(key, make()).first;
    return static_cast<T&>(*found->second);
  }

  // For kernels. Throws Error(kSoftware) with what `describe` says where x_scratch_bytes was not
  // asked for the shape: building it now would allocate.
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
