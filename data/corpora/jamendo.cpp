// Jamendo (Ramona et al. 2008; 93 songs), laid out as in the evaluation code of Schlüter & Grill
// (2015): audio/NAME.EXT, labels/NAME.lab, filelists/{train,valid,test} of one file name per line.
#include <map>

#include "data/corpora/corpora.h"
#include "data/files/text_lines.h"

namespace cantus {

namespace fs = std::filesystem;

std::vector<Recording> list_jamendo(const fs::path& folder, const CorpusChoices&) {
  std::vector<Recording> recordings;
  std::map<std::string, std::string> list_of;  // the list of each file name
  for (const Split split : values_of<Split>()) {
    TextLines lines(folder / "filelists" / to_string(split));
    while (lines.next()) {
      const std::string file(lines.line());
      if (fs::path(file).filename() != file) lines.refuse(in_quotes(file), "the name of a file");
      const auto [known, is_new] = list_of.emplace(file, to_string(split));
      if (!is_new) {
        lines.refuse("song " + in_quotes(file) + " stands in list " + known->second + " already",
                     "every song in one split");
      }
      Recording recording;
      recording.name = file;
      recording.sound = folder / "audio" / file;
      recording.labels = folder / "labels" / fs::path(file).replace_extension(".lab");
      recording.split = split;
      recordings.push_back(recording);
    }
    const auto has_sound = [&](const std::string& file) {
      std::error_code ignored;
      return fs::exists(folder / "audio" / file, ignored);
    };
    lines.refuse_comments_that_name(has_sound, "a file", "names that open otherwise");
  }
  return recordings;
}

}  // namespace cantus
