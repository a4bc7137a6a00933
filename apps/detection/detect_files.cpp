#include "apps/detection/detect_files.h"

#include <algorithm>

#include "apps/detection/detect_picture.h"
#include "apps/program/version.h"
#include "data/curves/curve_hdf5.h"
#include "data/files/atomic_file.h"
#include "data/files/output_folder.h"
#include "data/labels/label_text.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

// The segments with the model's words: "sing" where it found a voice.
std::vector<Segment> labelled_voice(const Detection& detection, const std::string& label) {
  std::vector<Segment> segments;
  for (const VoiceSegment& voice : detection.voice) {
    segments.push_back({voice.start_s, voice.end_s, label, voice.confidence});
  }
  return segments;
}

std::string text_of(const std::string& kind, const Song& song, const Detection& detection,
                    const DetectContext& context) {
  const auto voice = labelled_voice(detection, context.positive_label);
  if (kind == "lab") {
    return to_lab(fill_gaps(voice, detection.duration_s, "no" + context.positive_label));
  }
  if (kind == "txt") return to_audacity(voice);
  if (kind == "csv") return to_csv(voice);
  if (kind == "jams") {
    return to_jams(voice, {song.path.stem().string(), detection.duration_s, tool()});
  }
  if (kind == "json") return context.json;
  if (kind == "curve.csv") return to_csv(detection.curve);
  if (kind == "curve.h5") return to_hdf5(detection.curve);
  CANTUS_REQUIRE(kind == "curve.npz", kind);
  return to_npz(detection.curve);
}

// The end of its path: "test/0003/mix.wav" tells more than "mix.wav".
std::filesystem::path title_of(const std::filesystem::path& song) {
  constexpr std::ptrdiff_t kMostParts = 3;
  const auto num_parts = std::distance(song.begin(), song.end());
  std::filesystem::path title;
  for (auto part = std::next(song.begin(), std::max<std::ptrdiff_t>(0, num_parts - kMostParts));
       part != song.end(); ++part)
    title /= *part;
  return title;
}

// A link to nothing is not: it is replaced.
bool is_there(const std::filesystem::path& path) {
  std::error_code ignored;
  return std::filesystem::is_regular_file(path, ignored);
}

}  // namespace

std::vector<std::string> DetectOutputs::kinds() const {
  std::vector<std::string> kinds;
  const auto add = [&kinds](const std::string& kind) {
    if (std::find(kinds.begin(), kinds.end(), kind) == kinds.end()) kinds.push_back(kind);
  };
  for (const auto& format : formats) add(format == "audacity" ? "txt" : format);
  for (const auto& curve : curves) add("curve." + curve);
  if (picture) add("png");
  return kinds;
}

std::optional<std::vector<std::string>> finished_files(const DetectOutputs& outputs,
                                                       const Song& song, const OutputNames& names) {
  std::vector<std::string> files;
  for (const auto& kind : outputs.kinds()) {
    files.push_back(names.path_of(song, kind).string());
    if (!is_there(files.back())) return {};
  }
  return files;
}

std::vector<PlannedFile> plan_files(const DetectOutputs& outputs, const Song& song,
                                    OutputNames& names, bool keeps_existing) {
  std::vector<PlannedFile> files;
  for (const auto& kind : outputs.kinds()) {
    const auto path = names.claim(song, kind);
    files.push_back({kind, path, keeps_existing && is_there(path)});
  }
  return files;
}

void write_files(const std::vector<PlannedFile>& files, const Song& song,
                 const Detection& detection, const DetectContext& context) {
  for (const PlannedFile& file : files) {
    if (file.is_kept) continue;
    make_folder(file.path.parent_path());
    if (file.kind == "png") {
      draw_detection(file.path, title_of(song.path).string(), detection, context);
    } else {
      write_file(file.path, text_of(file.kind, song, detection, context));
    }
  }
}

}  // namespace cantus
