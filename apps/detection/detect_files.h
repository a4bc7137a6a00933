#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "apps/detection/detect_song.h"
#include "apps/songs/output_names.h"
#include "data/labels/segment.h"
#include "data/maps/map_file.h"

namespace cantus {

struct DetectedSong;

// A form in which a detection is written.
struct OutputKind {
  const char* flag;  // that asks for it,
  const char* name;  // among its values
  const char* extension;
  std::string (*content)(const DetectedSong& found);
  bool may_be_empty = false;
};

std::span<const OutputKind> output_kinds();

// The files asked for of each song.
struct DetectOutputs {
  std::vector<std::string> formats;  // of the segments
  std::vector<std::string> curves;
  bool picture = false;
  bool page = false;

  bool empty() const { return formats.empty() && curves.empty() && !shows_song(); }
  bool shows_song() const { return picture || page; }
  // Each once, in the order of output_kinds(), in which they are written.
  std::vector<const OutputKind*> kinds() const;
};

// What becomes of a file that is there already.
enum class WhenThere { kRefuse, kKeep, kReplace };

// One file of a song's: its kind and name, whether it is there and stays, or there, but no more
// than a remnant without a byte, which goes.
struct PlannedFile {
  const OutputKind* kind = nullptr;
  std::filesystem::path path;
  bool is_kept = false;
  bool is_remnant = false;
};

// The files of a song, where they are all there.
std::optional<std::vector<std::string>> finished_files(const DetectOutputs& outputs,
                                                       const Song& song, const OutputNames& names);

// Claims the names of all outputs of a song, before any work on it. Errors: those of claim().
std::vector<PlannedFile> plan_files(const DetectOutputs& outputs, const Song& song,
                                    OutputNames& names, bool keeps_existing);

// Throws Error(kCannotCreate) for a file that is there, with kRefuse, and for a directory.
void refuse_to_replace(const std::vector<PlannedFile>& files, WhenThere when_there);

// What a model found in a song.
struct NamedDetection {
  std::string name;  // of the model
  const FrontEnd* front_end = nullptr;
  const Detection* detection = nullptr;
};

// What stands in the files beside the detection.
struct DetectContext {
  std::string positive_label;
  const FrontEnd* front_end = nullptr;
  SegmentSettings settings;
  // For the picture and the page.
  std::string model_name;
  std::vector<NamedDetection> beside;  // of other models
  std::optional<std::vector<Segment>> truth;
  std::optional<StoredMap> map;  // the page's
  std::string json;              // content of the .json file
};

// Writes those that are not kept, making folders as needed. What another process has made since
// they were planned it holds to `when_there`, to the last instant. Errors: those of AtomicFile and
// refuse_to_replace.
void write_files(std::vector<PlannedFile>& files, WhenThere when_there, const Song& song,
                 const Detection& detection, const DetectContext& context);

}  // namespace cantus
