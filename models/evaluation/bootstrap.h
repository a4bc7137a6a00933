#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace cantus {

// The interval in which a metric of some songs may lie if the songs were drawn anew.
struct Bounds {
  double low = 0;
  double high = 0;
};

struct BootstrapOptions {
  std::int64_t num_resamples = 2000;
  std::uint64_t seed = 1;
};

// The percentile bootstrap (Efron 1979): the metric of num_resamples draws of num_songs songs with
// replacement, between its 2.5 and 97.5 % points. Songs are what is drawn, since frames of
// one song are no independent trials. `metric` gets how often each song was drawn; draws of which
// it has no value are left out. None when no draw has one, or for a single song.
std::optional<Bounds> bootstrap(
    std::int64_t num_songs, const BootstrapOptions& options,
    const std::function<std::optional<double>(const std::vector<std::int64_t>& times)>& metric);

}  // namespace cantus
