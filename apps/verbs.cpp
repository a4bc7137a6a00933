#include "apps/verb.h"

namespace cantus {

extern const Verb kInfoVerb;

namespace {

constexpr const Verb* kVerbs[] = {&kInfoVerb};

}  // namespace

std::span<const Verb* const> all_verbs() { return kVerbs; }

}  // namespace cantus
