#include "tests/cases/cases.h"

namespace cantus::testing {

// One function per kernel family, in FAMILY_cases.cpp.
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

CaseList all_cases() {
  CaseList list;
  add_add_cases(list);
  add_bag_pool_cases(list);
  add_batch_norm_cases(list);
  add_batch_norm_glu_pool_cases(list);
  add_batch_norm_pool_cases(list);
  add_bias_cases(list);
  add_blur_cases(list);
  add_cast_cases(list);
  add_cone_cases(list);
  add_conv2d_batch_norm_cases(list);
  add_conv2d_batch_norm_glu_pool_cases(list);
  add_conv2d_cases(list);
  add_dropout_cases(list);
  add_fft_cases(list);
  add_fill_cases(list);
  add_fold_batch_norm_cases(list);
  add_frame_mean_cases(list);
  add_centred_excerpts_cases(list);
  add_gather_cases(list);
  add_gemm_cases(list);
  add_glu_cases(list);
  add_gru_cases(list);
  add_leaky_relu_cases(list);
  add_log_compress_cases(list);
  add_loss_cases(list);
  add_max_pool_cases(list);
  add_median_cases(list);
  add_optimizer_cases(list);
  add_shared_columns_cases(list);
  add_softmax_cases(list);
  add_spectral_warp_cases(list);
  add_standardize_cases(list);
  add_step_guard_cases(list);
  add_stft_cases(list);
  return list;
}

}  // namespace cantus::testing
