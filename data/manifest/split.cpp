#include "data/manifest/split.h"

namespace cantus {

const char* split_name(Split split) {
  switch (split) {
    case Split::kTrain:
      return "train";
    case Split::kValid:
      return "valid";
    default:
      return "test";
  }
}

}  // namespace cantus
