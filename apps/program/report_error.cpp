#include "apps/program/report_error.h"

#include <filesystem>
#include <new>

#include "apps/program/log.h"
#include "kernels/core/broken_contract.h"

namespace cantus {
namespace {

Error error_of(const std::filesystem::filesystem_error& failure) {
  const auto is = [&failure](std::errc code) { return failure.code() == code; };
  const std::string where = failure.path1().string();
  const std::string found = failure.code().message();
  if (is(std::errc::no_such_file_or_directory) || is(std::errc::not_a_directory) ||
      is(std::errc::too_many_symbolic_link_levels) || is(std::errc::filename_too_long))
    return Error(Exit::kNoInput, where, found, "", "check the path");
  if (is(std::errc::permission_denied) || is(std::errc::operation_not_permitted))
    return Error(Exit::kNoPermission, where, found, "", "change its permissions");
  if (is(std::errc::too_many_files_open) || is(std::errc::too_many_files_open_in_system) ||
      is(std::errc::not_enough_memory))
    return Error(Exit::kOsError, where, found, "", "run fewer jobs at a time");
  return Error(Exit::kIoError, where, found, "", "check the path and the disk");
}

Error defect(const std::string& found) {
  return Error(Exit::kSoftware, "", found, "", "this is a defect of cantus, please report it");
}

}  // namespace

Error error_of(std::exception_ptr exception) {
  try {
    std::rethrow_exception(exception);
  } catch (const BrokenContract& broken) {
    return defect(broken.what());
  } catch (const Error& known) {
    return known;
  } catch (const std::bad_alloc&) {
    return Error(Exit::kOsError, "", "out of memory", "",
                 "use a smaller batch, shorter files or fewer jobs");
  } catch (const std::filesystem::filesystem_error& failure) {
    return error_of(failure);
  } catch (const std::exception& unknown) {
    return defect(unknown.what());
  }
}

Exit report_error(std::exception_ptr error) {
  const Error known = error_of(error);
  log_error(known.what());
  return known.code();
}

}  // namespace cantus
