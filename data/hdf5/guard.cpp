#include "data/hdf5/guard.h"

#include <cerrno>
#include <cstring>
#include <string>

#include "data/files/input_file.h"
#include "data/hdf5/superblock.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

constexpr int kMaxDepth = 4;
constexpr int kMaxObjects = 65536;
constexpr int kMaxRank = 4;
constexpr std::uint64_t kMaxExpansion = 1000;
constexpr std::uint64_t kMaxFileBytes = std::uint64_t{1} << 40;
constexpr std::size_t kMaxNameBytes = 1024;

[[noreturn]] void refuse(const std::string& file, const std::string& found,
                         const std::string& expected = "") {
  throw Error(Exit::kBadData, file, found, expected,
              "name a file that cantus wrote; one that is damaged is made anew once it is gone");
}

void check_superblock(const std::filesystem::path& path) {
  const InputFile file(path, kMaxFileBytes);
  std::uint8_t bytes[kSuperblockBytes];
  const Superblock superblock =
      parse_superblock(path.string(), bytes, file.read_at(0, bytes, sizeof bytes));
  if (superblock.end_of_file != file.size()) {
    refuse(path.string(), "holds " + std::to_string(file.size()) + " bytes",
           std::to_string(superblock.end_of_file));
  }
}

// Visits everything below the root, reading descriptions only.
class Inspector {
 public:
  Inspector(std::string file, ExternalLinks links) : file_(std::move(file)), links_(links) {}

  void inspect_group(hid_t group, const std::string& name, int depth) {
    H5G_info_t info;
    require(H5Gget_info(group, &info), name, "cannot be listed");
    for (hsize_t i = 0; i < info.nlinks; ++i) {
      const std::string child = name + link_name(group, i, name);
      if (++num_objects_ > kMaxObjects) refuse(file_, "too many objects");
      H5L_info_t link;
      require(H5Lget_info_by_idx(group, ".", H5_INDEX_NAME, H5_ITER_INC, i, &link, H5P_DEFAULT),
              child, "has a damaged link");
      if (link.type == H5L_TYPE_EXTERNAL && links_ == ExternalLinks::kLeaveClosed) continue;
      if (link.type != H5L_TYPE_HARD)
        throw Error(Exit::kBadData, file_, child + " is a soft or external link",
                    "a file that holds all its data", "name the files that it links to");
      const Handle object(H5Oopen_by_idx(group, ".", H5_INDEX_NAME, H5_ITER_INC, i, H5P_DEFAULT));
      require(object.get() < 0 ? -1 : 0, child, "cannot be opened");
      inspect_object(object.get(), child, depth);
    }
  }

 private:
  void require(herr_t status, const std::string& name, const std::string& found) const {
    if (status < 0) refuse(file_, name + " " + found);
  }

  std::string link_name(hid_t group, hsize_t index, const std::string& parent) const {
    char name[kMaxNameBytes];
    const ssize_t length = H5Lget_name_by_idx(group, ".", H5_INDEX_NAME, H5_ITER_INC, index, name,
                                              sizeof name, H5P_DEFAULT);
    if (length <= 0 || length >= static_cast<ssize_t>(sizeof name)) {
      refuse(file_, parent + " holds a name that cannot be read");
    }
    return name;
  }

  void inspect_object(hid_t object, const std::string& name, int depth) {
    switch (H5Iget_type(object)) {
      case H5I_GROUP:
        if (depth == kMaxDepth) refuse(file_, name + " is nested too deeply");
        inspect_group(object, name + "/", depth + 1);
        return;
      case H5I_DATASET:
        inspect_data(object, name);
        return;
      default:
        refuse(file_, name + " is neither a group nor a data set");
    }
  }

  void inspect_data(hid_t data, const std::string& name) const {
    const Handle type(H5Dget_type(data));
    const H5T_class_t kind = H5Tget_class(type.get());
    if (kind != H5T_FLOAT && kind != H5T_INTEGER) refuse(file_, name + " does not hold numbers");
    const Handle space(H5Dget_space(data));
    const int rank = H5Sget_simple_extent_ndims(space.get());
    if (rank < 1 || rank > kMaxRank) {
      refuse(file_, name + " has rank " + std::to_string(rank), "1 to 4");
    }
    inspect_storage(data, name);
    inspect_size(data, name, space.get(), rank, H5Tget_size(type.get()));
  }

