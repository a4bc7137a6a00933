#pragma once

namespace cantus {

// Restarts the program in the same process with GOMP_SPINCOUNT set, which GNU's OpenMP reads only
// before main(). Returns if that or OMP_WAIT_POLICY is set already, or if the restart fails. By
// default, waiting threads spin for some 5 ms, and beside other work they take that time from the
// threads they wait for: two threads on two busy cores were twice as slow as one. With 10,000
// spins, a third of a millisecond, two are faster than one there, and on idle cores faster than by
// default (docs/results.md).
void wait_briefly(char** argv);

}  // namespace cantus
