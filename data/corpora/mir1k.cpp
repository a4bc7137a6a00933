// MIR-1K (Hsu & Jang 2010; 1000 clips): Wavfile/SINGER_SONG_CLIP.wav with the accompaniment in the
// left channel and the voice in the right, vocal-nonvocalLabel/SINGER_SONG_CLIP.vocal. Every clip
// gives two recordings at the same level: the sum of its channels, and the left channel alone.
#include "data/audio/audio_format.h"
#include "data/corpora/corpora.h"
#include "data/files/list_files.h"

namespace cantus {

namespace fs = std::filesystem;

std::vector<Recording> list_mir1k(const fs::path& folder, const CorpusChoices&) {
  std::error_code ignored;
  if (!fs::is_directory(folder / "Wavfile", ignored))
    refuse_layout(folder, "no folder Wavfile", "MIR-1K", "Wavfile and vocal-nonvocalLabel");
  constexpr double kSumOverMean_db = 6.0206;  // two channels are read as their mean
  std::vector<Recording> recordings;
  for (const fs::path& sound : list_files(folder / "Wavfile", sound_file_extensions())) {
    Recording mix;
    mix.name = sound.stem().string();
    mix.singer = mix.name.substr(0, mix.name.find('_'));
    mix.song = mix.name.substr(0, mix.name.rfind('_'));
    mix.sound = sound;
    mix.gain_db = kSumOverMean_db;
    mix.labels = folder / "vocal-nonvocalLabel" / (mix.name + ".vocal");
    Recording accompaniment = mix;
    accompaniment.kind = "accompaniment";
    accompaniment.channel = 0;
    accompaniment.gain_db = 0;
    accompaniment.labels.clear();
    recordings.push_back(mix);
    recordings.push_back(accompaniment);
  }
  if (recordings.empty()) refuse_layout(folder, "no sound files in Wavfile", "MIR-1K", "clips");
  return recordings;
}

}  // namespace cantus
