#include "apps/verb.h"

namespace cantus {

extern const Verb kDetectVerb;
extern const Verb kFeaturesVerb;
extern const Verb kInfoVerb;
extern const Verb kSynthVerb;

namespace {

constexpr const Verb* kVerbs[] = {&kSynthVerb, &kFeaturesVerb, &kDetectVerb, &kInfoVerb};

}  // namespace

std::span<const Verb* const> all_verbs() { return kVerbs; }

}  // namespace cantus
