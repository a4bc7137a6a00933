#pragma once

namespace cantus {

// Begins the program again, as the same process, with GOMP_SPINCOUNT set, which GNU's OpenMP reads
// before main() and at no other time; returns where it or OMP_WAIT_POLICY is set already, or that
// cannot be. Threads that wait for others turn some 5 ms in place by default, and beside other work
// take the time from those they wait for: two threads on two busy cores were twice as slow as one.
// With 10,000 turns, a third of a millisecond, they are faster than one there, and on idle cores
// faster than by default (docs/results.md).
void wait_briefly(char** argv);

}  // namespace cantus
