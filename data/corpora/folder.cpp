// A plain folder: sound files at any depth, beside each a label file of the same name (.lab, .txt
// of Audacity, .csv, .jams, .vocal). The first folder on the way called train, valid or test names
// the split.
#include "data/audio/audio_format.h"
#include "data/corpora/corpora.h"
#include "data/files/list_files.h"
#include "data/labels/read_labels.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

void find_labels(Recording& recording) {
  const auto found = label_files_of(fs::path(recording.sound).replace_extension());
  if (found.empty()) {  // reading it says that it is missing
    recording.labels = fs::path(recording.sound).replace_extension(".lab");
    return;
  }
  recording.labels = found.front();
  recording.unread.assign(found.begin() + 1, found.end());
}

}  // namespace

std::vector<Recording> list_folder(const fs::path& folder, const CorpusChoices&) {
  std::vector<Recording> recordings;
  for (const fs::path& sound : list_files(folder, sound_file_extensions())) {
    const fs::path relative = sound.lexically_relative(folder);
    Recording recording;
    recording.name = relative.string();
    recording.sound = sound;
    find_labels(recording);
    recording.split = split_on_the_way(relative.parent_path());
    recordings.push_back(recording);
  }
  if (recordings.empty()) refuse_layout(folder, "no sound files", "folder", "at least one");
  return recordings;
}

}  // namespace cantus
