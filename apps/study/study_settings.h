#pragma once

#include <filesystem>
#include <string>

#include "apps/study/finished_run.h"
#include "apps/study/study.h"

namespace cantus {

// The settings of [self_improve] that make the targets of its rounds.
inline constexpr const char* kOfTargets[] = {"median_frames", "saliency_scale", "relabel",
                                             "threshold"};

// [test], but for its corpora. `test` must outlive it.
Settings test_settings(StudyTest& test);

// All that the scores of a row's run depend on, as TOML: what its network was trained by, the
// names of its corpora or, where they have none, folders and names of its manifests, how the
// targets of a round of self-improvement are made, and what is tested.
std::string settings_text(const Study& study, const StudyRow& row, const Experiment& experiment);
// The same of the source network.
std::string settings_text(const StudySource& source, const Experiment& experiment);

// Throws Error(kBadConfig) where the run of that file was made with other settings than `wanted`:
// that names the first that differs. Precision, device and places may differ, and so may the
// network that made its targets, where another machine trained it anew. A source network is
// compared by RunDigests unless `wanted` has its digest, corpora where the run names them or its
// manifests.
void require_same_settings(const std::filesystem::path& file, const FinishedRun& run,
                           const std::string& wanted);

}  // namespace cantus
