#include "apps/report_error.h"

#include <new>

#include "apps/log.h"

namespace cantus {

Exit report_error(std::exception_ptr error) {
  try {
    std::rethrow_exception(error);
  } catch (const Error& known) {
    log_error(known.what());
    return known.code();
  } catch (const std::bad_alloc&) {
    log_error("out of memory; use a smaller batch, shorter files or fewer jobs");
    return Exit::kOsError;
  } catch (const std::exception& unknown) {
    log_error(std::string(unknown.what()) + "; this is a defect of cantus, please report it");
    return Exit::kSoftware;
  }
}

}  // namespace cantus
