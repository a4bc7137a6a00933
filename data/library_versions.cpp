#include "data/library_versions.h"

#include <hdf5.h>
#include <png.h>
#include <sndfile.h>
#include <soxr.h>

namespace cantus {
namespace {

// "1.2.0" of "libsndfile-1.2.0".
std::string number_in(const std::string& text) { return text.substr(text.rfind('-') + 1); }

}  // namespace

std::vector<std::pair<std::string, std::string>> data_library_versions() {
  unsigned major = 0, minor = 0, release = 0;
  H5get_libversion(&major, &minor, &release);
  const auto dotted = [](unsigned a, unsigned b, unsigned c) {
    return std::to_string(a) + "." + std::to_string(b) + "." + std::to_string(c);
  };
  return {{"HDF5", dotted(major, minor, release)},
          {"libpng", png_get_libpng_ver(nullptr)},
          {"libsndfile", number_in(sf_version_string())},
          {"soxr", number_in(soxr_version())}};
}

}  // namespace cantus
