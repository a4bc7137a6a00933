#pragma once

// Replaces the toolkit's header when a plain C++ compiler reads kernel files. Every CUDA thread
// then runs as a fiber of the calling thread, and a launch has ended when it returns. This checks
// kernels where there is no GPU; it computes nothing for users.
//
// Not supported: inline PTX, cub, thrust, cooperative groups, cp.async, constant memory, textures.

#include <cuda_runtime_api.h>
#include <math.h>
#include <vector_functions.h>

#include <cuda_emulator/atomics.h>
#include <cuda_emulator/barriers.h>
#include <cuda_emulator/intrinsics.h>
#include <cuda_emulator/launch.h>
#include <cuda_emulator/qualifiers.h>
#include <cuda_emulator/shared_arrays.h>
#include <cuda_emulator/thread_indices.h>
#include <cuda_emulator/warp.h>
