#include "tests/data/support/disk_model.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "tests/data/support/scratch.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kSector = 512;

struct stat facts_of(int fd) {
  struct stat facts {};
  ::fstat(fd, &facts);
  return facts;
}

}  // namespace

DiskModel::DiskModel(fs::path folder) : folder_(std::move(folder)) {
  for (const auto& entry : fs::recursive_directory_iterator(folder_)) {
    struct stat facts {};
    if (!entry.is_regular_file() || ::stat(entry.path().c_str(), &facts) != 0) continue;
    before_.names[name_of(entry.path().string())] = facts.st_ino;
    before_.contents[facts.st_ino] = content_of(entry.path());
    is_known_[facts.st_ino] = true;
  }
}

std::string DiskModel::name_of(const std::string& path) const {
  return fs::path(path).lexically_relative(folder_).string();
}

DiskModel::Inode DiskModel::file_of(int fd) {
  const Inode inode = facts_of(fd).st_ino;
  if (!is_known_[inode]) {
    is_known_[inode] = true;
    const auto path = fs::read_symlink("/proc/self/fd/" + std::to_string(fd));
    calls_.push_back({Kind::kCreate, inode, name_of(path.string()), "", 0, ""});
  }
  return inode;
}

int DiskModel::note(const CallEvent& event) {
  const auto size = [&] { return static_cast<std::size_t>(facts_of(event.fd).st_size); };
  switch (event.call) {
    case SystemCall::kWrite: {
      const bool appends = (::fcntl(event.fd, F_GETFL) & O_APPEND) != 0;
      const auto at = appends ? size() : static_cast<std::size_t>(::lseek(event.fd, 0, SEEK_CUR));
      calls_.push_back({Kind::kWrite, file_of(event.fd), "", "", at,
                        std::string(static_cast<const char*>(event.bytes), event.count)});
      return kGoOn;
    }
    case SystemCall::kReserve:
    case SystemCall::kTruncate:
      calls_.push_back({Kind::kResize, file_of(event.fd), "", "", event.count, ""});
      return kGoOn;
    case SystemCall::kFsync:
      if (S_ISDIR(facts_of(event.fd).st_mode)) {
        calls_.push_back({Kind::kFlushFolder, 0, "", "", 0, ""});
      } else {
        calls_.push_back({Kind::kFlushFile, file_of(event.fd), "", "", 0, ""});
      }
      return kSkip;
    case SystemCall::kRename:
      calls_.push_back({Kind::kRename, 0, name_of(event.path), name_of(event.to), 0, ""});
      return kGoOn;
    case SystemCall::kUnlink:
      calls_.push_back({Kind::kUnlink, 0, name_of(event.path), "", 0, ""});
      return kGoOn;
    default:
      return kGoOn;
  }
}

void DiskModel::apply(const Call& call, Disk& disk) {
  if (call.kind == Kind::kCreate || call.kind == Kind::kRename) {
    disk.names[call.kind == Kind::kCreate ? call.name : call.to] = call.inode;
  }
  if (call.kind == Kind::kRename || call.kind == Kind::kUnlink) disk.names.erase(call.name);
  std::string& content = disk.contents[call.inode];
  if (call.kind == Kind::kResize) content.resize(call.at);
  if (call.kind != Kind::kWrite) return;
  if (content.size() < call.at + call.bytes.size()) content.resize(call.at + call.bytes.size());
  content.replace(call.at, call.bytes.size(), call.bytes);
}

void DiskModel::cut(std::size_t num_done, std::mt19937& random, const fs::path& folder) const {
  Disk disk = before_;
  std::map<std::string, Inode> names_now = before_.names;
  std::vector<Call> unsafe;  // neither flushed nor lost yet
  const auto make_safe = [&](const auto& is_flushed) {
    std::vector<Call> left;
    for (const Call& call : unsafe) {
      if (is_flushed(call)) {
        apply(call, disk);
      } else {
        left.push_back(call);
      }
    }
    unsafe = std::move(left);
  };
  const auto is_of_names = [](const Call& call) {
    return call.kind == Kind::kCreate || call.kind == Kind::kRename || call.kind == Kind::kUnlink;
  };
  for (std::size_t i = 0; i < num_done; ++i) {
    Call call = calls_[i];
    if (call.kind == Kind::kFlushFolder) {
      make_safe(is_of_names);
    } else if (call.kind == Kind::kFlushFile) {
      make_safe([&](const Call& one) { return !is_of_names(one) && one.inode == call.inode; });
    } else {
      if (call.kind == Kind::kCreate) names_now[call.name] = call.inode;
      if (call.kind == Kind::kRename) {
        call.inode = names_now[call.name];
        names_now.erase(call.name);
        names_now[call.to] = call.inode;
      }
      unsafe.push_back(call);
    }
  }
  for (const Call& call : unsafe) {
    if (call.kind != Kind::kWrite) {
      if (random() % 2 == 0) apply(call, disk);
      continue;
    }
    for (std::size_t first = 0; first < call.bytes.size(); first += kSector) {
      if (random() % 2 != 0) continue;
      apply({Kind::kWrite, call.inode, "", "", call.at + first, call.bytes.substr(first, kSector)},
            disk);
    }
  }
  for (const auto& [name, inode] : disk.names) {
    fs::create_directories((folder / name).parent_path());
    std::ofstream(folder / name, std::ios::binary) << disk.contents[inode];
  }
}

}  // namespace cantus
