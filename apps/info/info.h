#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "apps/program/verb.h"

namespace cantus {

struct InfoOptions {
  std::vector<std::filesystem::path> files;
  std::string model;
  std::vector<std::string> frozen;
};

// The three things `cantus info` can be asked about.
Exit describe_machine(const CommonOptions& common);
// Describes layers, shapes, parameters and how many parameters training would change. Errors:
// kUsage for a network or layer that does not exist.
Exit describe_model(const InfoOptions& options, const CommonOptions& common);
// What each file is, by its content, and whether it is sound; goes on after a bad one.
Exit describe_files(const std::vector<std::filesystem::path>& files, const CommonOptions& common);

}  // namespace cantus
