#include "apps/program/nearest.h"

#include <algorithm>

namespace cantus {
namespace {

// Optimal string alignment distance.
std::size_t num_edits(const std::string& a, const std::string& b) {
  std::vector<std::vector<std::size_t>> cost(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) cost[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) cost[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = cost[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
      cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
      }
    }
  }
  return cost[a.size()][b.size()];
}

// Whether `name` is the candidate with letters other than the first left out, or a part of it.
bool is_short_for(const std::string& name, const std::string& candidate) {
  if (name.size() < 2) return false;
  if (candidate.find(name) != std::string::npos) return true;
  std::size_t matched = 0;
  for (const char letter : candidate) matched += matched < name.size() && letter == name[matched];
  return matched == name.size() && name[0] == candidate[0];
}

// "lr" for "learning_rate".
std::string initials_of(const std::string& candidate) {
  std::string initials;
  for (std::size_t i = 0; i < candidate.size(); ++i)
    if (i == 0 || candidate[i - 1] == '_') initials += candidate[i];
  return initials;
}

// How a name that is none of the candidates may stand for one, most likely first.
enum class Spelling { kInitials, kShortForm, kMisspelt };

Spelling spelling_of(const std::string& name, const std::string& candidate) {
  if (name.size() > 1 && name == initials_of(candidate)) return Spelling::kInitials;
  return is_short_for(name, candidate) ? Spelling::kShortForm : Spelling::kMisspelt;
}

}  // namespace

std::string nearest(const std::string& name, const std::vector<std::string>& candidates) {
  constexpr std::size_t kLongestName = 64;  // nobody mistypes more, and the table stays small
  std::string best;
  if (name.size() > kLongestName) return best;
  // Among candidates with the same kind of spelling the fewest edits win.
  std::pair fewest{Spelling::kMisspelt, std::max<std::size_t>(1, name.size() / 3) + 1};
  for (const auto& candidate : candidates) {
    const std::pair edits{spelling_of(name, candidate), num_edits(name, candidate)};
    if (edits < fewest) {
      fewest = edits;
      best = candidate;
    }
  }
  return best;
}

std::string did_you_mean(const std::string& name, const std::vector<std::string>& candidates) {
  const std::string found = nearest(name, candidates);
  return found.empty() ? "" : "did you mean `" + found + "`?";
}

}  // namespace cantus