  void inspect_storage(hid_t data, const std::string& name) const {
    const Handle options(H5Dget_create_plist(data));
    const H5D_layout_t layout = H5Pget_layout(options.get());
    if (layout != H5D_COMPACT && layout != H5D_CONTIGUOUS && layout != H5D_CHUNKED) {
      refuse(file_, name + " has virtual storage");
    }
    if (H5Pget_external_count(options.get()) != 0) refuse(file_, name + " has external storage");
    const int num_filters = H5Pget_nfilters(options.get());
    require(num_filters, name, "has damaged filters");
    for (int i = 0; i < num_filters; ++i) {
      unsigned flags = 0;
      std::size_t num_values = 0;
      const H5Z_filter_t filter = H5Pget_filter2(options.get(), static_cast<unsigned>(i), &flags,
                                                 &num_values, nullptr, 0, nullptr, nullptr);
      if (filter != H5Z_FILTER_FLETCHER32 && filter != H5Z_FILTER_DEFLATE &&
          filter != H5Z_FILTER_SHUFFLE) {
        refuse(file_, name + " has filter " + std::to_string(filter),
               "fletcher32, deflate or shuffle");
      }
    }
  }

  void inspect_size(hid_t data, const std::string& name, hid_t space, int rank,
                    std::size_t number_bytes) const {
    hsize_t shape[kMaxRank] = {};
    require(H5Sget_simple_extent_dims(space, shape, nullptr), name, "has no shape");
    std::uint64_t declared = number_bytes;
    bool is_too_large = false;
    for (int i = 0; i < rank; ++i) {
      is_too_large |= __builtin_mul_overflow(declared, std::uint64_t{shape[i]}, &declared);
    }
    const std::uint64_t stored = H5Dget_storage_size(data);
    if (is_too_large || declared / kMaxExpansion > stored || (stored == 0 && declared > 0)) {
      refuse(file_, name + " declares far more than is stored of it",
             "at most 1000 times the " + std::to_string(stored) + " bytes stored");
    }
  }

  std::string file_;
  ExternalLinks links_;
  int num_objects_ = 0;
};

// What the system refused says nothing about the file.
[[noreturn]] void refuse_to_open(const std::string& file, int failure) {
  const auto throw_as = [&](Exit code) {
    throw Error(code, file, std::string("cannot be opened, ") + std::strerror(failure));
  };
  if (failure == EMFILE || failure == ENFILE || failure == ENOMEM) throw_as(Exit::kOsError);
  if (failure == EACCES || failure == EPERM) throw_as(Exit::kNoPermission);
  if (failure == EIO) throw_as(Exit::kIoError);
  refuse(file, "HDF5 cannot open it");
}

}  // namespace

Handle open_hdf5(const std::filesystem::path& path, ExternalLinks links) {
  check_superblock(path);
  prepare_hdf5();
  const Handle access(H5Pcreate(H5P_FILE_ACCESS));
  const bool is_set = H5Pset_libver_bounds(access.get(), H5F_LIBVER_V110, H5F_LIBVER_V110) >= 0 &&
                      H5Pset_file_locking(access.get(), true, true) >= 0;
  CANTUS_REQUIRE(is_set, "HDF5 offers file locking");
  errno = 0;
  Handle file(H5Fopen(path.c_str(), H5F_ACC_RDONLY, access.get()));
  if (file.get() < 0) refuse_to_open(path.string(), errno);
  const Handle root(H5Gopen2(file.get(), "/", H5P_DEFAULT));
  if (root.get() < 0) refuse(path.string(), "HDF5 cannot open its root group");
  Inspector(path.string(), links).inspect_group(root.get(), "/", 0);
  return file;
}

}  // namespace cantus
