#include <limits>
#include <set>
#include <sstream>

#include <fmt/format.h>

#include "apps/log.h"
#include "apps/machine.h"
#include "apps/stop.h"
#include "apps/study.h"
#include "data/files/process.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

// Rendering one corpus may need others: "mix --speech {tts}/manifest.tsv".
class CorpusMaker {
 public:
  CorpusMaker(const Study& study, const CommonOptions& common) : study_(study), common_(common) {}

  void make(const std::string& name) {
    const StudyCorpus& corpus = study_.corpora.at(name);
    if (corpus.make.empty() || std::filesystem::exists(corpus.path())) return;
    if (!in_work_.insert(name).second) refuse(name, "needs itself");
    std::vector<std::string> command{"/proc/self/exe"};
    std::istringstream words(corpus.make);
    for (std::string word; words >> word;) command.push_back(filled_in(name, word));
    if (command.size() < 2 || (command[1] != "synth" && command[1] != "mix"))
      refuse(name, "is \"" + corpus.make.substr(0, 80) + "\"");
    for (const std::string& word :
         {std::string("-o"), corpus.root.string(), std::string("--threads"),
          fmt::format("{}", threads_of(common_)), std::string("-q")})
      command.push_back(word);
    in_work_.erase(name);
    run(command);
  }

 private:
  [[noreturn]] void refuse(const std::string& name, const std::string& found) const {
    throw Error(Exit::kBadConfig, study_.file, fmt::format("corpora.{}.make {}", name, found),
                "synth or mix with its flags, but for -o");
  }

  std::string filled_in(const std::string& name, std::string word) {
    const auto open = word.find('{'), close = word.find('}');
    if (open == std::string::npos || close == std::string::npos || close < open) return word;
    const std::string other = word.substr(open + 1, close - open - 1);
    if (!study_.corpora.contains(other)) refuse(name, "names {" + other + "}");
    make(other);
    return word.replace(open, close - open + 1, study_.corpora.at(other).root.string());
  }

  void run(const std::vector<std::string>& command) const {
    throw_if_stopped(kRunAgain);
    const std::vector<std::string> shown(command.begin() + 1, command.end() - 3);
    log_info(fmt::format("rendering: cantus {}", fmt::join(shown, " ")));
    constexpr double kADay = 86400;
    const ProcessResult result = run_process(
        command, {kADay, std::uint64_t{1} << 40, std::numeric_limits<std::uint64_t>::max()});
    if (result.exit_code == 0) return;
    std::string said = result.errors.substr(0, result.errors.find('\n'));
    for (const char* opening : {"cantus: ", "error: "})
      if (said.rfind(opening, 0) == 0) said = said.substr(std::string(opening).size());
    throw Error(static_cast<Exit>(result.exit_code),
                fmt::format("cantus {}", fmt::join(shown, " ")),
                said.empty() ? fmt::format("ended with code {}", result.exit_code) : said);
  }

  const Study& study_;
  const CommonOptions& common_;
  std::set<std::string> in_work_;
};

}  // namespace

void make_corpora(const Study& study, const std::vector<std::string>& names,
                  const CommonOptions& common) {
  CorpusMaker maker(study, common);
  for (const std::string& name : names) maker.make(name);
}

}  // namespace cantus
