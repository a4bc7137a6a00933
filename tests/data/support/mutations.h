#pragma once

#include <functional>
#include <string>

#include "tests/data/support/scratch.h"

namespace cantus {

// Applies one to four accidents: flips bits, replaces numbers by extreme ones, removes, repeats or
// moves pieces, cuts the end. Equal seeds and bytes give equal results.
std::string mutated(std::string bytes, unsigned seed);

// Expects that `read` accepts each of num_mutations such mutations or refuses it as bad data (never
// as our own fault), within seconds and in bounded memory. CANTUS_MUTATIONS multiplies their
// number. A failure reports the seed of the file that caused it.
void expect_survives_mutations(const std::string& name, const std::string& good, int num_mutations,
                               const std::function<void(const std::filesystem::path&)>& read);

}  // namespace cantus
