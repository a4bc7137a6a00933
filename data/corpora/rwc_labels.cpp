#include "data/corpora/rwc_labels.h"

#include <optional>

#include "data/files/text_lines.h"
#include "data/labels/checked_segment.h"
#include "kernels/core/error.h"

namespace cantus {

std::vector<Segment> read_rwc_vocal_states(const std::filesystem::path& path, double duration_s) {
  TextLines lines(path);
  std::vector<Segment> segments;
  std::optional<Segment> open;  // the state that the next line ends
  while (lines.next()) {
    const std::string_view line = lines.line();
    if (line.starts_with("Piece No.")) continue;
    const std::size_t tab = line.find('\t');
    const std::size_t state = line.find_first_not_of("\t ", std::min(tab, line.size()));
    if (state == line.npos) lines.refuse(in_quotes(line), "time TAB state");
    const std::string_view number = line.substr(0, line.find_first_of("\t "));
    const double time_s = parse_number(lines, number, "time");
    if (open) {
      open->end_s = time_s;
      append_run(segments, *open, refusal_at(lines), duration_s);
    }
    if (line.substr(state) == "e") return segments;
    const bool sings = std::string_view("mfg").find(line[state]) != std::string_view::npos;
    open = Segment{time_s, time_s, sings ? "sing" : "nosing"};
  }
  throw Error(Exit::kBadData, path.string(), "does not end", "a last line with the state `e`",
              "replace the file");
}

}  // namespace cantus
