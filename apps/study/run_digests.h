#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "apps/study/finished_run.h"
#include "apps/study/study.h"

namespace cantus {

// Digests that the runs of a table must have in common, as rows are compared and seeds averaged: of
// the songs that their settings name, with their labels, and of the source network. The first run
// sets a digest; "", as runs of earlier versions have it, is ignored. Errors: kBadConfig, naming
// `file` and the first run.
class RunDigests {
 public:
  // The digest of source.json, or of the network whose layers a run transfers.
  void require_source(const std::filesystem::path& file, const std::string& sha256);
  void require_tested(const std::filesystem::path& file, const Experiment& experiment,
                      const StudyTest& test, const std::string& sha256);
  void require_run(const std::filesystem::path& file, const FinishedRun& run, const StudyRow& row,
                   const Experiment& experiment, const StudyTest& test);

  // Digest of the songs that the row's network must learn from; "" if no run gives one.
  std::string learned(const StudyRow& row, const Experiment& experiment) const;

 private:
  struct First {
    std::string sha256;
    std::filesystem::path file;
  };

  void require(const std::filesystem::path& file, const std::string& found, const std::string& of,
               const std::string& sha256);

  std::map<std::string, First> first_;  // by what the digest is of
};

}  // namespace cantus
