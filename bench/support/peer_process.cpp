#include "bench/support/peer_process.h"

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include "kernels/core/error.h"

namespace cantus::bench {
namespace {

[[noreturn]] void become(std::vector<std::string>& command,
                         const std::vector<std::string>& environment) {
  unsetenv("GOMP_SPINCOUNT");  // ours; a peer's threads wait as they do by themselves
  for (const auto& setting : environment) {
    const auto equals = setting.find('=');
    setenv(setting.substr(0, equals).c_str(), setting.substr(equals + 1).c_str(), 1);
  }
  std::vector<char*> arguments;
  for (auto& word : command) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  execvp(arguments[0], arguments.data());
  _exit(127);
}

}  // namespace

PeerProcess::PeerProcess(std::vector<std::string> command,
                         const std::vector<std::string>& environment) {
  std::signal(SIGPIPE, SIG_IGN);
  std::array<int, 2> in{};
  std::array<int, 2> out{};
  if (pipe(in.data()) != 0 || pipe(out.data()) != 0 || (child_ = fork()) < 0)
    throw Error(Exit::kOsError, command[0], std::strerror(errno));
  if (child_ == 0) {
    dup2(in[0], STDIN_FILENO);
    dup2(out[1], STDOUT_FILENO);
    for (const int fd : {in[0], in[1], out[0], out[1]}) close(fd);
    become(command, environment);
  }
  close(in[0]);
  close(out[1]);
  to_ = fdopen(in[1], "w");
  from_ = fdopen(out[0], "r");
}

PeerProcess::~PeerProcess() {
  std::fclose(to_);
  std::fclose(from_);
  waitpid(child_, nullptr, 0);
}

std::string PeerProcess::ask(const std::string& line) {
  std::fprintf(to_, "%s\n", line.c_str());
  std::fflush(to_);
  std::array<char, 256> answer{};
  if (std::fgets(answer.data(), answer.size(), from_) == nullptr) return "";
  const std::string text = answer.data();
  return text.substr(0, text.find('\n'));
}

PeerProcess torch_peer(const std::string& script, std::vector<std::string> arguments,
                       int num_threads) {
  const char* python = std::getenv("CANTUS_PYTHON");
  arguments.insert(arguments.begin(), {python == nullptr ? "/usr/bin/python3" : python,
                                       CANTUS_SOURCE_DIR "/bench/peers/" + script});
  std::vector<std::string> environment{"MALLOC_MMAP_MAX_=0", "MALLOC_TRIM_THRESHOLD_=17179869184",
                                       "OMP_NUM_THREADS=" + std::to_string(num_threads)};
#ifdef __AVX512F__  // by itself OpenBLAS takes AVX2's kernels on AMD's processors that have it
  environment.emplace_back("OPENBLAS_CORETYPE=SkylakeX");
#endif
  return PeerProcess(std::move(arguments), environment);
}

}  // namespace cantus::bench
