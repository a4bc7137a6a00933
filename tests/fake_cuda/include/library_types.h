#pragma once

// Takes the place of the toolkit's header: names of element types, as libraries are told them.
typedef enum { CUDA_R_32F = 0, CUDA_R_64F = 1, CUDA_R_16F = 2, CUDA_R_16BF = 14 } cudaDataType;
