#pragma once

#include "data/frontend/feature_extractor.h"

namespace cantus {

// What training needs of a front end that compresses bins in order to warp them first: the linear
// magnitudes of all bins up to half the sample rate. As a front end of its own it has its own place
// in a feature store. Requires a front end without mel filters.
FrontEnd magnitudes_of(const FrontEnd& front_end);

// The front end's features of such magnitudes: its bins, compressed.
FeatureMatrix features_of_magnitudes(Queue& queue, const FrontEnd& front_end,
                                     const FeatureMatrix& magnitudes);

// Replaces the magnitudes of a song by the coefficients of the quadratic spline through them
// (kernels/spectral_warp/spline_prefilter.h). Takes a CPU queue.
void prefilter(Queue& queue, FeatureMatrix& magnitudes);

}  // namespace cantus
