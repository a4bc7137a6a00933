#include "data/hdf5/handle.h"

#include "kernels/core/error.h"

// Songs are read and stored by several threads at once.
#ifndef H5_HAVE_THREADSAFE
#error "HDF5 is built without --enable-threadsafe, which Cantus needs"
#endif

namespace cantus {

void prepare_hdf5() {
  static const bool is_ready = [] {
    H5dont_atexit();
    return H5open() >= 0 && H5PLset_loading_state(0) >= 0;
  }();
  // The error stack belongs to the thread.
  thread_local const bool is_quiet = H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr) >= 0;
  CANTUS_REQUIRE(is_ready && is_quiet, "the HDF5 library starts");
}

Handle half_type() {
  Handle type(H5Tcopy(H5T_IEEE_F32LE));
  const bool is_made = type.get() >= 0 && H5Tset_fields(type.get(), 15, 10, 5, 0, 10) >= 0 &&
                       H5Tset_size(type.get(), 2) >= 0 && H5Tset_ebias(type.get(), 15) >= 0;
  CANTUS_REQUIRE(is_made, "HDF5 builds the float16 type");
  return type;
}

}  // namespace cantus
