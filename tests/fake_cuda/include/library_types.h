#pragma once

// Replaces the toolkit's header: the element types that are named to libraries.
typedef enum { CUDA_R_32F = 0, CUDA_R_64F = 1, CUDA_R_16F = 2, CUDA_R_16BF = 14 } cudaDataType;
