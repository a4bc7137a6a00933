#include "apps/songs/foreign_labels.h"

#include <algorithm>

#include <fmt/format.h>

#include "apps/program/log.h"
#include "kernels/core/error.h"

namespace cantus {

void check_foreign_labels(const std::filesystem::path& file, const std::vector<Segment>& segments,
                          const std::string& also) {
  std::set<std::string> names;
  for (const Segment& segment : segments) names.insert(segment.label);
  std::set<std::string> words = kVoiceWords;
  words.insert(also);
  const auto others = foreign_names(names, words);
  if (others.empty()) return;
  const std::string ours = join({words.begin(), words.end()});
  const std::string theirs = join({others.begin(), others.end()});
  if (std::ranges::none_of(names, [&](const std::string& name) { return words.contains(name); }))
    throw Error(Exit::kBadData, file.string(), "no label of a voice, but " + theirs, ours,
                "rename those that are");
  log_warning(file.string() + ": labels that are not of a voice (" + ours + "): " + theirs);
}

void warn_of_points(const std::filesystem::path& file, const std::vector<Segment>& segments,
                    const std::set<std::string>& positive) {
  const auto num_points = std::ranges::count_if(segments, [&](const Segment& segment) {
    return segment.end_s == segment.start_s && positive.contains(segment.label);
  });
  if (num_points == 0) return;
  log_warning(fmt::format("{}: {} of voice without length, which count as no voice", file.string(),
                          counted(static_cast<std::size_t>(num_points), "label")));
}

}  // namespace cantus
