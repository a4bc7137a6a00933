#pragma once

#include <vector>

#include "apps/info/file_facts.h"
#include "data/labels/segment.h"

namespace cantus {

// Facts of label files of any kind: voice they hold, where they end, each label's seconds.
FileFacts facts_of_labels(const char* kind, const std::vector<Segment>& segments);

}  // namespace cantus
