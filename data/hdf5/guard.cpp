#include "data/hdf5/guard.h"

#include <limits.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "data/files/input_file.h"
#include "data/hdf5/superblock.h"
#include "data/hdf5/visit.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

constexpr int kMaxRank = 4;
constexpr std::uint64_t kMaxExpansion = 1000;
constexpr std::uint64_t kMaxFileBytes = std::uint64_t{1} << 40;
constexpr std::size_t kMaxPathBytes = PATH_MAX;

// An index of maps has a link for each map and a group for each folder of a collection: as many
// objects as its bytes can hold, and as deep as a path can be.
struct Limits {
  std::size_t depth;
  std::uint64_t num_objects;
  std::uint64_t stored_bytes;
};

Limits limits_of(ExternalLinks links, std::uint64_t file_bytes) {
  constexpr std::uint64_t kLeastBytesOfLink = 8;
  if (links == ExternalLinks::kRefuse) return {4, 65536, file_bytes};
  return {kMaxPathBytes / 2, file_bytes / kLeastBytesOfLink, file_bytes};
}

[[noreturn]] void refuse(const std::string& file, const std::string& found,
                         const std::string& expected = "") {
  throw Error(Exit::kBadData, file, found, expected, kHdf5Remedy);
}

// Returns how many bytes the file has.
std::uint64_t check_superblock(const std::filesystem::path& path) {
  const InputFile file(path, kMaxFileBytes);
  std::uint8_t bytes[kSuperblockBytes];
  const Superblock superblock =
      parse_superblock(path.string(), bytes, file.read_at(0, bytes, sizeof bytes));
  if (superblock.end_of_file != file.size()) {
    refuse(path.string(), "holds " + std::to_string(file.size()) + " bytes",
           std::to_string(superblock.end_of_file));
  }
  return file.size();
}

struct Link {
  std::string name;
  H5L_type_t type;
};

// The group's links, sorted by name; none where the group is damaged. Reads all in one iteration:
// HDF5 sorts them anew for each link that is asked for by index.
std::optional<std::vector<Link>> links_in(hid_t group) {
  std::vector<Link> links;
  const bool is_sound =
      visit_links(group, [&links](hid_t, const char* name, const H5L_info_t& link) {
        links.push_back({name, link.type});
      });
  if (!is_sound) return std::nullopt;
  return links;
}

// Checks every object below the root, reading descriptions only.
class Inspector {
 public:
  Inspector(std::string file, ExternalLinks links, const Limits& limits)
      : file_(std::move(file)), links_(links), limits_(limits) {}

  void inspect_group(hid_t group, const std::string& name, std::size_t depth) {
    const auto links = links_in(group);
    require(links ? 0 : -1, name, "cannot be listed");
    for (const Link& link : *links) {
      const std::string child = name + link.name;
      const bool is_readable = is_one_name(link.name) && child.size() < kMaxPathBytes;
      require(is_readable ? 0 : -1, name, "holds a name that cannot be read");
      if (++num_objects_ > limits_.num_objects) refuse(file_, "too many objects");
      if (link.type == H5L_TYPE_EXTERNAL && links_ == ExternalLinks::kLeaveClosed) continue;
      if (link.type != H5L_TYPE_HARD)
        throw Error(Exit::kBadData, file_, child + " is a soft or external link",
                    "a file that holds all its data", "name the files that it links to");
      const Handle object(H5Oopen(group, link.name.c_str(), H5P_DEFAULT));
      require(object.get() < 0 ? -1 : 0, child, "cannot be opened");
      inspect_object(object.get(), child, depth);
    }
  }

 private:
  void require(herr_t status, const std::string& name, const std::string& found) const {
    if (status < 0) refuse(file_, name + " " + found);
  }

  // HDF5 would resolve a name with a slash, or ".", to another object than the link's own.
  static bool is_one_name(const std::string& name) {
    return !name.empty() && name != "." && name.find('/') == name.npos;
  }

  void inspect_object(hid_t object, const std::string& name, std::size_t depth) {
    // A group that links to itself twice has 2^depth paths.
    H5O_info_t info;
    require(H5Oget_info2(object, &info, H5O_INFO_BASIC), name, "cannot be described");
    if (!seen_.insert(info.addr).second) refuse(file_, name + " is linked a second time");
    switch (H5Iget_type(object)) {
      case H5I_GROUP:
        if (depth == limits_.depth) refuse(file_, name + " is nested too deeply");
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
    hsize_t shape[kMaxRank] = {}, chunk[kMaxRank] = {};
    require(H5Sget_simple_extent_dims(space, shape, nullptr), name, "has no shape");
    const Handle options(H5Dget_create_plist(data));
    if (H5Pget_layout(options.get()) == H5D_CHUNKED)
      require(H5Pget_chunk(options.get(), rank, chunk), name, "has no chunks");
    std::uint64_t declared = number_bytes;
    bool is_too_large = false;
    for (int i = 0; i < rank; ++i) {
      // A chunk is read whole, even where the data set ends inside it.
      const std::uint64_t size = shape[i] == 0 ? 0 : std::max(shape[i], chunk[i]);
      is_too_large |= __builtin_mul_overflow(declared, size, &declared);
    }
    // Unverified: HDF5 reports what the file declares.
    const std::uint64_t stored =
        std::min<std::uint64_t>(H5Dget_storage_size(data), limits_.stored_bytes);
    if (is_too_large || declared / kMaxExpansion > stored || (stored == 0 && declared > 0)) {
      refuse(file_, name + " declares far more than is stored of it",
             "at most 1000 times the " + std::to_string(stored) + " bytes stored");
    }
  }

  std::string file_;
  ExternalLinks links_;
  Limits limits_;
  std::uint64_t num_objects_ = 0;
  std::set<haddr_t> seen_;
};

// Errors of the system say nothing about the file's content.
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
  const std::uint64_t file_bytes = check_superblock(path);
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
  Inspector(path.string(), links, limits_of(links, file_bytes)).inspect_group(root.get(), "/", 0);
  return file;
}

}  // namespace cantus
