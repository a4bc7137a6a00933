#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "apps/info/file_facts.h"

namespace cantus {

// A sum for each name, in the order of first appearance.
class Totals {
 public:
  void add(const std::string& name, double amount) {
    const auto [place, is_new] = places_.emplace(name, totals_.size());
    if (is_new) totals_.emplace_back(name, 0.0);
    totals_[place->second].second += amount;
  }
  void append_to(FileFacts& facts, const char* format) const {
    for (const auto& [name, sum] : totals_)
      facts.details.emplace_back(name, fmt::format(fmt::runtime(format), sum));
  }

 private:
  std::vector<std::pair<std::string, double>> totals_;
  std::map<std::string, std::size_t> places_;  // in totals_
};

}  // namespace cantus
