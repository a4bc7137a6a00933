#include "apps/corpus/mixes_folder.h"

#include <set>

#include "data/files/atomic_file.h"
#include "data/files/folder_names.h"
#include "data/files/text_lines.h"
#include "data/manifest/split.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

bool opens_with(const fs::path& file, const std::string& header) try {
  if (!fs::is_regular_file(file)) return false;
  TextLines lines(file);
  return lines.next() && std::string(lines.line()) + "\n" == header;
} catch (const Error&) {
  return false;
}

// "00012.wav": a name that mixes and their labels have, of five digits or more.
bool is_of_a_mix(const fs::path& name) {
  const std::string stem = name.stem().string();
  return (name.extension() == ".wav" || name.extension() == ".lab") && stem.size() >= 5 &&
         stem.find_first_not_of("0123456789") == stem.npos;
}

}  // namespace

MixesFolder::MixesFolder(fs::path folder, std::string header)
    : folder_(std::move(folder)),
      header_(std::move(header)),
      held_mixes_(fs::exists(mark()) || opens_with(manifest(), header_)) {}

fs::path MixesFolder::manifest() const { return folder_ / "manifest.tsv"; }

fs::path MixesFolder::mark() const { return folder_ / ".mixing"; }

void MixesFolder::begin() {
  std::call_once(is_begun_, [this] {
    write_file(mark(), "Mixes are being made here, or a run was stopped before its end.\n");
    fs::remove(manifest());
  });
}

void MixesFolder::finish(const std::vector<std::string>& lines) {
  std::string text = header_;
  std::set<fs::path> stems;  // of the mixes that there are
  for (const std::string& line : lines) {
    text += line;
    if (!line.empty()) stems.insert(fs::path(split_at_tabs(line)[0]).replace_extension());
  }
  write_file(manifest(), text);
  for (const Split split : values_of<Split>()) {
    std::error_code ignored;
    if (!held_mixes_) break;
    for (const fs::path name : names_in(folder_ / to_string(split), ignored)) {
      const fs::path file = to_string(split) / name;
      if (is_of_a_mix(name) && !stems.contains(fs::path(file).replace_extension()))
        fs::remove(folder_ / file);
    }
  }
  fs::remove(mark());
}

}  // namespace cantus
