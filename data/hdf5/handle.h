#pragma once

#include <hdf5.h>

#include <cstddef>
#include <utility>

namespace cantus {

// Makes the HDF5 library fit for us in this thread: nothing printed on stderr, no plugins loaded
// from the environment, no flush at exit. To be called before anything else of HDF5.
void prepare_hdf5();

// Of an attribute's value, as it is written and as it is read.
inline constexpr std::size_t kMaxAttributeBytes = std::size_t{64} << 10;

// Owns one HDF5 identifier of any kind; closes it when it goes.
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

// float16 as HDF5 and numpy know it (IEEE 754 half, little-endian), which HDF5 1.10 has no name
// for.
Handle half_type();

}  // namespace cantus
