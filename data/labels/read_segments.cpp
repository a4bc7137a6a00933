#include "data/labels/read_segments.h"

#include "data/files/input_file.h"
#include "data/files/list_files.h"
#include "kernels/core/error.h"

namespace cantus {

const std::vector<std::string>& label_file_extensions() {
  static const std::vector<std::string> extensions{".lab", ".txt", ".csv", ".jams", ".vocal"};
  return extensions;
}

std::vector<Segment> read_segments(const std::filesystem::path& path, double duration_s) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) InputFile{path};  // says what it is
  const std::string extension = lower_extension(path);
  if (extension == ".lab") return read_lab(path, duration_s);
  if (extension == ".txt") return read_audacity(path, duration_s);
  if (extension == ".csv") return read_segments_csv(path, duration_s);
  if (extension == ".jams") return read_jams(path, duration_s);
  if (extension == ".vocal") return read_mir1k_vocal(path, duration_s);
  throw Error(Exit::kBadData, path.string(), "labels of an unknown kind",
              ".lab, .txt, .csv, .jams or .vocal");
}

}  // namespace cantus
