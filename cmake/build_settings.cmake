# What kernels/ is built with, and the rooms that stand on it: options, compiler flags, libraries. For
# the whole project, and for another one that adds the folder kernels/ alone.
include_guard(GLOBAL)
get_filename_component(cantus_root ${CMAKE_CURRENT_LIST_DIR} DIRECTORY)
list(APPEND CMAKE_MODULE_PATH ${CMAKE_CURRENT_LIST_DIR})

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)

set(CANTUS_MARCH "native" CACHE STRING "Instruction set of the build (-march); the program checks it at start")
option(CANTUS_CUDA "Build the kernels for NVIDIA GPUs" OFF)
if(CANTUS_CUDA)
  include(CheckLanguage)
  check_language(CUDA)
  if(NOT CMAKE_CUDA_COMPILER)
    message(FATAL_ERROR "nvcc was not found: put it on PATH, or use the cpu preset")
  endif()
  set(CMAKE_CUDA_STANDARD 17)  # CMake 3.25 knows no later one for nvcc
  if(NOT DEFINED CMAKE_CUDA_ARCHITECTURES)
    set(CMAKE_CUDA_ARCHITECTURES 80-real 86-real 89-real 90)
  endif()
  enable_language(CUDA)
endif()

# GLOBAL, because another project that links the kernels needs these targets too.
find_package(OpenMP REQUIRED GLOBAL)
find_package(DNNL 2.6...<3 REQUIRED GLOBAL)  # version 3 knows no descriptors of operations

# One set of flags for every room. Errno and traps are never read, and without them loops vectorise;
# -ffast-math stays off: results must not depend on how the compiler reorders sums. Functions that
# return vectors are inline, so that no ABI is concerned (-Wno-psabi). Each of our targets asks for
# them itself (PRIVATE): warnings and instruction set of another project's code are its own affair.
add_library(cantus_flags INTERFACE)
target_include_directories(cantus_flags INTERFACE ${cantus_root})
target_compile_options(cantus_flags INTERFACE
  -Wall -Wextra -Wno-missing-field-initializers -march=${CANTUS_MARCH} -fno-math-errno -fno-trapping-math
  -Wno-psabi)
# Without a build type CMake asks for no optimisation, and says nothing.
if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  target_compile_options(cantus_flags INTERFACE -O3)
endif()
# GCC 12 builds a constant such as {1, 1, 1, 1, 0, 0, 0, 0} wrongly (all ones) when it may move 32
# bytes at once; 16 bytes a move are right, and no loop of ours is bound by them.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_GREATER_EQUAL 12
   AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13 AND CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  target_compile_options(cantus_flags INTERFACE -mmove-max=128 -mstore-max=128)
endif()
# Clang does not know `GCC ivdep`, and warns of every loop it leaves scalar despite `omp simd`.
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  target_compile_options(cantus_flags INTERFACE -Wno-unknown-pragmas -Wno-pass-failed)
endif()
target_link_libraries(cantus_flags INTERFACE OpenMP::OpenMP_CXX)
