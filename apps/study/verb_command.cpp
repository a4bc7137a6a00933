#include "apps/study/verb_command.h"

#include <limits>
#include <sstream>

#include <fmt/format.h>

#include "apps/program/log.h"
#include "apps/program/shell_line.h"
#include "apps/program/stop.h"
#include "data/files/parse_text.h"
#include "data/files/process.h"
#include "kernels/core/error.h"

namespace cantus {

std::vector<std::string> words_of(const std::string& line,
                                  const std::function<std::string(const std::string&)>& meaning) {
  std::vector<std::string> words;
  std::istringstream parts(line);
  for (std::string word; parts >> word; words.push_back(word)) {
    for (std::size_t open = 0; (open = word.find('{', open)) != std::string::npos;) {
      const auto close = word.find('}', open);
      if (close == std::string::npos) break;
      const std::string found = meaning(word.substr(open + 1, close - open - 1));
      word.replace(open, close - open + 1, found);
      open += found.size();
    }
  }
  return words;
}

std::string error_in(const std::string& errors) {
  constexpr std::string_view kOpening = "cantus: error: ";
  std::string found;
  for (const std::string_view line : split(errors, "\n"))
    if (line.starts_with(kOpening)) found = line.substr(kOpening.size());
  return found;
}

void run_as_process(const std::string& doing, const std::vector<std::string>& words,
                    const std::vector<std::string>& common) {
  throw_if_stopped(kRunAgain);
  const std::string shown = "cantus " + shell_line(words);
  log_info(doing + ": " + shown);
  std::vector<std::string> command{"/proc/self/exe"};
  command.insert(command.end(), words.begin(), words.end());
  command.insert(command.end(), common.begin(), common.end());
  constexpr double kADay = 86400;
  const ProcessResult result = run_process(
      command,
      {kADay, std::uint64_t{1} << 40, std::numeric_limits<std::uint64_t>::max(), stop_requested});
  throw_if_stopped(kRunAgain);
  if (result.exit_code == 0) return;
  const std::string said = error_in(result.errors);
  throw Error(static_cast<Exit>(result.exit_code), shown,
              said.empty() ? fmt::format("ended with code {}", result.exit_code) : said);
}

}  // namespace cantus
