#include "data/files/abandoned_files.h"

#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string>
#include <system_error>

#include "data/files/folder_names.h"
#include "data/files/process_home.h"

namespace cantus {
namespace {

// Cuts ".LAST" off `name` and returns LAST; empty when there is no dot.
std::string cut_last_part(std::string* name) {
  const std::size_t dot = name->rfind('.');
  if (dot == std::string::npos) return "";
  std::string last = name->substr(dot + 1);
  name->resize(dot);
  return last;
}

bool is_number(const std::string& text) {
  return !text.empty() && text.size() <= 9 &&
         text.find_first_not_of("0123456789") == std::string::npos;
}

// Whether `name` is .NAME.HOME.PID.COUNT.tmp of this home and its process is gone; NAME may be cut.
bool is_abandoned(std::string name) {
  if (name.empty() || name[0] != '.' || cut_last_part(&name) != "tmp") return false;
  if (!is_number(cut_last_part(&name))) return false;
  const std::string process = cut_last_part(&name);
  if (!is_number(process)) return false;
  std::string ending(1, '.');
  ending += process_home();
  if (!name.ends_with(ending)) return false;
  return ::kill(std::atoi(process.c_str()), 0) != 0 && errno == ESRCH;
}

}  // namespace

void remove_abandoned_files(const std::filesystem::path& folder) {
  std::error_code failure;
  for (const std::string& name : names_in(folder, failure))
    if (is_abandoned(name)) ::unlink((folder / name).c_str());
}

}  // namespace cantus
