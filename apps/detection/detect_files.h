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

// A kind of output file.
struct OutputKind {
  const char* flag;  // flag that asks for it
  const char* name;  // the flag's value; "": a toggle
  const char* extension;
  std::string (*content)(const DetectedSong& found);
  bool may_be_empty = false;
};

std::span<const OutputKind> output_kinds();

// The kinds of output files that are asked for.
struct DetectOutputs {
  std::vector<std::string> formats;  // segment files
  std::vector<std::string> curves;
  bool picture = false;
  bool page = false;

  bool empty() const { return formats.empty() && curves.empty() && !shows_song(); }
  bool shows_song() const { return picture || page; }
  // Each kind once, in the order of output_kinds(), in which they are written.
  std::vector<const OutputKind*> kinds() const;
};

// What happens to a file that exists already.
enum class WhenThere { kRefuse, kKeep, kReplace };

// One output file of a song: its kind and path, and whether an existing file is kept or is an empty
// remnant, which is replaced.
struct PlannedFile {
  const OutputKind* kind = nullptr;
  std::filesystem::path path;
  bool is_kept = false;
  bool is_remnant = false;
};

// The names of a song's files, if all of them exist.
std::optional<std::vector<std::string>> finished_files(const DetectOutputs& outputs,
                                                       const Song& song, const OutputNames& names);

// Claims the names of all outputs of a song, before any work on it. Errors: those of claim().
std::vector<PlannedFile> plan_files(const DetectOutputs& outputs, const Song& song,
                                    OutputNames& names, bool keeps_existing);

// Throws Error(kCannotCreate) for a file that exists, under kRefuse, and for a directory.
void refuse_to_replace(const std::vector<PlannedFile>& files, WhenThere when_there);

// What a model found in a song.
struct NamedDetection {
  std::string name;  // of the model
  const FrontEnd* front_end = nullptr;
  const Detection* detection = nullptr;
};

// What a song's files show besides the detection.
struct DetectContext {
  std::string positive_label;
  const FrontEnd* front_end = nullptr;
  SegmentSettings settings;
  // For the picture and the page.
  std::string model_name;
  std::vector<NamedDetection> beside;  // found by other models
  std::optional<std::vector<Segment>> truth;
  std::optional<StoredMap> map;  // for the page
  std::string json;              // content of the .json file
};

// Writes the files that are not kept, making folders as needed. `when_there` also decides, at the
// moment of writing, about files that another process made since planning. Errors: those of
// AtomicFile and refuse_to_replace.
void write_files(std::vector<PlannedFile>& files, WhenThere when_there, const Song& song,
                 const Detection& detection, const DetectContext& context);

}  // namespace cantus
