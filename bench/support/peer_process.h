#pragma once

#include <sys/types.h>

#include <cstdio>
#include <string>
#include <vector>

namespace cantus::bench {

// A peer that runs beside the bench: a program that answers every line on its standard input with
// one line on its standard output.
class PeerProcess {
 public:
  // environment: NAME=VALUE, added to ours.
  PeerProcess(std::vector<std::string> command, const std::vector<std::string>& environment);
  ~PeerProcess();
  PeerProcess(const PeerProcess&) = delete;
  PeerProcess& operator=(const PeerProcess&) = delete;

  // Sends a line and returns the answer; empty when the peer has ended.
  std::string ask(const std::string& line);

 private:
  pid_t child_ = -1;
  std::FILE* to_ = nullptr;
  std::FILE* from_ = nullptr;
};

// bench/peers/SCRIPT, run by CANTUS_PYTHON or the system's Python, with PyTorch in its best
// setting: large tensors come from the heap, not from fresh pages.
PeerProcess torch_peer(const std::string& script, std::vector<std::string> arguments,
                       int num_threads);

}  // namespace cantus::bench
