#pragma once

#include <hdf5.h>

#include <cstddef>
#include <utility>

namespace cantus {

// Sets up the HDF5 library for this thread: nothing printed on stderr, no plugins loaded from the
// environment, no flush at exit. Call it before any other HDF5 function.
void prepare_hdf5();

// Largest value of an attribute, in writing and in reading.
inline constexpr std::size_t kMaxAttributeBytes = std::size_t{64} << 10;

// Owns one HDF5 identifier of any kind; its destructor closes it.
class Handle {
 public:
  Handle() = default;
  explicit Handle(hid_t id) : id_(id) {}
  Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, H5I_INVALID_HID)) {}
  Handle& operator=(Handle&& other) noexcept {
    std::swap(id_, other.id_);
    return *this;
  }
  ~Handle() {
    if (id_ >= 0) H5Idec_ref(id_);
  }

  hid_t get() const { return id_; }
  hid_t release() { return std::exchange(id_, H5I_INVALID_HID); }

 private:
  hid_t id_ = H5I_INVALID_HID;
};

// The HDF5 type of numpy's float16 (IEEE 754 half, little-endian), which HDF5 1.10 does not
// predefine.
Handle half_type();

}  // namespace cantus
