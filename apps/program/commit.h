#pragma once

namespace cantus {

// The commit that the program was built from, "ecd19466", or "ecd19466-dirty" where files had been
// changed since; "unknown" outside a repository. Not part of version(): models say who wrote them,
// and their bytes, from which later trainings take their seeds, are not to change with every
// commit.
const char* commit();

}  // namespace cantus
