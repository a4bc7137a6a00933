#pragma once

#include "data/frontend/feature_extractor.h"

namespace cantus {

// The front end whose features training warps before it compresses them: the linear magnitudes of
// all bins up to half the sample rate. As a front end of its own it has its own key in a feature
// store. Requires a front end without mel filters.
FrontEnd magnitudes_of(const FrontEnd& front_end);

// Computes the front end's features from such magnitudes: keeps its bins and compresses them.
FeatureMatrix features_of_magnitudes(Queue& queue, const FrontEnd& front_end,
                                     const FeatureMatrix& magnitudes);

// Replaces the magnitudes of a song by the coefficients of the quadratic spline through them
// (kernels/spectral_warp/spline_prefilter.h). Requires a CPU queue.
void prefilter(Queue& queue, FeatureMatrix& magnitudes);

}  // namespace cantus
