#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "apps/study/finished_run.h"
#include "apps/study/study.h"

namespace cantus {

// What the runs of a table must have in common, as rows are compared and seeds averaged: the songs
// that their settings name, with the labels, and the source network. The run that comes first says
// which; a digest "", which runs of earlier versions have, is passed over. Errors: kBadConfig,
// naming `file` and the first run.
class RunDigests {
 public:
  // Of source.json, or of the network whose layers a run takes over.
  void require_source(const std::filesystem::path& file, const std::string& sha256);
  void require_tested(const std::filesystem::path& file, const Experiment& experiment,
                      const StudyTest& test, const std::string& sha256);
  void require_run(const std::filesystem::path& file, const FinishedRun& run, const StudyRow& row,
                   const Experiment& experiment, const StudyTest& test);

  // Of the songs that the row's network has to learn from; "" where no run says.
  std::string learned(const StudyRow& row, const Experiment& experiment) const;

 private:
  struct First {
    std::string sha256;
    std::filesystem::path file;
  };

  void require(const std::filesystem::path& file, const std::string& found, const std::string& of,
               const std::string& sha256);

  std::map<std::string, First> first_;  // by what it is a digest of
};

}  // namespace cantus
