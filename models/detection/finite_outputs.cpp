#include "models/detection/finite_outputs.h"

#include <algorithm>
#include <cmath>

#include "kernels/core/error.h"

namespace cantus {

void require_finite_outputs(const std::string& model, std::span<const float> values,
                            std::int64_t num_frames, std::int64_t first, const char* expected) {
  const auto bad = std::find_if_not(values.begin(), values.end(),
                                    [](float value) { return std::isfinite(value); });
  if (bad == values.end()) return;
  const std::int64_t frame = first + (bad - values.begin()) / (std::ssize(values) / num_frames);
  throw Error(Exit::kBadData, model,
              std::string("gives ") + (std::isnan(*bad) ? "NaN" : "infinity") + " in frame " +
                  std::to_string(frame),
              expected, "its training diverged or its file was changed: name another model");
}

}  // namespace cantus
