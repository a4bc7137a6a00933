#pragma once

#include <string>

#include "apps/experiment/experiment.h"

namespace cantus {

// Checks the settings of an experiment against one another and sets those that follow from others:
// the folder of features, digests of files, the network's values. Errors: kBadConfig, naming where
// the setting was given, or `file` where none was; those of InputFile and copy_layers for the
// source of a transfer.
void complete(const GivenValues& values, const std::string& file, Experiment& experiment);

}  // namespace cantus
