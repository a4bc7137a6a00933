#include "apps/program/verb.h"

namespace cantus {

namespace {

constexpr const Verb* kVerbs[] = {
    &kSynthVerb,    &kMixVerb,        &kDataVerb,        &kFeaturesVerb, &kTrainVerb,
    &kTransferVerb, &kExperimentVerb, &kSelfImproveVerb, &kEvaluateVerb, &kCompareVerb,
    &kDetectVerb,   &kSaliencyVerb,   &kPanelsVerb,      &kExtractVerb,  &kPatternsVerb,
    &kEmbedVerb,    &kInfoVerb,
};

}  // namespace

std::span<const Verb* const> all_verbs() { return kVerbs; }

}  // namespace cantus
