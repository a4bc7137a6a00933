#pragma once

#include <filesystem>
#include <string>

#include "apps/study/finished_run.h"
#include "apps/study/study.h"

namespace cantus {

// The settings of [self_improve] that affect the targets of its rounds.
inline constexpr const char* kOfTargets[] = {"median_frames", "saliency_scale", "relabel",
                                             "threshold"};

// The settings of [test], without its corpora. `test` must outlive them.
Settings test_settings(StudyTest& test);

// All that the scores of a row's run depend on, as TOML: the settings that its network was trained
// by, the names of its corpora or, if they have none, folders and names of its manifests, how the
// targets of a round of self-improvement are made, and what is tested.
std::string settings_text(const Study& study, const StudyRow& row, const Experiment& experiment);
// The same for the source network.
std::string settings_text(const StudySource& source, const Experiment& experiment);

// Throws Error(kBadConfig) where the run in `file` was made with other settings than `wanted`,
// naming the first that differs. Precision, device and places may differ, and so may the network
// that made its targets, if another machine trained it anew. Source networks are compared here only
// if `wanted` has a digest (else by RunDigests), corpora only if the run names them or its
// manifests.
void require_same_settings(const std::filesystem::path& file, const FinishedRun& run,
                           const std::string& wanted);

}  // namespace cantus
