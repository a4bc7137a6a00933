#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "apps/model/run_files.h"
#include "apps/program/lock_wait.h"
#include "apps/study/study_runs.h"
#include "apps/study/verb_command.h"
#include "data/files/output_folder.h"
#include "kernels/core/error.h"

namespace cantus {

namespace fs = std::filesystem;

void StudyRuns::check_figures() const {
  std::set<std::string> known{"source"};
  for (const auto& [corpus, unused] : study_.corpora) known.insert(corpus);
  for (const Run& run : runs_) known.insert(run.name);
  for (const StudyFigure& figure : study_.figures) {
    words_of(figure.make, [&](const std::string& name) {
      if (known.contains(name)) return name;
      throw Error(Exit::kBadConfig, study_.file,
                  fmt::format("figures.{}.make names {{{}}}", figure.name, name),
                  fmt::format("{}", fmt::join(known, ", ")));
    });
  }
}

// What {NAME} stands for in a figure: a corpus's folder, the source network, or a run's model.
std::string StudyRuns::meaning_of(const std::string& name) {
  if (study_.corpora.contains(name)) {
    make_corpora(study_, {name}, common_);
    return study_.corpora.at(name).root.string();
  }
  if (name == "source") return source_model().string();
  const auto run =
      std::find_if(runs_.begin(), runs_.end(), [&](const Run& one) { return one.name == name; });
  const fs::path model = RunFiles{folder_of(*run)}.model();
  if (fs::exists(model)) return model.string();
  throw Error(Exit::kNoInput, model.string(), "the model of a finished run is not there",
              "the folder it was trained in", "give it as --work, or remove the run's file");
}

void StudyRuns::draw_figures() {
  if (study_.figures.empty()) return;
  const OutputFolder folder(place_.output);
  const FileLock lock(place_.output / ".lock", tell_of_waiting());  // other machines may draw too
  const fs::path drawing = place_.output / ".cantus-drawing";       // holds unfinished figures
  for (const StudyFigure& figure : study_.figures) {
    const fs::path file = place_.output / figure.file;
    if (fs::exists(file)) continue;
    auto words = words_of(figure.make, [&](const std::string& name) { return meaning_of(name); });
    const fs::path drawn = drawing / figure.file;
    fs::remove_all(drawing);
    make_folder(drawn.parent_path());
    words.insert(words.end(), {"-o", drawn.string()});
    run_as_process(
        "drawing", words,
        {"--device", to_string(common_.device), "--threads", fmt::format("{}", common_.num_threads),
         "--seed", fmt::format("{}", study_.seeds.front()), "-q"});
    make_folder(file.parent_path());
    fs::rename(drawn, file);
    fs::remove_all(drawing);
  }
}

}  // namespace cantus
