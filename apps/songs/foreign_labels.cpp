#include "apps/songs/foreign_labels.h"

#include "apps/program/log.h"
#include "kernels/core/error.h"

namespace cantus {

void warn_of_foreign_labels(const std::filesystem::path& file, const std::vector<Segment>& segments,
                            const std::string& also) {
  std::set<std::string> names;
  for (const Segment& segment : segments) names.insert(segment.label);
  std::set<std::string> words = kVoiceWords;
  words.insert(also);
  const auto others = foreign_names(names, words);
  if (others.empty()) return;
  log_warning(file.string() + ": labels that are not of a voice (" +
              join({words.begin(), words.end()}) + "): " + join({others.begin(), others.end()}));
}

}  // namespace cantus
