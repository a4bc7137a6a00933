// ccMixter (Liutkus et al. 2014; 50 songs): SONG/mix.wav, source-01.wav (accompaniment) and
// source-02.wav (vocals), from which labels are derived. The accompaniment is listed as a recording
// of its own.
#include "data/corpora/corpora.h"
#include "data/files/list_files.h"

namespace cantus {

namespace fs = std::filesystem;

std::vector<Recording> list_ccmixter(const fs::path& folder, const CorpusChoices& choices) {
  std::vector<Recording> recordings;
  for (const fs::path& sound : list_files(folder, {".wav"})) {
    if (sound.filename() != "mix.wav") continue;
    Recording mix;
    mix.name = sound.parent_path().filename().string();
    mix.sound = sound;
    const fs::path vocals = sound.parent_path() / "source-02.wav";
    mix.vocals = {vocals};
    mix.derive_labels = [=](double duration_s) {
      return singing_in_stem(vocals, 0, duration_s, choices.stem_activity);
    };
    Recording accompaniment = mix;
    accompaniment.kind = "accompaniment";
    accompaniment.sound = sound.parent_path() / "source-01.wav";
    accompaniment.vocals.clear();
    accompaniment.derive_labels = nullptr;
    recordings.push_back(mix);
    recordings.push_back(accompaniment);
  }
  if (recordings.empty()) refuse_layout(folder, "no mix.wav", "ccMixter", "SONG/mix.wav");
  return recordings;
}

}  // namespace cantus
