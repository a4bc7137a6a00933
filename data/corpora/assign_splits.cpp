#include "data/corpora/assign_splits.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "data/files/hash.h"
#include "data/files/text_lines.h"

namespace cantus {
namespace {

struct Choice {
  std::optional<Split> split;  // none: leave it out
  bool operator==(const Choice&) const = default;
};

Choice choice_of(const TextLines& lines, std::string_view field) {
  if (field == "none") return {};
  if (const auto split = named<Split>(std::string(field))) return {split};
  lines.refuse("split " + in_quotes(field), "train, valid, test or none");
}

std::map<std::string, Choice> read_choices(const std::filesystem::path& path,
                                           const std::set<std::string>& known) {
  TextLines lines(path);
  std::map<std::string, Choice> choices;
  for (bool is_first = true; lines.next(); is_first = false) {
    const std::string_view line = lines.line();
    const std::size_t first = line.find('\t');
    if (first == line.npos) lines.refuse("no tab", "NAME TAB SPLIT");
    const std::string name(line.substr(0, first));
    const std::string_view last = line.substr(line.rfind('\t') + 1);
    if (is_first && last == "split") continue;
    const Choice choice = choice_of(lines, last);
    if (known.count(name) == 0)
      lines.refuse(in_quotes(name),
                   "a recording, song or singer of the corpus, such as " + *known.begin());
    const auto [chosen, is_new] = choices.emplace(name, choice);
    if (!is_new && chosen->second != choice)
      lines.refuse(in_quotes(name) + " a second time, in another split", "one split each");
  }
  lines.refuse_comments_that_name([&](const std::string& name) { return known.contains(name); },
                                  "a recording, song or singer", "names that open otherwise");
  return choices;
}

const std::string& group_of(const Recording& recording) {
  if (!recording.singer.empty()) return recording.singer;
  return recording.song.empty() ? recording.name : recording.song;
}

}  // namespace

void apply_split_file(const std::filesystem::path& path, std::vector<Recording>& recordings) {
  std::set<std::string> known;
  for (const Recording& recording : recordings)
    known.insert({recording.name, recording.song, recording.singer});
  known.erase("");
  const auto choices = read_choices(path, known);
  std::set<const Recording*> left_out;
  for (Recording& recording : recordings) {
    for (const std::string& name : {recording.name, recording.song, recording.singer}) {
      const auto chosen = choices.find(name);
      if (chosen == choices.end()) continue;
      recording.split = chosen->second.split;
      if (!recording.split) left_out.insert(&recording);
      break;
    }
  }
  std::erase_if(recordings,
                [&](const Recording& recording) { return left_out.count(&recording) > 0; });
}

void share_splits_of_songs(std::vector<Recording>& recordings) {
  std::map<std::string, Split> of_song;
  for (const Recording& recording : recordings)
    if (recording.split && !recording.song.empty())
      of_song.emplace(recording.song, *recording.split);
  for (Recording& recording : recordings)
    if (const auto known = of_song.find(recording.song); !recording.split && known != of_song.end())
      recording.split = known->second;
}

void draw_splits(std::uint64_t seed, std::vector<Recording>& recordings) {
  constexpr std::array<double, 3> kShares = {0.70, 0.15, 0.15};
  std::map<std::string, double> sizes;  // of the groups to draw splits for
  for (const Recording& recording : recordings)
    if (!recording.split) ++sizes[group_of(recording)];
  std::map<std::string, std::string> order;  // groups by their random lot
  for (const auto& [group, size] : sizes)
    order[sha256_hex(std::to_string(seed) + "\n" + group)] = group;

  std::map<std::string, Split> drawn;
  std::array<double, 3> filled{};  // count / share: the next group goes to the least
  for (const auto& [lot, group] : order) {
    const auto emptiest = std::min_element(filled.begin(), filled.end()) - filled.begin();
    const auto at = static_cast<std::size_t>(emptiest);
    drawn[group] = static_cast<Split>(at);
    filled[at] += sizes[group] / kShares[at];
  }
  for (Recording& recording : recordings)
    if (!recording.split) recording.split = drawn[group_of(recording)];
}

}  // namespace cantus
