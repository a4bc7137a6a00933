#include "apps/self_improvement/target_report.h"

#include <fmt/format.h>

#include "apps/program/log.h"
#include "data/files/hash.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

std::string line_of(const TargetSummary& summary, std::size_t num_songs) {
  std::string line = fmt::format("{} songs with voice, mean target {:.3f}, shares of tenths",
                                 num_songs, summary.mean);
  for (const std::int64_t count : summary.histogram)
    line += fmt::format(" {:.3f}",
                        static_cast<double>(count) / static_cast<double>(summary.num_frames));
  if (summary.num_left_out == 0) return line;
  return line + fmt::format(", {:.1f} % of the frames are left out",
                            100 * static_cast<double>(summary.num_left_out) /
                                static_cast<double>(summary.num_frames + summary.num_left_out));
}

}  // namespace

nlohmann::ordered_json report_targets(const std::string& round, TargetKind kind,
                                      const SelfImprovement& settings, const FrameTargets& targets,
                                      const std::filesystem::path& file) {
  TargetSummary summary;
  for (const auto& [track, values] : targets.by_track) summary.add(values);
  if (summary.mean == 0) {
    throw Error(Exit::kBadData, file.string(), "no frame of a song with voice is left with any",
                "some: a network that hears voices nowhere teaches the next one nothing",
                "train the one before for longer, or lower --threshold");
  }
  log_info(round + ": " + line_of(summary, targets.by_track.size()));
  const bool is_graded =
      kind == TargetKind::kSaliency || settings.relabelling == Relabelling::kSmoothed;
  if (is_graded && summary.is_saturated()) {
    log_warning(
        fmt::format("{}: {:.0f} % of the targets are over 0.99 and tell frames apart no "
                    "better than labels of songs do{}",
                    round, 100 * summary.saturated,
                    kind == TargetKind::kSaliency ? "; try a smaller --scale" : ""));
  }
  return {{"songs", targets.by_track.size()},
          {"frames", summary.num_frames},
          {"left_out", summary.num_left_out},
          {"mean", summary.mean},
          {"over_0.99", summary.saturated},
          {"histogram", summary.histogram},
          {"file", file.string()},
          {"sha256", sha256_of_file(file)}};
}

}  // namespace cantus
