#include "data/labels/read_segments.h"

#include <cctype>

#include "data/files/input_file.h"
#include "kernels/core/error.h"

namespace cantus {

const std::vector<std::string>& label_file_extensions() {
  static const std::vector<std::string> extensions{".lab", ".txt", ".csv", ".jams", ".vocal"};
  return extensions;
}

std::vector<Segment> read_segments(const std::filesystem::path& path, double duration_s) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) InputFile{path};  // says what it is
  std::string extension = path.extension().string();
  for (char& c : extension) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  if (extension == ".lab") return read_lab(path, duration_s);
  if (extension == ".txt") return read_audacity(path, duration_s);
  if (extension == ".csv") return read_segments_csv(path, duration_s);
  if (extension == ".jams") return read_jams(path, duration_s);
  if (extension == ".vocal") return read_mir1k_vocal(path, duration_s);
  throw Error(Exit::kBadData, path.string(), "labels of an unknown kind",
              ".lab, .txt, .csv, .jams or .vocal");
}

}  // namespace cantus
