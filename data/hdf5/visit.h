#pragma once

#include <hdf5.h>

#include <exception>

namespace cantus {

// HDF5's callback: calls `visit(group, name, info)` for each name. An exception ends the visit and
// is rethrown after it: unwinding through the library would leave its objects open.
template <class Info, class Visit>
class Visitor {
 public:
  explicit Visitor(const Visit& visit) : visit_(visit) {}

  static herr_t meet(hid_t group, const char* name, const Info* info, void* visitor) noexcept {
    auto* self = static_cast<Visitor*>(visitor);
    try {
      self->visit_(group, name, *info);
      return 0;
    } catch (...) {
      self->thrown_ = std::current_exception();
      return -1;
    }
  }

  // Whether the library, which returned `status`, visited all; rethrows what visit() threw.
  bool has_met_all(herr_t status) const {
    if (thrown_) std::rethrow_exception(thrown_);
    return status >= 0;
  }

 private:
  const Visit& visit_;
  std::exception_ptr thrown_;
};

// Visits a group's links sorted by name (as do the next two); false where the group is damaged.
template <class Visit>
bool visit_links(hid_t group, const Visit& visit) {
  Visitor<H5L_info_t, Visit> visitor(visit);
  return visitor.has_met_all(
      H5Literate(group, H5_INDEX_NAME, H5_ITER_INC, nullptr, visitor.meet, &visitor));
}

// Visits the links of the group and of all groups below it.
template <class Visit>
bool visit_links_below(hid_t group, const Visit& visit) {
  Visitor<H5L_info_t, Visit> visitor(visit);
  return visitor.has_met_all(H5Lvisit(group, H5_INDEX_NAME, H5_ITER_INC, visitor.meet, &visitor));
}

template <class Visit>
bool visit_attributes(hid_t object, const Visit& visit) {
  Visitor<H5A_info_t, Visit> visitor(visit);
  return visitor.has_met_all(
      H5Aiterate2(object, H5_INDEX_NAME, H5_ITER_INC, nullptr, visitor.meet, &visitor));
}

}  // namespace cantus
