#include "bench/support/about_run.h"

#include <cstdio>
#include <fstream>

#include "kernels/core/device_module.h"

namespace cantus::bench {
namespace {

std::string machine_name() {
  std::ifstream cpuinfo("/proc/cpuinfo");
  for (std::string line; std::getline(cpuinfo, line);) {
    if (line.rfind("model name", 0) == 0) return line.substr(line.find(':') + 2);
  }
  return "unknown";
}

std::string gpu_name(Device device) {
  if (device.kind == DeviceKind::kCpu) return "";
  return device_module(device.kind).facts(device.index).name;
}

std::string commit_id() {
  FILE* git = popen(
      "git -C " CANTUS_SOURCE_DIR " describe --always --dirty --exclude '*' 2>/dev/null", "r");
  char text[64] = "";
  if (git == nullptr || std::fgets(text, sizeof text, git) == nullptr) text[0] = 0;
  if (git != nullptr) pclose(git);
  const std::string id = text;
  return id.empty() ? "unknown" : id.substr(0, id.find('\n'));
}

double load_average() {
  double average = 0;
  return getloadavg(&average, 1) == 1 ? average : -1;
}

}  // namespace

nlohmann::ordered_json about_run(Device device, int num_threads) {
  return {{"device", to_string(device)}, {"threads", num_threads},  {"load", load_average()},
          {"machine", machine_name()},   {"gpu", gpu_name(device)}, {"commit", commit_id()}};
}

}  // namespace cantus::bench
