#include "data/hdf5/writer.h"

#include <hdf5_hl.h>

#include <algorithm>
#include <limits>

#include "data/hdf5/superblock.h"
#include "kernels/core/error.h"
#include "kernels/core/half.h"

namespace cantus {
namespace {

// Converts rows of a matrix to float16; `file` and the row `first` are for errors.
std::vector<std::uint16_t> halves(const std::string& file, std::int64_t first, const float* values,
                                  std::int64_t num_rows, std::int64_t num_columns) {
  std::vector<std::uint16_t> out(static_cast<std::size_t>(num_rows * num_columns));
  half_from_float(values, std::ssize(out), out.data());
  for (std::int64_t i = 0; i < std::ssize(out); ++i) {
    if ((out[i] & 0x7c00) != 0x7c00) continue;
    throw Error(Exit::kBadData, file,
                std::to_string(values[i]) + " in row " + std::to_string(first + i / num_columns) +
                    ", column " + std::to_string(i % num_columns),
                "at most 65504 in float16", "store float32");
  }
  return out;
}

}  // namespace

Hdf5Writer::Hdf5Writer(std::string file, std::int64_t expected_bytes)
    : file_name_(std::move(file)), image_(std::make_unique<MemoryImage>()) {
  prepare_hdf5();
  const Handle access = access_in_memory(image_.get(), expected_bytes);
  const Handle options = untimed(H5P_FILE_CREATE);
  file_ = created(
      H5Fcreate(name_in_memory(image_.get()).c_str(), H5F_ACC_TRUNC, options.get(), access.get()),
      "start the file");
}

// Time stamps in the file would make files of equal content differ.
Handle Hdf5Writer::untimed(hid_t kind) const {
  Handle options = created(H5Pcreate(kind), "choose options");
  done(H5Pset_obj_track_times(options.get(), false), "choose options");
  return options;
}

Handle Hdf5Writer::created(hid_t id, const std::string& what) const {
  done(id < 0 ? -1 : 0, what);
  return Handle(id);
}

void Hdf5Writer::done(herr_t status, const std::string& what) const {
  if (status >= 0) return;
  throw Error(Exit::kOsError, file_name_, "HDF5 could not " + what, "enough memory",
              "free some memory and run again");
}

void Hdf5Writer::add_external_link(const std::string& name, const std::string& file) {
  const std::string what = "link " + name;
  const Handle options = created(H5Pcreate(H5P_LINK_CREATE), what);
  done(H5Pset_create_intermediate_group(options.get(), 1), what);
  done(H5Pset_char_encoding(options.get(), H5T_CSET_UTF8), what);
  done(H5Lcreate_external(file.c_str(), "/", file_.get(), name.c_str(), options.get(), H5P_DEFAULT),
       what);
}

Handle Hdf5Writer::create_data(const std::string& name, hid_t type, const void* fill,
                               const std::vector<hsize_t>& shape,
                               const std::vector<hsize_t>& chunk) {
  const std::string what = "write " + name;
  const int rank = static_cast<int>(shape.size());
  const Handle options = untimed(H5P_DATASET_CREATE);
  const bool is_empty = std::find(shape.begin(), shape.end(), 0) != shape.end();
  if (!is_empty) {
    done(H5Pset_chunk(options.get(), rank, chunk.data()), what);
    done(H5Pset_fletcher32(options.get()), what);
  }
  done(H5Pset_fill_value(options.get(), type, fill), what);
  done(H5Pset_fill_time(options.get(), H5D_FILL_TIME_ALLOC), what);
  const Handle space = created(H5Screate_simple(rank, shape.data(), nullptr), what);
  return created(H5Dcreate2(file_.get(), name.c_str(), type, space.get(), H5P_DEFAULT,
                            options.get(), H5P_DEFAULT),
                 what);
}

template <typename Number>
void Hdf5Writer::add_numbers(const std::string& name, hid_t type,
                             const std::vector<Number>& values) {
  const Number nan = std::numeric_limits<Number>::quiet_NaN();
  const hsize_t size = values.size();
  const Handle data =
      create_data(name, type, &nan, {size}, {std::min<hsize_t>(size, kVectorChunk)});
  done(H5Dwrite(data.get(), type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), "write " + name);
}

void Hdf5Writer::begin_matrix(const std::string& name, StoredFloat type, std::int64_t num_rows,
                              std::int64_t num_columns, std::int64_t chunk_rows) {
  CANTUS_REQUIRE(num_rows > 0 && num_columns > 0, "a matrix in a file is not empty");
  const std::vector<hsize_t> shape = {static_cast<hsize_t>(num_rows),
                                      static_cast<hsize_t>(num_columns)};
  const std::vector<hsize_t> chunk = {static_cast<hsize_t>(std::min(num_rows, chunk_rows)),
                                      shape[1]};
  const std::uint16_t half_nan = 0x7e00;
  const float nan = std::numeric_limits<float>::quiet_NaN();
  if (type == StoredFloat::kFloat16)
    create_data(name, half_type().get(), &half_nan, shape, chunk);
  else
    create_data(name, H5T_IEEE_F32LE, &nan, shape, chunk);
}

void Hdf5Writer::set_rows(const std::string& name, StoredFloat type, std::int64_t first,
                          const float* values, std::int64_t num_rows, std::int64_t num_columns) {
  const std::string what = "write " + name;
  const hsize_t from[] = {static_cast<hsize_t>(first), 0};
  const hsize_t size[] = {static_cast<hsize_t>(num_rows), static_cast<hsize_t>(num_columns)};
  const Handle data = created(H5Dopen2(file_.get(), name.c_str(), H5P_DEFAULT), what);
  const Handle there = created(H5Dget_space(data.get()), what);
  done(H5Sselect_hyperslab(there.get(), H5S_SELECT_SET, from, nullptr, size, nullptr), what);
  const Handle here = created(H5Screate_simple(2, size, nullptr), what);
  const bool is_half = type == StoredFloat::kFloat16;
  const auto converted = is_half ? halves(file_name_, first, values, num_rows, num_columns)
                                 : std::vector<std::uint16_t>();
  const Handle half = half_type();
  done(H5Dwrite(data.get(), is_half ? half.get() : H5T_IEEE_F32LE, here.get(), there.get(),
                H5P_DEFAULT, is_half ? static_cast<const void*>(converted.data()) : values),
       what);
}

void Hdf5Writer::add_matrix(const std::string& name, StoredFloat type, const float* values,
                            std::int64_t num_rows, std::int64_t num_columns,
                            std::int64_t chunk_rows) {
  begin_matrix(name, type, num_rows, num_columns, chunk_rows);
  set_rows(name, type, 0, values, num_rows, num_columns);
}

void Hdf5Writer::add_vector(const std::string& name, const std::vector<float>& values) {
  add_numbers(name, H5T_IEEE_F32LE, values);
}

void Hdf5Writer::add_vector(const std::string& name, const std::vector<double>& values) {
  add_numbers(name, H5T_IEEE_F64LE, values);
}

void Hdf5Writer::attach_scale(const std::string& name, int axis, const std::string& scale) {
  const std::string what = "attach " + scale + " to " + name;
  const Handle data = created(H5Dopen2(file_.get(), name.c_str(), H5P_DEFAULT), what);
  const Handle coordinates = created(H5Dopen2(file_.get(), scale.c_str(), H5P_DEFAULT), what);
  if (H5DSis_scale(coordinates.get()) == 0) {
    const std::string dimension = scale.substr(scale.rfind('/') + 1);
    done(H5DSset_scale(coordinates.get(), dimension.c_str()), what);
  }
  done(H5DSattach_scale(data.get(), coordinates.get(), static_cast<unsigned>(axis)), what);
}

void Hdf5Writer::set_attribute(const std::string& name, const std::string& attribute, hid_t type,
                               const void* value) {
  const std::string what = "write attribute " + attribute + " of " + name;
  const Handle space = created(H5Screate(H5S_SCALAR), what);
  const Handle handle =
      created(H5Acreate_by_name(file_.get(), name.c_str(), attribute.c_str(), type, space.get(),
                                H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT),
              what);
  done(H5Awrite(handle.get(), type, value), what);
}

void Hdf5Writer::set_text(const std::string& name, const std::string& attribute,
                          const std::string& value) {
  CANTUS_REQUIRE(value.size() < kMaxAttributeBytes, "an attribute stays under 64 KiB");
  const std::string what = "write attribute " + attribute;
  const Handle type = created(H5Tcopy(H5T_C_S1), what);
  done(H5Tset_size(type.get(), std::max<std::size_t>(value.size(), 1)), what);
  done(H5Tset_cset(type.get(), H5T_CSET_UTF8), what);
  done(H5Tset_strpad(type.get(), H5T_STR_NULLPAD), what);
  set_attribute(name, attribute, type.get(), value.c_str());
}

void Hdf5Writer::set_number(const std::string& name, const std::string& attribute, double value) {
  set_attribute(name, attribute, H5T_IEEE_F64LE, &value);
}

void Hdf5Writer::set_integer(const std::string& name, const std::string& attribute,
                             std::int64_t value) {
  set_attribute(name, attribute, H5T_STD_I64LE, &value);
}

MemoryImage Hdf5Writer::finish() {
  done(H5Fclose(file_.release()), "finish the file");
  image_->size = static_cast<std::size_t>(
      parse_superblock(file_name_, image_->bytes.get(), image_->capacity).end_of_file);
  CANTUS_REQUIRE(image_->size <= image_->capacity, "an HDF5 image is complete");
  return std::move(*image_);
}

}  // namespace cantus
