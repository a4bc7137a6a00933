#include <set>

#include <fmt/format.h>

#include "apps/study/study.h"
#include "apps/study/verb_command.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

// Renders corpora recursively: "mix --speech {tts}/manifest.tsv" needs another corpus.
class CorpusMaker {
 public:
  CorpusMaker(const Study& study, const CommonOptions& common) : study_(study), common_(common) {}

  void make(const std::string& name) {
    const StudyCorpus& corpus = study_.corpora.at(name);
    if (corpus.make.empty() || std::filesystem::exists(corpus.path())) return;
    if (!in_work_.insert(name).second) refuse(name, "needs itself");
    auto words = words_of(corpus.make, [&](const std::string& other) {
      if (!study_.corpora.contains(other)) refuse(name, "names {" + other + "}");
      make(other);
      return study_.corpora.at(other).root.string();
    });
    if (words.empty() || (words[0] != "synth" && words[0] != "mix"))
      refuse(name, "is \"" + corpus.make.substr(0, 80) + "\"");
    words.insert(words.end(), {"-o", corpus.root.string()});
    in_work_.erase(name);
    run_as_process("rendering", words, {"--threads", fmt::format("{}", common_.num_threads), "-q"});
  }

 private:
  [[noreturn]] void refuse(const std::string& name, const std::string& found) const {
    throw Error(Exit::kBadConfig, study_.file, fmt::format("corpora.{}.make {}", name, found),
                "synth or mix with its flags, but for -o");
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
