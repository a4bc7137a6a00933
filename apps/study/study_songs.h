#pragma once

#include <vector>

#include "apps/study/study.h"
#include "apps/study/study_table.h"
#include "data/manifest/corpus_manifest.h"

namespace cantus {

// The training and test songs of a row, by its manifests; none while a corpus of them is not
// rendered. Errors: those of songs_of_experiment, songs_of_trial and require_untrained; kBadConfig
// for songs without labels of frames where the row needs them.
std::vector<CorpusSong> songs_of_row(const Study& study, const FilledRow& filled);
// The same of the source network.
std::vector<CorpusSong> songs_of_source(const Study& study);

}  // namespace cantus
