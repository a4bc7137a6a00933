// MedleyDB (Bittner et al. 2014, 2016): TRACK_MIX.wav, TRACK_METADATA.yaml,
// TRACK_ACTIVATION_CONF.lab or, without that, TRACK_SOURCEID.lab, wherever a release has put them
// below one folder. Singing is where any voice stem is active; a song without a voice stem has no
// voice. Where stems do not bleed into each other, the voice alone is the sum of the voice stems
// (Schlueter 2016, section 5.1.2).
#include <map>

#include "data/corpora/corpora.h"
#include "data/corpora/medleydb_labels.h"
#include "data/files/list_files.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

std::set<std::string> voices(const CorpusChoices& choices) {
  std::set<std::string> names = {"male singer", "female singer", "vocalists",
                                 "choir",       "male rapper",   "female rapper"};
  for (const OtherVoice voice : choices.also) {
    if (voice == OtherVoice::kSpeakers) names.insert({"male speaker", "female speaker"});
    if (voice == OtherVoice::kBeatboxing) names.insert("beatboxing");
  }
  return names;
}

// The ids of stems that have any of the voices.
std::set<std::string> stems_with(const MedleyMetadata& metadata,
                                 const std::set<std::string>& voices) {
  std::set<std::string> ids;
  for (const MedleyStem& stem : metadata.stems) {
    for (const std::string& instrument : stem.instruments)
      if (voices.count(instrument) > 0) ids.insert(stem.id);
  }
  return ids;
}

class Files {
 public:
  explicit Files(const fs::path& folder) {
    for (const fs::path& path : list_files(folder, {".lab", ".yaml", ".wav"}))
      by_name_.emplace(path.filename().string(), path);
  }
  // The path of the file of this name; empty where there is none.
  fs::path find(const std::string& name) const {
    const auto found = by_name_.find(name);
    return found == by_name_.end() ? fs::path() : found->second;
  }
  const std::map<std::string, fs::path>& by_name() const { return by_name_; }

 private:
  std::map<std::string, fs::path> by_name_;
};

// The sound files of the stems in `ids`; none where the release lacks any of them, as a part of
// them would be another voice.
std::vector<fs::path> sound_of(const MedleyMetadata& metadata, const std::set<std::string>& ids,
                               const Files& files, const fs::path& about) {
  std::vector<fs::path> sounds;
  std::string missing;
  for (const MedleyStem& stem : metadata.stems) {
    if (ids.count(stem.id) == 0) continue;
    const fs::path sound = files.find(stem.file);
    if (sound.empty()) missing = stem.id + ", " + stem.file;
    if (!sound.empty()) sounds.push_back(sound);
  }
  if (!sounds.empty() && !missing.empty()) {
    throw Error(Exit::kNoInput, about.string(), "no sound of its stem " + missing,
                "all stems of its voices, or none", "put them below the same folder");
  }
  return sounds;
}

}  // namespace

std::vector<Recording> list_medleydb(const fs::path& folder, const CorpusChoices& choices) {
  constexpr std::string_view kMix = "_MIX.wav";
  const Files files(folder);
  const auto voice_names = voices(choices);
  std::vector<Recording> recordings;
  for (const auto& [name, sound] : files.by_name()) {
    if (!name.ends_with(kMix)) continue;
    const std::string track = name.substr(0, name.size() - kMix.size());
    const fs::path about = files.find(track + "_METADATA.yaml");
    if (about.empty()) {
      throw Error(Exit::kNoInput, sound.string(), "no metadata", track + "_METADATA.yaml",
                  "put the metadata below the same folder");
    }
    const MedleyMetadata metadata = read_medley_metadata(about);
    Recording recording;
    recording.name = track;
    recording.song = metadata.artist + " - " + metadata.title;
    recording.singer = metadata.artist;
    recording.sound = sound;
    const auto stems = stems_with(metadata, voice_names);
    const fs::path activations = files.find(track + "_ACTIVATION_CONF.lab");
    const fs::path sources = files.find(track + "_SOURCEID.lab");
    if (!metadata.has_bleed) recording.vocals = sound_of(metadata, stems, files, about);
    if (!stems.empty()) {
      // clang cannot capture structured bindings when OpenMP is on.
      recording.derive_labels = [=, track = track, sound = sound](double duration_s) {
        if (!activations.empty()) return read_medley_activations(activations, stems, duration_s);
        if (!sources.empty()) return read_medley_sources(sources, voice_names, duration_s);
        throw Error(Exit::kNoInput, sound.string(), "no labels",
                    track + "_ACTIVATION_CONF.lab or " + track + "_SOURCEID.lab",
                    "put the annotations below the same folder");
      };
    }
    recordings.push_back(recording);
  }
  if (recordings.empty())
    refuse_layout(folder, "no songs", "MedleyDB", "Audio/TRACK/TRACK_MIX.wav and the others");
  return recordings;
}

}  // namespace cantus
