#include "apps/songs/voice_words.h"

#include "apps/program/log.h"
#include "kernels/core/error.h"

namespace cantus {

void warn_of_foreign_labels(const std::filesystem::path& file, const std::vector<Segment>& segments,
                            const std::string& also) {
  std::set<std::string> names;
  for (const Segment& segment : segments) names.insert(segment.label);
  if (names.empty() || speak_of(names, also)) return;
  for (const std::string& word : kVoiceWords)
    if (speak_of(names, word)) return;
  log_warning(file.string() + ": no label is of a voice (" +
              join({kVoiceWords.begin(), kVoiceWords.end()}) +
              "); there are: " + join({names.begin(), names.end()}));
}

}  // namespace cantus
