#include "apps/songs/labelled_songs.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "apps/program/batch.h"
#include "apps/program/log.h"
#include "apps/program/progress.h"
#include "apps/program/stop.h"
#include "apps/songs/corpus_songs.h"
#include "apps/songs/label_checks.h"
#include "data/files/hash.h"
#include "data/labels/read_labels.h"
#include "kernels/core/error.h"
#include "kernels/gather/frame_label.h"

namespace cantus {
namespace {

// Upper bound [s]: resampling and the last hop leave the end open by less than a frame.
double longest_duration(const FrontEnd& front_end, std::int64_t num_frames) {
  const auto samples = num_frames * front_end.stft.hop_samples + front_end.stft.window_samples;
  return static_cast<double>(samples) / front_end.sample_rate;
}

std::vector<Segment> segments_of(const CorpusSong& song, double duration_s, double frame_s) {
  if (song.labels.empty()) return {};
  auto segments = read_segments(song.labels, duration_s);
  if (const std::string warning = early_end_of(song.labels, segments, duration_s); !warning.empty())
    log_warning(warning);
  if (end_of(segments) > duration_s + frame_s) {
    log_warning(fmt::format("{} ends at {:.3f} s, its sound at {:.3f} s: cut there",
                            song.labels.string(), end_of(segments), duration_s));
  }
  return segments;
}

std::set<std::string> names_in(const std::vector<LabelledSong>& songs) {
  std::set<std::string> all;
  for (const LabelledSong& song : songs)
    all.insert(song.label_names.begin(), song.label_names.end());
  return all;
}

}  // namespace

void require_known_labels(const std::vector<LabelledSong>& songs,
                          const std::vector<std::string>& positive, const std::string& manifest) {
  const std::set<std::string> names = names_in(songs);
  if (!names.empty() && !judged_names(names, {positive.begin(), positive.end()}).mentions_voice)
    refuse_labels(manifest, "song", join(positive), label_names_of(songs));
  warn_of_other_labels(songs, positive);
}

std::vector<LabelledSong> extract_and_label(const std::vector<CorpusSong>& songs,
                                            const std::vector<std::string>& positive,
                                            const FeaturePlace& place, const std::string& doing) {
  const std::set<std::string> names(positive.begin(), positive.end());
  const FrontEnd& front_end = place.front_end;
  const int num_jobs = std::min(place.num_threads, std::max(1, static_cast<int>(songs.size())));
  FeatureWorkers workers(num_jobs, place);
  std::vector<LabelledSong> labelled(songs.size());
  Progress progress(doing, static_cast<double>(songs.size()), "songs");
  Batch batch(kFeaturesRemedy);
  const auto label_song = [&](int worker, std::size_t i) {
    throw_if_stopped(kFeaturesRemedy);
    const CorpusSong& song = songs[i];
    const StoredSong stored = workers[worker].put(song.path, song.channel, song.gain_db);
    const auto segments = segments_of(song, longest_duration(front_end, stored.num_frames),
                                      1 / front_end.frames_per_second());
    warn_of_points(song.labels, segments, names);
    labelled[i] = {song, stored.track,
                   frame_labels(segments, names, frame_centres_s(front_end, stored.num_frames))};
    labelled[i].label_names = names_in(segments);
    stored.audio_s > 0 ? progress.advance(1, stored.audio_s) : progress.pass_over(1);
  };
  batch.run_all(
      songs.size(), num_jobs, [&](std::size_t i) { return songs[i].path.string(); }, label_song);
  if (progress.audio_s() > 0) progress.finish();
  require_all_done(batch);
  return labelled;
}

bool has_voice(const LabelledSong& song) {
  return std::any_of(song.labels.begin(), song.labels.end(), [](float l) { return l > 0; });
}

std::string label_names_of(const std::vector<LabelledSong>& songs) {
  std::set<std::string> all = names_in(songs);
  if (all.erase("") > 0) all.insert("one without a name");
  return all.empty() ? "none" : fmt::format("{}", fmt::join(all, ", "));
}

void warn_of_other_labels(const std::vector<LabelledSong>& songs,
                          const std::vector<std::string>& positive) {
  const std::set<std::string> wanted(positive.begin(), positive.end());
  std::map<std::string, std::vector<std::string>> files;  // by label
  for (const LabelledSong& song : songs)
    for (const std::string& label : judged_names(song.label_names, wanted).foreign)
      files[label].push_back(song.song.labels.string());
  for (const auto& [label, where] : files) {
    log_warning(
        fmt::format("{}: label {}{} counts as no voice, as it is not {}", where.front(),
                    label.empty() ? "without a name" : label,
                    where.size() > 1 ? fmt::format(" (and in {} more)", where.size() - 1) : "",
                    fmt::join(positive, ", ")));
  }
}

std::string digest_of(const std::vector<LabelledSong>& songs,
                      const std::vector<LabelledSong>& more) {
  Sha256 digest;
  const auto add = [&digest](const LabelledSong& song) {
    std::string labels;
    for (const float label : song.labels) {
      if (label == 0 || label == 1)
        labels += is_voice(label) ? '1' : '0';
      else
        labels += fmt::format("{:.9g} ", label);
    }
    digest.update(fmt::format("{} {} {}\n", to_string(song.song.split), song.track, labels));
  };
  std::ranges::for_each(songs, add);
  std::ranges::for_each(more, add);
  return digest.hex();
}

}  // namespace cantus
