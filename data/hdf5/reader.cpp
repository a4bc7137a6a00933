#include "data/hdf5/reader.h"

#include <cmath>

#include "data/hdf5/superblock.h"
#include "data/hdf5/visit.h"
#include "kernels/core/error.h"
#include "kernels/core/half.h"

namespace cantus {
namespace {

std::vector<std::int64_t> shape_of(hid_t space) {
  hsize_t sizes[H5S_MAX_RANK] = {};
  const int rank = H5Sget_simple_extent_dims(space, sizes, nullptr);
  return {sizes, sizes + std::max(rank, 0)};
}

std::int64_t count_of(hid_t space) {
  return static_cast<std::int64_t>(H5Sget_simple_extent_npoints(space));
}

// Reads the selected numbers; false when HDF5 fails, as on a wrong fletcher32 checksum.
bool read_numbers(hid_t data, hid_t memory, hid_t selection, std::vector<float>* out) {
  const Handle type(H5Dget_type(data));
  const Handle half = half_type();
  if (H5Tequal(type.get(), half.get()) <= 0) {
    return H5Dread(data, H5T_NATIVE_FLOAT, memory, selection, H5P_DEFAULT, out->data()) >= 0;
  }
  std::vector<std::uint16_t> halves(out->size());
  if (H5Dread(data, half.get(), memory, selection, H5P_DEFAULT, halves.data()) < 0) return false;
  float_from_half(halves.data(), std::ssize(halves), out->data());
  return true;
}

bool read_numbers(hid_t data, hid_t memory, hid_t selection, std::vector<double>* out) {
  return H5Dread(data, H5T_NATIVE_DOUBLE, memory, selection, H5P_DEFAULT, out->data()) >= 0;
}

template <typename T>
std::int64_t first_non_finite(const std::vector<T>& values) {
  for (std::int64_t i = 0; i < std::ssize(values); ++i) {
    if (!std::isfinite(values[static_cast<std::size_t>(i)])) return i;
  }
  return -1;
}

// The file name in an external link.
std::string linked_file(hid_t group, const char* name, std::size_t num_bytes) {
  std::vector<char> value(num_bytes);
  const char *file = nullptr, *object = nullptr;
  unsigned flags = 0;
  const bool is_read = H5Lget_val(group, name, value.data(), num_bytes, H5P_DEFAULT) >= 0 &&
                       H5Lunpack_elink_val(value.data(), num_bytes, &flags, &file, &object) >= 0;
  return is_read ? file : "";
}

}  // namespace

Hdf5Reader::Hdf5Reader(const std::filesystem::path& path, ExternalLinks links)
    : file_name_(path.string()), file_(open_hdf5(path, links)) {}

void Hdf5Reader::refuse(const std::string& found, const std::string& expected) const {
  throw Error(Exit::kBadData, file_name_, found, expected, kHdf5Remedy);
}

Handle Hdf5Reader::open_data(const std::string& name) const {
  Handle data(H5Dopen2(file_.get(), name.c_str(), H5P_DEFAULT));
  if (data.get() < 0) refuse("no data set " + name);
  return data;
}

std::vector<std::int64_t> Hdf5Reader::shape(const std::string& name) const {
  const Handle data = open_data(name);
  return shape_of(Handle(H5Dget_space(data.get())).get());
}

std::vector<float> Hdf5Reader::matrix_rows(const std::string& name, std::int64_t first,
                                           std::int64_t num_rows) const {
  const Handle data = open_data(name);
  const Handle space(H5Dget_space(data.get()));
  const std::vector<std::int64_t> shape = shape_of(space.get());
  if (shape.size() != 2) refuse(name + " has rank " + std::to_string(shape.size()), "2");
  CANTUS_REQUIRE(first >= 0 && num_rows > 0 && first + num_rows <= shape[0],
                 "rows are read from inside a matrix");
  const hsize_t start[2] = {static_cast<hsize_t>(first), 0};
  const hsize_t count[2] = {static_cast<hsize_t>(num_rows), static_cast<hsize_t>(shape[1])};
  const Handle memory(H5Screate_simple(2, count, nullptr));
  std::vector<float> values(static_cast<std::size_t>(num_rows * shape[1]));
  if (H5Sselect_hyperslab(space.get(), H5S_SELECT_SET, start, nullptr, count, nullptr) < 0 ||
      !read_numbers(data.get(), memory.get(), space.get(), &values)) {
    refuse(name + " cannot be read, its checksum is wrong");
  }
  if (const std::int64_t index = first_non_finite(values); index >= 0) {
    refuse(name + " holds NaN or infinity in row " + std::to_string(first + index / shape[1]) +
               ", column " + std::to_string(index % shape[1]),
           "finite numbers");
  }
  return values;
}

template <typename T>
std::vector<T> Hdf5Reader::numbers(const std::string& name) const {
  const Handle data = open_data(name);
  const auto shape = shape_of(Handle(H5Dget_space(data.get())).get());
  if (shape.size() != 1) refuse(name + " has rank " + std::to_string(shape.size()), "1");
  std::vector<T> values(static_cast<std::size_t>(shape[0]));
  if (!read_numbers(data.get(), H5S_ALL, H5S_ALL, &values)) {
    refuse(name + " cannot be read, its checksum is wrong");
  }
  if (const std::int64_t index = first_non_finite(values); index >= 0) {
    refuse(name + " holds NaN or infinity at index " + std::to_string(index), "finite numbers");
  }
  return values;
}

std::vector<float> Hdf5Reader::floats(const std::string& name) const {
  return numbers<float>(name);
}
std::vector<double> Hdf5Reader::doubles(const std::string& name) const {
  return numbers<double>(name);
}

std::vector<std::string> Hdf5Reader::linked_files() const {
  std::vector<std::string> files;
  const auto collect = [&files](hid_t group, const char* name, const H5L_info_t& link) {
    if (link.type == H5L_TYPE_EXTERNAL) files.push_back(linked_file(group, name, link.u.val_size));
  };
  if (!visit_links_below(file_.get(), collect)) refuse("its links cannot be read");
  return files;
}

bool Hdf5Reader::has_attribute(const std::string& name, const std::string& attribute) const {
  return H5Aexists_by_name(file_.get(), name.c_str(), attribute.c_str(), H5P_DEFAULT) > 0;
}

Handle Hdf5Reader::open_attribute(const std::string& name, const std::string& attribute,
                                  H5T_class_t type_class) const {
  Handle handle(
      H5Aopen_by_name(file_.get(), name.c_str(), attribute.c_str(), H5P_DEFAULT, H5P_DEFAULT));
  if (handle.get() < 0) refuse(name + " has no attribute " + attribute);
  const Handle type(H5Aget_type(handle.get()));
  const Handle space(H5Aget_space(handle.get()));
  const bool is_expected = H5Tget_class(type.get()) == type_class &&
                           H5Tis_variable_str(type.get()) <= 0 &&
                           H5Sget_simple_extent_ndims(space.get()) <= 1;
  if (!is_expected) refuse("attribute " + attribute + " of " + name + " is of another type");
  const auto count = static_cast<std::uint64_t>(count_of(space.get()));
  if (count == 0 || count > kMaxAttributeBytes ||
      count * H5Tget_size(type.get()) > kMaxAttributeBytes) {
    refuse("attribute " + attribute + " of " + name + " is too large or empty", "up to 64 KiB");
  }
  return handle;
}

std::string Hdf5Reader::text(const std::string& name, const std::string& attribute) const {
  const Handle handle = open_attribute(name, attribute, H5T_STRING);
  const Handle type(H5Aget_type(handle.get()));
  const Handle space(H5Aget_space(handle.get()));
  std::string value(H5Tget_size(type.get()), '\0');
  if (count_of(space.get()) != 1 || H5Aread(handle.get(), type.get(), value.data()) < 0) {
    refuse("attribute " + attribute + " of " + name + " cannot be read");
  }
  return value.c_str();
}

double Hdf5Reader::number(const std::string& name, const std::string& attribute) const {
  const Handle handle = open_attribute(name, attribute, H5T_FLOAT);
  double value = 0;
  if (count_of(Handle(H5Aget_space(handle.get())).get()) != 1 ||
      H5Aread(handle.get(), H5T_NATIVE_DOUBLE, &value) < 0 || !std::isfinite(value)) {
    refuse("attribute " + attribute + " of " + name + " cannot be read", "one finite number");
  }
  return value;
}

std::int64_t Hdf5Reader::integer(const std::string& name, const std::string& attribute) const {
  const Handle handle = open_attribute(name, attribute, H5T_INTEGER);
  std::int64_t value = 0;
  if (count_of(Handle(H5Aget_space(handle.get())).get()) != 1 ||
      H5Aread(handle.get(), H5T_NATIVE_INT64, &value) < 0) {
    refuse("attribute " + attribute + " of " + name + " cannot be read", "one integer");
  }
  return value;
}

}  // namespace cantus
