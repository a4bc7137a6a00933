#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "data/hdf5/handle.h"
#include "data/hdf5/memory_image.h"
#include "data/hdf5/stored_float.h"

namespace cantus {

// Elements of a vector, and frames of a matrix, in one chunk.
inline constexpr std::int64_t kVectorChunk = 1024, kFrameChunk = 512;

// How many elements are stored for `n`: a multiple of `chunk` unless one chunk holds them all.
constexpr std::int64_t padded(std::int64_t n, std::int64_t chunk) {
  return n <= chunk ? n : (n + chunk - 1) / chunk * chunk;
}

// Builds an HDF5 file (format of version 1.10: superblock 3) in memory, so that HDF5 never meets a
// full disk, which it handles badly; the finished image is written like any other file. Equal calls
// give equal bytes. Data sets are chunked with a fletcher32 checksum, filled with NaN, fixed in
// size, and lie in the root group; texts are fixed-length UTF-8 without a terminating zero; single
// numbers have a scalar data space. Errors: kOsError when HDF5 runs out of memory, kBadData for a
// number that float16 cannot hold.
class Hdf5Writer {
 public:
  // `file` is the file's name in errors. An image of up to `expected_bytes` is not moved as it
  // grows, and takes only the memory of what has been written.
  explicit Hdf5Writer(std::string file, std::int64_t expected_bytes = 0);
  Hdf5Writer(const Hdf5Writer&) = delete;
  Hdf5Writer& operator=(const Hdf5Writer&) = delete;

  // Links `name` to the root of another file, whose path is relative to this file's folder; makes
  // the groups above `name`. Our own reader does not follow such links.
  void add_external_link(const std::string& name, const std::string& file);
  // values [num_rows, num_columns], both > 0; a chunk holds up to `chunk_rows` whole rows.
  void add_matrix(const std::string& name, StoredFloat type, const float* values,
                  std::int64_t num_rows, std::int64_t num_columns, std::int64_t chunk_rows);
  // Makes such a matrix without values; set_rows() sets its rows. Rows that are never set are NaN.
  void begin_matrix(const std::string& name, StoredFloat type, std::int64_t num_rows,
                    std::int64_t num_columns, std::int64_t chunk_rows);
  // Sets rows [first, first + num_rows) of a matrix that was begun with this type.
  void set_rows(const std::string& name, StoredFloat type, std::int64_t first, const float* values,
                std::int64_t num_rows, std::int64_t num_columns);
  void add_vector(const std::string& name, const std::vector<float>& values);
  void add_vector(const std::string& name, const std::vector<double>& values);
  // Makes the vector `scale` the coordinates of dimension `axis` of `name`.
  void attach_scale(const std::string& name, int axis, const std::string& scale);

  // Attributes of object `name`, where "/" is the root group. A value has at most 64 KiB.
  void set_text(const std::string& name, const std::string& attribute, const std::string& value);
  void set_number(const std::string& name, const std::string& attribute, double value);
  void set_integer(const std::string& name, const std::string& attribute, std::int64_t value);

  // Closes the file and returns it; nothing may be added afterwards.
  MemoryImage finish();

 private:
  Handle created(hid_t id, const std::string& what) const;
  Handle untimed(hid_t kind) const;
  void done(herr_t status, const std::string& what) const;
  Handle create_data(const std::string& name, hid_t type, const void* fill,
                     const std::vector<hsize_t>& shape, const std::vector<hsize_t>& chunk);
  template <typename Number>
  void add_numbers(const std::string& name, hid_t type, const std::vector<Number>& values);
  // Sets a scalar attribute.
  void set_attribute(const std::string& name, const std::string& attribute, hid_t type,
                     const void* value);

  std::string file_name_;
  std::unique_ptr<MemoryImage> image_;
  Handle file_;
};

}  // namespace cantus
