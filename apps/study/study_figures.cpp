#include "apps/study/study_figures.h"

#include <fmt/format.h>

#include "apps/program/lock_wait.h"
#include "apps/study/verb_command.h"
#include "data/files/output_folder.h"
#include "kernels/core/error.h"

namespace cantus {

namespace fs = std::filesystem;

void check_figures(const Study& study, std::set<std::string> runs) {
  std::set<std::string> known = std::move(runs);
  known.insert("source");
  for (const auto& [corpus, unused] : study.corpora) known.insert(corpus);
  for (const StudyFigure& figure : study.figures) {
    words_of(figure.make, [&](const std::string& name) {
      if (known.contains(name)) return name;
      throw Error(Exit::kBadConfig, study.file,
                  fmt::format("figures.{}.make names {{{}}}", figure.name, name),
                  fmt::format("{}", fmt::join(known, ", ")));
    });
  }
}

void draw_figures(const Study& study, const fs::path& output,
                  const std::function<fs::path(const std::string& run)>& model_of,
                  const CommonOptions& common) {
  if (study.figures.empty()) return;
  const auto meaning_of = [&](const std::string& name) {
    if (!study.corpora.contains(name)) return model_of(name).string();
    make_corpora(study, {name}, common);
    return study.corpora.at(name).root.string();
  };
  const OutputFolder folder(output);
  const FileLock lock(output / ".lock", tell_of_waiting());  // other machines may draw too
  const fs::path drawing = output / ".cantus-drawing";       // holds unfinished figures
  for (const StudyFigure& figure : study.figures) {
    const fs::path file = output / figure.file;
    if (fs::exists(file)) continue;
    auto words = words_of(figure.make, meaning_of);
    const fs::path drawn = drawing / figure.file;
    fs::remove_all(drawing);
    make_folder(drawn.parent_path());
    words.insert(words.end(), {"-o", drawn.string()});
    run_as_process(
        "drawing", words,
        {"--device", to_string(common.device), "--threads", fmt::format("{}", common.num_threads),
         "--seed", fmt::format("{}", study.seeds.front()), "-q"});
    make_folder(file.parent_path());
    fs::rename(drawn, file);
    fs::remove_all(drawing);
  }
}

}  // namespace cantus
