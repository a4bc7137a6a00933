#include "apps/detection/detect_files.h"

#include <algorithm>

#include "apps/detection/detect_timeline.h"
#include "apps/program/version.h"
#include "data/curves/curve.h"
#include "data/files/atomic_file.h"
#include "data/files/output_folder.h"
#include "data/labels/label_text.h"
#include "data/picture/png_file.h"
#include "data/picture/timeline.h"

namespace cantus {
namespace {

// The segments with the model's positive label, such as "sing".
std::vector<Segment> labelled_voice(const Detection& detection, const std::string& label) {
  std::vector<Segment> segments;
  for (const VoiceSegment& voice : detection.voice) {
    segments.push_back({voice.start_s, voice.end_s, label, voice.confidence});
  }
  return segments;
}

// The last parts of the path: "test/0003/mix.wav" tells more than "mix.wav".
std::filesystem::path title_of(const std::filesystem::path& song) {
  constexpr std::ptrdiff_t kMostParts = 3;
  const auto num_parts = std::distance(song.begin(), song.end());
  std::filesystem::path title;
  for (auto part = std::next(song.begin(), std::max<std::ptrdiff_t>(0, num_parts - kMostParts));
       part != song.end(); ++part)
    title /= *part;
  return title;
}

// A dangling link does not count, nor does an empty file of a kind that is never empty: a failed
// copy, or another program's file.
bool is_there(const std::filesystem::path& path, const OutputKind& kind) {
  std::error_code ignored;
  return std::filesystem::is_regular_file(path, ignored) &&
         (kind.may_be_empty || std::filesystem::file_size(path, ignored) > 0);
}

}  // namespace

struct DetectedSong {
  std::filesystem::path song;
  const Detection& detection;
  const DetectContext& context;
  std::vector<Segment> voice;
};

namespace {

std::string lab_of(const DetectedSong& found) {
  return to_lab(
      fill_gaps(found.voice, found.detection.duration_s, "no" + found.context.positive_label));
}

std::string jams_of(const DetectedSong& found) {
  return to_jams(found.voice, {found.song.stem().string(), found.detection.duration_s, tool()});
}

std::string textgrid_of(const DetectedSong& found) {
  return to_textgrid(found.voice, found.detection.duration_s);
}

using Found = const DetectedSong&;
std::string png_of(Found found) {
  return to_png(
      render_timeline(timeline_of(title_of(found.song).string(), found.detection, found.context)));
}

std::string html_of(Found found) {
  return to_html(page_of(title_of(found.song).string(), found.detection, found.context));
}

constexpr OutputKind kOutputKinds[] = {
    {"--format", "lab", "lab", lab_of},
    {"--format", "audacity", "txt", [](Found found) { return to_audacity(found.voice); },
     /*may_be_empty=*/true},
    {"--format", "csv", "csv", [](Found found) { return to_csv(found.voice); }},
    {"--format", "jams", "jams", jams_of},
    {"--format", "textgrid", "TextGrid", textgrid_of},
    {"--curve", "csv", "curve.csv", [](Found found) { return to_csv(found.detection.curve); }},
    {"--curve", "npz", "curve.npz", [](Found found) { return to_npz(found.detection.curve); }},
    {"--curve", "h5", "curve.h5", [](Found found) { return to_hdf5(found.detection.curve); }},
    {"--picture", "", "png", png_of},
    {"--page", "", "html", html_of},
    // Last, as it lists the others, which exist by then.
    {"--format", "json", "json", [](Found found) { return found.context.json; }},
};

}  // namespace

std::span<const OutputKind> output_kinds() { return kOutputKinds; }

std::vector<const OutputKind*> DetectOutputs::kinds() const {
  std::vector<const OutputKind*> kinds;
  const auto add = [&kinds](const std::string& flag, const std::string& name) {
    const OutputKind* kind = std::ranges::find_if(
        kOutputKinds, [&](const OutputKind& one) { return one.flag == flag && one.name == name; });
    if (std::ranges::find(kinds, kind) == kinds.end()) kinds.push_back(kind);
  };
  for (const auto& format : formats) add("--format", format);
  for (const auto& curve : curves) add("--curve", curve);
  if (picture) add("--picture", "");
  if (page) add("--page", "");
  std::ranges::sort(kinds);
  return kinds;
}

std::optional<std::vector<std::string>> finished_files(const DetectOutputs& outputs,
                                                       const Song& song, const OutputNames& names) {
  std::vector<std::string> files;
  for (const OutputKind* kind : outputs.kinds()) {
    files.push_back(names.path_of(song, kind->extension).string());
    if (!is_there(files.back(), *kind)) return {};
  }
  return files;
}

std::vector<PlannedFile> plan_files(const DetectOutputs& outputs, const Song& song,
                                    OutputNames& names, bool keeps_existing) {
  std::vector<PlannedFile> files;
  for (const OutputKind* kind : outputs.kinds()) {
    const auto path = names.claim(song, kind->extension);
    const bool is_kept = keeps_existing && is_there(path, *kind);
    std::error_code ignored;
    const bool is_remnant = keeps_existing && !is_kept && std::filesystem::exists(path, ignored);
    files.push_back({kind, path, is_kept, is_remnant});
  }
  return files;
}

void refuse_to_replace(const std::vector<PlannedFile>& files, WhenThere when_there) {
  for (const PlannedFile& file : files)
    refuse_to_overwrite(file.path, when_there != WhenThere::kRefuse,
                        "give --force to replace it, --skip-existing to keep it");
}

void write_files(std::vector<PlannedFile>& files, WhenThere when_there, const Song& song,
                 const Detection& detection, const DetectContext& context) {
  const DetectedSong found{song.path, detection, context,
                           labelled_voice(detection, context.positive_label)};
  for (PlannedFile& file : files) {
    if (file.is_kept) continue;
    make_folder(file.path.parent_path());
    const std::string content = file.kind->content(found);
    if (when_there == WhenThere::kReplace || file.is_remnant) {
      write_file(file.path, content);
    } else if (!write_new_file(file.path, content)) {
      refuse_to_replace({file}, when_there);
      file.is_kept = true;
    }
  }
}

}  // namespace cantus
