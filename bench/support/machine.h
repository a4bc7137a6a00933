#pragma once

#include <string>

// Where and by what a figure was made.
namespace cantus::bench {

// The processor's name; "unknown" where the system does not tell.
std::string machine_name();

// Short id of the commit that the sources are at.
std::string commit_id();

// Average number of running programs over the last minute; -1 where the system does not tell.
double load_average();

}  // namespace cantus::bench
