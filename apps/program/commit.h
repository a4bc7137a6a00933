#pragma once

namespace cantus {

// The commit that the program was built from: "ecd19466", or "ecd19466-dirty" where files had
// uncommitted changes, or "unknown" outside a repository. Not part of version(): a model file holds
// the version, and later trainings take their seeds from the model's bytes, which must not change
// with every commit.
const char* commit();

}  // namespace cantus
