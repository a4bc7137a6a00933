#pragma once

#include <string>

#include "kernels/core/device.h"

// Where and by what a figure was made.
namespace cantus::bench {

// The processor's name; "unknown" where the system does not tell.
std::string machine_name();

// The GPU's name; "" of a CPU.
std::string gpu_name(Device device);

// Short id of the commit that the sources are at.
std::string commit_id();

// Average number of running programs over the last minute; -1 where the system does not tell.
double load_average();

}  // namespace cantus::bench
