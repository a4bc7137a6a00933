#include "models/evaluation/bootstrap.h"

#include <algorithm>

#include "kernels/core/error.h"
#include "kernels/core/philox.h"

namespace cantus {
namespace {

// Interpolates linearly between neighbours, as numpy.quantile does.
double quantile(const std::vector<double>& sorted, double share) {
  const double place = share * static_cast<double>(sorted.size() - 1);
  const auto low = static_cast<std::size_t>(place);
  const std::size_t high = std::min(low + 1, sorted.size() - 1);
  return sorted[low] + (place - static_cast<double>(low)) * (sorted[high] - sorted[low]);
}

std::vector<std::int64_t> draw(std::int64_t num_songs, std::uint64_t seed, std::uint32_t resample) {
  std::vector<std::int64_t> times(num_songs, 0);
  for (std::int64_t i = 0; i < num_songs; ++i) {
    const auto word = philox(seed, resample, static_cast<std::uint32_t>(i), 0, 0).word[0];
    ++times[static_cast<std::int64_t>((std::uint64_t{word} * num_songs) >> 32)];
  }
  return times;
}

}  // namespace

std::optional<Bounds> bootstrap(
    std::int64_t num_songs, const BootstrapOptions& options,
    const std::function<std::optional<double>(const std::vector<std::int64_t>&)>& metric) {
  CANTUS_REQUIRE(num_songs > 0 && options.num_resamples > 0, "nothing to draw from");
  if (num_songs == 1) return {};
  std::vector<double> found;
  for (std::int64_t r = 0; r < options.num_resamples; ++r)
    if (const auto value = metric(draw(num_songs, options.seed, static_cast<std::uint32_t>(r))))
      found.push_back(*value);
  if (found.empty()) return {};
  std::sort(found.begin(), found.end());
  return Bounds{quantile(found, 0.025), quantile(found, 0.975)};
}

}  // namespace cantus
