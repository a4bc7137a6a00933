#pragma once

#include <vector>

#include "apps/info/file_facts.h"
#include "data/labels/segment.h"

namespace cantus {

// Of label files of any kind: how much voice they hold, where they end, and every label's seconds.
FileFacts facts_of_labels(const char* kind, const std::vector<Segment>& segments);

}  // namespace cantus
