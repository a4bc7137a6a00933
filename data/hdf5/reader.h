#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "data/hdf5/guard.h"
#include "data/hdf5/handle.h"

namespace cantus {

// Reads what Hdf5Writer writes, through the guarded open. Names are paths from the root. Numbers
// are checked to be finite: our files are prefilled with NaN, so a chunk that was never written is
// found. Errors: kBadData for anything absent, of another type or shape, damaged or not finite;
// those of open_hdf5().
class Hdf5Reader {
 public:
  explicit Hdf5Reader(const std::filesystem::path& path,
                      ExternalLinks links = ExternalLinks::kRefuse);

  std::vector<std::int64_t> shape(const std::string& name) const;
  // Rows [first, first + num_rows) of a float16 or float32 matrix, [num_rows, num_columns].
  std::vector<float> matrix_rows(const std::string& name, std::int64_t first,
                                 std::int64_t num_rows) const;
  // A vector of float16, float32 or float64.
  std::vector<float> floats(const std::string& name) const;
  std::vector<double> doubles(const std::string& name) const;
  // The file names in the external links, in the order of the links' names; "" for a link that
  // cannot be read.
  std::vector<std::string> linked_files() const;

  // The open file, still owned by the reader.
  hid_t file() const { return file_.get(); }

  bool has_attribute(const std::string& name, const std::string& attribute) const;
  std::string text(const std::string& name, const std::string& attribute) const;
  double number(const std::string& name, const std::string& attribute) const;
  std::int64_t integer(const std::string& name, const std::string& attribute) const;

 private:
  Handle open_data(const std::string& name) const;
  template <typename T>
  std::vector<T> numbers(const std::string& name) const;
  Handle open_attribute(const std::string& name, const std::string& attribute,
                        H5T_class_t type) const;
  [[noreturn]] void refuse(const std::string& found, const std::string& expected = "") const;

  std::string file_name_;
  Handle file_;
};

}  // namespace cantus
