#pragma once

#include <filesystem>
#include <functional>
#include <set>
#include <string>

#include "apps/program/verb.h"
#include "apps/study/study.h"

namespace cantus {

// Refuses figures that name what is neither a corpus of the study, nor "source", nor one of `runs`:
// kBadConfig. To be called before hours of training.
void check_figures(const Study& study, std::set<std::string> runs);

// Draws the figures that `output` lacks; `model_of` finds the model of a run, or of "source".
// Errors: those of model_of, make_corpora and run_as_process.
void draw_figures(const Study& study, const std::filesystem::path& output,
                  const std::function<std::filesystem::path(const std::string& run)>& model_of,
                  const CommonOptions& common);

}  // namespace cantus
