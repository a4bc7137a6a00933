#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "apps/verb.h"

namespace cantus {

struct InfoOptions {
  std::vector<std::filesystem::path> files;
  std::string model;
  std::vector<std::string> frozen;
};

// The three things `cantus info` can be asked about.
Exit describe_machine(const CommonOptions& common);
Exit describe_model(const InfoOptions& options, const CommonOptions& common);
Exit describe_files(const InfoOptions& options, const CommonOptions& common);

}  // namespace cantus
