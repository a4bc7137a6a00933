#include "apps/evaluation/trial_songs.h"

#include <map>

#include <fmt/format.h>

#include "apps/experiment/experiment.h"
#include "apps/songs/corpus_songs.h"
#include "data/files/hash.h"
#include "data/manifest/song_overlap.h"
#include "data/manifest/song_subset.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

// All trials draw the same songs, whatever the seed of their network.
constexpr std::uint64_t kDraw = 1;

// "train, valid": the splits that have songs.
std::string splits_of(const std::vector<CorpusSong>& songs) {
  std::vector<std::string> splits;
  for (const Split split : values_of<Split>())
    if (!songs_of(songs, split).empty()) splits.push_back(to_string(split));
  return join(splits);
}

std::vector<CorpusSong> songs_in_manifests(const TestSongs& songs) {
  return read_songs({songs.manifests.begin(), songs.manifests.end()}, songs.kinds, Exit::kNoInput);
}

// Draws num_songs songs with voice of a split, and others in proportion; 0: all. Songs of all
// splits count as split test.
std::vector<CorpusSong> draw_songs(std::vector<CorpusSong> all, JudgedSplit judged,
                                   const std::vector<std::string>& labels, std::int64_t num_songs,
                                   const std::string& manifest) {
  if (judged == JudgedSplit::kAll) {
    for (CorpusSong& song : all) song.split = Split::kTest;
    judged = JudgedSplit::kTest;
  }
  const Split split = *named<Split>(to_string(judged));
  const auto wanted = songs_of(all, split);
  if (wanted.empty())
    throw Error(Exit::kNoInput, manifest,
                "no song of split " + to_string(split) + ", only of " + splits_of(all),
                "songs to judge on");
  if (num_songs == 0) return wanted;
  const std::set<std::string> positive(labels.begin(), labels.end());
  const std::int64_t num_there = num_songs_with_voice(wanted, split, positive);
  if (num_songs > num_there) {
    throw Error(Exit::kUsage, manifest,
                fmt::format("{} songs with voice in split {}", num_there, to_string(split)),
                fmt::format("{}, as asked for", num_songs), "ask for fewer");
  }
  return take_songs(wanted, split, positive, num_songs, kDraw);
}

// Equal for all rows of one recording: the song, if the manifest names it (clips of one song are
// not independent), else the sound file.
std::string recording_of(const CorpusSong& song) {
  return key_by_name(song).value_or("file " + song.recording.string());
}

// A recording's key is the track of its first song, which does not depend on the corpus' place.
std::vector<JudgedSong> judged_songs(const std::vector<LabelledSong>& songs) {
  std::map<std::string, std::string> recordings;
  std::vector<JudgedSong> judged;
  for (const LabelledSong& song : songs) {
    judged.push_back(
        {{song.song.name, song.song.channel, kind_of(song.song).value_or(""), song.song.labels_name,
          recordings.emplace(recording_of(song.song), song.track).first->second},
         song.labels});
  }
  return judged;
}

}  // namespace

std::string TrialSongs::sha256() const { return digest_of(songs, fitting); }

std::string TrialSongs::sha256_with_voices() const {
  std::string voices;
  for (const auto* part : {&songs, &fitting})
    for (const LabelledSong& song : *part)
      for (const auto& file : song.song.vocals) voices += sha256_of_file(file) + "\n";
  // Without vocals the digest is as before vocals were read, so that old scores stay valid.
  return voices.empty() ? sha256() : sha256_hex(sha256() + "\n" + voices);
}

std::vector<CorpusSong> songs_of_trial(const ModelTrial& trial) {
  return draw_songs(songs_in_manifests(trial), trial.split, trial.positive, trial.num_songs,
                    trial.manifests.front());
}

TrialSongs prepare_trial_songs(const ModelTrial& trial, const Model& model,
                               const CommonOptions& common) {
  const TrainedOn trained = trained_on(model.facts.training_config);
  ModelTrial heard = trial;
  if (heard.positive.empty()) heard.positive = trained.positive;
  if (heard.positive.empty()) heard.positive = {model.facts.positive_label};
  return prepare_trial_songs(heard, front_end_preset(model.facts.front_end), trained.dtype, common);
}

TrialSongs prepare_trial_songs(const ModelTrial& trial, const FrontEnd& front_end, StoredFloat type,
                               const CommonOptions& common) {
  TrialSongs found;
  found.place = {trial.features.empty() ? features_beside(trial.manifests.front()) : trial.features,
                 front_end, type, common.device, common.num_threads};
  const auto all = songs_in_manifests(trial);
  const std::string& manifest = trial.manifests.front();
  const auto prepare = [&](JudgedSplit split, std::int64_t num_songs) {
    auto songs = extract_and_label(draw_songs(all, split, trial.positive, num_songs, manifest),
                                   trial.positive, found.place,
                                   fmt::format("features of the {} songs", to_string(split)));
    require_known_labels(songs, trial.positive, manifest);
    return songs;
  };
  found.songs = prepare(trial.split, trial.num_songs);
  if (trial.num_fitted > 0 || !trial.threshold)
    found.fitting = prepare(JudgedSplit::kValid, trial.num_fitted);
  found.judged = judged_songs(found.songs);
  found.positive = trial.positive;
  found.train = songs_of(all, Split::kTrain);
  return found;
}

Subject subject_of(const ModelTrial& trial, const Model& model, const TrialSongs& songs,
                   const CommonOptions& common) {
  return {.title = subject_title(trial),
          .model = trial.model.string(),
          .model_sha256 = model.sha256,
          .data_sha256 = songs.sha256(),
          .device = to_string(common.device),
          .precision = to_string(trial.precision),
          .num_threads = common.num_threads,
          .median_frames = trial.median_frames,
          .frames_per_second = songs.place.front_end.frames_per_second(),
          .thresholds_of = trial.threshold ? "" : to_string(Split::kValid)};
}

}  // namespace cantus
