#pragma once

#include "tests/support/kernel_case.h"

namespace cantus::testing {

// Every case of every kernel, in the order of the folders under kernels/.
CaseList all_cases();

// One function a kernel family, in FAMILY_cases.cpp.
void add_add_cases(CaseList& list);
void add_bag_pool_cases(CaseList& list);
void add_batch_norm_cases(CaseList& list);
void add_batch_norm_glu_pool_cases(CaseList& list);
void add_batch_norm_pool_cases(CaseList& list);
void add_bias_cases(CaseList& list);
void add_blur_cases(CaseList& list);
void add_cast_cases(CaseList& list);
void add_cone_cases(CaseList& list);
void add_conv2d_batch_norm_cases(CaseList& list);
void add_conv2d_batch_norm_glu_pool_cases(CaseList& list);
void add_conv2d_cases(CaseList& list);
void add_dropout_cases(CaseList& list);
void add_fft_cases(CaseList& list);
void add_fill_cases(CaseList& list);
void add_fold_batch_norm_cases(CaseList& list);
void add_frame_mean_cases(CaseList& list);
void add_centred_excerpts_cases(CaseList& list);
void add_gather_cases(CaseList& list);
void add_gemm_cases(CaseList& list);
void add_glu_cases(CaseList& list);
void add_gru_cases(CaseList& list);
void add_leaky_relu_cases(CaseList& list);
void add_log_compress_cases(CaseList& list);
void add_loss_cases(CaseList& list);
void add_max_pool_cases(CaseList& list);
void add_median_cases(CaseList& list);
void add_optimizer_cases(CaseList& list);
void add_shared_columns_cases(CaseList& list);
void add_softmax_cases(CaseList& list);
void add_spectral_warp_cases(CaseList& list);
void add_standardize_cases(CaseList& list);
void add_step_guard_cases(CaseList& list);
void add_stft_cases(CaseList& list);

}  // namespace cantus::testing
