# The sources of the GPU's module (kernels/core/device_module.h). They are built twice: by nvcc for a
# GPU, and by the C++ compiler against the emulator.

# Element kernels: the same files are the CPU's.
set(element_kernels
  adam/adam.cu
  add/add.cu
  bag_pool/bag_pool.cu
  bias/bias.cu
  blur/blur.cu
  cast/cast.cu
  cone/cone.cu
  dropout/dropout.cu
  fill/fill.cu
  fold_batch_norm/fold_batch_norm.cu
  frame_mean/frame_mean.cu
  gather/centred_excerpts.cu
  gather/draw_excerpts.cu
  gather/gather_excerpts.cu
  glu/glu.cu
  leaky_relu/leaky_relu.cu
  log_compress/log_compress.cu
  loss/binary_cross_entropy.cu
  loss/softmax_cross_entropy.cu
  nesterov/nesterov.cu
  shared_columns/shared_columns.cu
  sigmoid/sigmoid.cu
  softmax/softmax.cu
  spectral_warp/draw_warps.cu
  standardize/standardize.cu
  step_guard/step_guard.cu
)
# Cooperative kernels, and what calls CUDA's libraries.
set(cuda_kernels
  batch_norm/batch_norm_cuda.cu
  batch_norm/batch_norm_inference_cuda.cu
  batch_norm_glu_pool/batch_norm_glu_pool_cuda.cu
  batch_norm_pool/batch_norm_pool_cuda.cu
  bias/bias_cuda.cu
  conv2d/conv2d_winograd_cuda.cu
  conv2d/conv2d_winograd_weights_cuda.cu
  conv2d/conv2d_epilogue_cuda.cu
  conv2d/conv2d_one_channel_cuda.cu
  conv2d/conv2d_one_channel_data_cuda.cu
  conv2d/conv2d_outer_cuda.cu
  conv2d/conv2d_wide_cuda.cu
  conv2d_batch_norm/conv2d_batch_norm_cuda.cu
  conv2d_batch_norm/patch_fold_cuda.cu
  conv2d_batch_norm/patch_moments_cuda.cu
  conv2d_batch_norm_glu_pool/conv2d_batch_norm_glu_pool_cuda.cu
  core/gpu_code_cuda.cu
  fft/fft_cuda.cu
  gru/frame_products_cuda.cu
  gru/gru_backward_cuda.cu
  gru/gru_cuda.cu
  max_pool/max_pool_cuda.cu
  spectral_warp/spectral_warp_cuda.cu
  stft/library_spectrogram_cuda.cu
  stft/log_spectrogram_cuda.cu
)
set(cuda_sources
  conv2d/conv2d_cuda.cpp
  conv2d/conv2d_plan_cuda.cpp
  core/cuda_stream_cuda.cpp
  core/cudnn_graph_cuda.cpp
  core/device_module_cuda.cpp
  gemm/gemm_cuda.cpp
)

# Kernels that end in .cu, for the C++ compiler; in the calling folder.
function(compile_as_cxx)
  set_source_files_properties(${ARGN} PROPERTIES LANGUAGE CXX)
  set_property(SOURCE ${ARGN} APPEND PROPERTY COMPILE_OPTIONS "-xc++")
endfunction()
