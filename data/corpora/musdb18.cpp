// MUSDB18 (Rafii et al. 2017; 150 songs): train/ and test/ with TRACK.stem.mp4, whose sound tracks
// are 0 mix, 1 drums, 2 bass, 3 other, 4 vocals, or (MUSDB18-HQ) TRACK/mixture.wav and
// TRACK/vocals.wav. TRACK is "Artist - Title". Labels are derived from the vocals.
#include <algorithm>
#include <array>
#include <map>
#include <string_view>

#include "data/corpora/corpora.h"
#include "data/files/list_files.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

constexpr int kVocalsTrack = 4;
constexpr std::string_view kStemExtension = ".stem.mp4";

// The training songs that the corpus' own parser sets aside for validation.
constexpr std::array<std::string_view, 14> kValidation = {
    "Actions - One Minute Smile",
    "Clara Berry And Wooldog - Waltz For My Victims",
    "Johnny Lokke - Promises & Lies",
    "Patrick Talbot - A Reason To Leave",
    "Triviul - Angelsaint",
    "Alexander Ross - Goodbye Bolero",
    "Fergessen - Nos Palpitants",
    "Leaf - Summerghost",
    "Skelpolu - Human Mistakes",
    "Young Griffo - Pennies",
    "ANiMAL - Rockshow",
    "James May - On The Line",
    "Meaxic - Take A Step",
    "Traffic Experiment - Sirens",
};

Recording recording_of(const std::string& track, const std::string& part, const fs::path& mix,
                       const fs::path& vocals, const CorpusChoices& choices) {
  Recording recording;
  recording.name = recording.song = track;
  recording.singer = track.substr(0, track.find(" - "));
  recording.sound = mix;
  recording.split = Split::kTest;
  if (part == "train") {
    const bool validates =
        std::find(kValidation.begin(), kValidation.end(), track) != kValidation.end();
    recording.split = validates ? Split::kValid : Split::kTrain;
  }
  const int vocals_track = vocals == mix ? kVocalsTrack : 0;
  if (vocals != mix) recording.vocals = {vocals};
  recording.derive_labels = [=](double duration_s) {
    return singing_in_stem(vocals, vocals_track, duration_s, choices.stem_activity);
  };
  return recording;
}

}  // namespace

std::vector<Recording> list_musdb18(const fs::path& folder, const CorpusChoices& choices) {
  std::vector<Recording> recordings;
  std::map<std::string, fs::path> sound_of;  // the sound of each track
  for (const std::string part : {"train", "test"}) {
    for (const fs::path& file : list_files(folder / part, {".mp4", ".wav"})) {
      std::string track = file.filename().string();
      fs::path vocals = file;
      if (track.ends_with(kStemExtension)) {
        track.resize(track.size() - kStemExtension.size());
      } else if (track == "mixture.wav") {
        track = file.parent_path().filename().string();
        vocals = file.parent_path() / "vocals.wav";
      } else {
        continue;
      }
      const auto [known, is_new] = sound_of.emplace(track, file);
      if (!is_new) {
        throw Error(Exit::kBadData, file.string(), "the same song as " + known->second.string(),
                    "every song once, in train or test", "take one of them away");
      }
      recordings.push_back(recording_of(track, part, file, vocals, choices));
    }
  }
  if (recordings.empty())
    refuse_layout(folder, "no songs", "MUSDB18", "train/TRACK.stem.mp4 or train/TRACK/mixture.wav");
  return recordings;
}

}  // namespace cantus
