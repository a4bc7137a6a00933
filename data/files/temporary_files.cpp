#include "data/files/temporary_files.h"

#include <limits.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <fstream>
#include <sstream>

#include "data/files/folder_names.h"

namespace cantus {
namespace {

// The first `most` bytes of a name at most, in whole UTF-8 characters.
std::string beginning(std::string name, std::size_t most) {
  if (name.size() <= most) return name;
  while (most > 0 && (static_cast<unsigned char>(name[most]) & 0xc0) == 0x80) --most;
  name.resize(most);
  return name;
}

bool is_abandoned(const std::string& name) {
  if (name[0] != '.') return false;
  const std::string here = process_home();
  const std::string home = std::string(".") + here + ".";
  const std::size_t at = name.rfind(home);
  if (at == std::string::npos) return false;
  const char* rest = name.c_str() + at + home.size();
  int process = 0, count = 0, length = 0;
  const bool is_ours = std::sscanf(rest, "%9d.%9d.tmp%n", &process, &count, &length) == 2 &&
                       length > 0 && rest[length] == 0;
  return is_ours && ::kill(process, 0) != 0 && errno == ESRCH;
}

// The first digits of the running system's boot_id; "0" where it is not known.
std::string boot() {
  std::string id;
  std::ifstream("/proc/sys/kernel/random/boot_id") >> id;
  return id.empty() ? "0" : id.substr(0, 8);
}

}  // namespace

std::string process_home() {
  char host[HOST_NAME_MAX + 1] = "";
  ::gethostname(host, sizeof host - 1);
  struct stat facts {};
  const bool is_known = ::stat("/proc/self/ns/pid", &facts) == 0;
  static const std::string id = boot();
  return std::string(host) + "." + id + "." + std::to_string(is_known ? facts.st_ino : 0);
}

std::filesystem::path temporary_beside(const std::filesystem::path& path) {
  static std::atomic<unsigned> count{0};
  std::ostringstream parts;
  parts << '.' << process_home() << '.' << ::getpid() << '.' << count++ << ".tmp";
  const std::string ending = parts.str();
  const std::string name = beginning(path.filename().string(), NAME_MAX - 1 - ending.size());
  return path.parent_path() / (std::string(".") + name + ending);
}

void remove_abandoned_files(const std::filesystem::path& folder) {
  std::error_code failure;
  for (const std::string& name : names_in(folder, failure))
    if (is_abandoned(name)) ::unlink((folder / name).c_str());
}

}  // namespace cantus
