#pragma once

namespace cantus {

constexpr int kMaxBlock = 128;

// Adds sum over k = 1 .. count of a_k(i) sin(2 pi k phase[i]) to out[i], i = 0 .. length - 1 (at
// most kMaxBlock), where a_k goes linearly from from[k] to to[k] over the block; index 0 is not
// used. phase is in turns. Chebyshev's recurrence sin(k x) = 2 cos(x) sin((k-1) x) - sin((k-2) x)
// in double precision, vectorised over samples, so that the order of every sum is fixed.
void add_harmonics(const double* phase, int length, const double* from, const double* to, int count,
                   float* out);

}  // namespace cantus
