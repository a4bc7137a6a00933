#pragma once

namespace cantus {

// The parts of a corpus: learned from, chosen by, reported on.
enum class Split { kTrain, kValid, kTest };

// "train", "valid", "test".
const char* split_name(Split split);

}  // namespace cantus
