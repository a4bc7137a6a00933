#include "apps/info/label_facts.h"

#include <fmt/format.h>

#include "apps/info/totals.h"

namespace cantus {

FileFacts facts_of_labels(const char* kind, const std::vector<Segment>& segments) {
  std::int64_t num_voiced = 0;
  double voice_s = 0;
  Totals seconds;
  for (const Segment& segment : segments) {
    const double length_s = segment.end_s - segment.start_s;
    seconds.add(segment.label, length_s);
    if (!means_voice(segment.label) || length_s == 0) continue;
    ++num_voiced;
    voice_s += length_s;
  }
  const double end_s = end_of(segments);
  FileFacts facts{
      kind,
      {{"voice segments", fmt::format("{}", num_voiced)},
       {"seconds of voice", fmt::format("{:.3f}", voice_s)},
       {"last label ends", fmt::format("{:.3f} s", end_s)}},
      {{"num_voice_segments", num_voiced}, {"voice_s", voice_s}, {"labels_end_s", end_s}}};
  seconds.append_to(facts, "{:.3f} s");
  return facts;
}

}  // namespace cantus
