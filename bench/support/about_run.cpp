#include "bench/support/about_run.h"

#include <cstdlib>
#include <fstream>

#include "apps/program/commit.h"
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

double load_average() {
  double average = 0;
  return getloadavg(&average, 1) == 1 ? average : -1;
}

}  // namespace

nlohmann::ordered_json about_run(Device device, int num_threads) {
  return {{"device", to_string(device)}, {"threads", num_threads},  {"load", load_average()},
          {"machine", machine_name()},   {"gpu", gpu_name(device)}, {"commit", commit()}};
}

}  // namespace cantus::bench
