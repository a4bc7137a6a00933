#include "apps/program/verb.h"

namespace cantus {

extern const Verb kCompareVerb;
extern const Verb kDataVerb;
extern const Verb kDetectVerb;
extern const Verb kEmbedVerb;
extern const Verb kEvaluateVerb;
extern const Verb kExperimentVerb;
extern const Verb kExtractVerb;
extern const Verb kFeaturesVerb;
extern const Verb kInfoVerb;
extern const Verb kMixVerb;
extern const Verb kPanelsVerb;
extern const Verb kPatternsVerb;
extern const Verb kSaliencyVerb;
extern const Verb kSelfImproveVerb;
extern const Verb kSynthVerb;
extern const Verb kTrainVerb;
extern const Verb kTransferVerb;

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
