#include "apps/corpus/corpus_check.h"

#include <algorithm>

#include <fmt/format.h>

#include "apps/program/stop.h"
#include "apps/songs/label_checks.h"
#include "apps/songs/voice_alone.h"
#include "data/audio/read_audio.h"
#include "data/labels/read_labels.h"
#include "data/manifest/corpus_manifest.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

const std::set<std::string> kVoice = [] {
  std::set<std::string> words = kVoiceWords;
  words.insert("1");
  return words;
}();

// Seconds of voice before the end of the sound.
double voiced_seconds(const std::vector<Segment>& segments, double duration_s) {
  double voiced_s = 0;
  for (const Segment& segment : segments) {
    if (!kVoice.contains(segment.label)) continue;
    voiced_s += std::max(0.0, std::min(segment.end_s, duration_s) - segment.start_s);
  }
  return voiced_s;
}

double duration_of(const std::filesystem::path& sound, const Recording& recording) {
  return read_audio(sound, {.channel = recording.channel, .is_stopped = stop_requested})
      .duration_s();
}

// Maps are scored against vocals frame by frame.
void check_vocals(const Recording& recording, double duration_s) {
  for (const auto& file : recording.vocals)
    require_length_of_song(file, duration_of(file, recording), duration_s, "replace the files");
}

}  // namespace

CheckedRecording check_recording(const Recording& recording) {
  for (const auto& file : {recording.sound, recording.labels})
    manifest_field(file.filename().string(), file);
  CheckedRecording checked;
  checked.duration_s = duration_of(recording.sound, recording);
  std::vector<Segment> segments;
  if (recording.derive_labels) {
    segments = recording.derive_labels(checked.duration_s);
    checked.derived = fill_gaps(segments, checked.duration_s, "nosing");
  } else if (!recording.labels.empty()) {
    if (!std::filesystem::exists(recording.labels))
      throw Error(
          Exit::kNoInput, recording.labels.string(), "no such file",
          "labels of " + recording.sound.string(),
          "of a recording without voice an empty .txt (of `folder`: --labels and --no-voice name "
          "other folders)");
    segments = read_segments(recording.labels, checked.duration_s);
    checked.early_end = early_end_of(recording.labels, segments, checked.duration_s);
  }
  check_vocals(recording, checked.duration_s);
  checked.foreign_labels = judged_names(names_in(segments), kVoice).foreign;
  checked.foreign_labels.erase("0");
  checked.voiced_s = voiced_seconds(segments, checked.duration_s);
  return checked;
}

TotalsByPart totals_of(const std::vector<Recording>& recordings,
                       const std::vector<CheckedRecording>& checked) {
  TotalsByPart parts;
  for (std::size_t i = 0; i < recordings.size(); ++i) {
    CorpusTotals& totals = parts[{*recordings[i].split, recordings[i].kind}];
    ++totals.num_recordings;
    if (!recordings[i].singer.empty()) totals.singers.insert(recordings[i].singer);
    totals.duration_s += checked[i].duration_s;
    totals.voiced_s += checked[i].voiced_s;
  }
  return parts;
}

std::vector<std::string> warnings_of(const std::vector<Recording>& recordings,
                                     const std::vector<CheckedRecording>& checked) {
  std::map<std::string, std::set<Split>> splits_of;  // by singer
  std::set<Split> present;
  for (const Recording& recording : recordings) {
    present.insert(*recording.split);
    if (!recording.singer.empty()) splits_of[recording.singer].insert(*recording.split);
  }
  std::vector<std::string> warnings;
  for (const Split split : values_of<Split>())
    if (present.count(split) == 0)
      warnings.push_back(fmt::format("no song is for {}", to_string(split)));
  for (const auto& [singer, splits] : splits_of) {
    if (splits.size() == 1) continue;
    std::vector<std::string> names;
    for (const Split split : splits) names.emplace_back(to_string(split));
    warnings.push_back(fmt::format("{} sings in {}", singer, fmt::join(names, " and ")));
  }
  for (const Recording& recording : recordings)
    for (const auto& unread : recording.unread)
      warnings.push_back(fmt::format("{}: not read, as {} is", unread.string(),
                                     recording.labels.parent_path() == unread.parent_path()
                                         ? recording.labels.filename().string()
                                         : recording.labels.string()));
  for (const CheckedRecording& one : checked)
    if (!one.early_end.empty()) warnings.push_back(one.early_end);
  for (std::size_t i = 0; i < recordings.size(); ++i) {
    const auto& labels = checked[i].foreign_labels;
    if (labels.empty()) continue;
    warnings.push_back(fmt::format(
        "{}: {} no voice to this check (sing, speech or voice)", recordings[i].labels.string(),
        labels.size() == 1
            ? "the label " + (labels.begin()->empty() ? "without a name" : *labels.begin()) + " is"
            : fmt::format("{} labels like {} are", labels.size(), *labels.begin())));
  }
  return warnings;
}

}  // namespace cantus
