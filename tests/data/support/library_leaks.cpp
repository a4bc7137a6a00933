#ifdef __SANITIZE_ADDRESS__
// HDF5 1.10.8 loses memory of its own whenever it meets damaged metadata, libsndfile that of
// libvorbis where a header cannot be read.
extern "C" const char* __lsan_default_suppressions() {
  return "leak:libhdf5_serial\nleak:libvorbis";
}
#endif
