#pragma once

#include <dnnl.hpp>

#include "kernels/core/prepared.h"

namespace cantus {

// What a queue holds for the library kernels of the CPU.
struct LibraryHandles {
  dnnl::engine engine{dnnl::engine::kind::cpu, 0};
  dnnl::stream stream{engine};
  PreparedForShapes prepared;
};

}  // namespace cantus
