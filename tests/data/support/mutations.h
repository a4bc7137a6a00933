#pragma once

#include <functional>
#include <string>

#include "tests/data/support/scratch.h"

namespace cantus {

// The text or the bytes with one to four accidents: bits flipped, numbers replaced by extreme ones,
// pieces lost, repeated or moved, the end cut. The same seed makes the same of the same bytes.
std::string mutated(std::string bytes, unsigned seed);

// Expects that whatever becomes of a file by so many such mutations, `read` takes it, or refuses it
// as bad data (never as our own fault), within seconds and in a bounded amount of memory.
// CANTUS_MUTATIONS multiplies their number. A failure leaves the seed of the file that made it.
void expect_survives_mutations(const std::string& name, const std::string& good, int num_mutations,
                               const std::function<void(const std::filesystem::path&)>& read);

}  // namespace cantus
