#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "apps/program/verb.h"
#include "apps/study/study.h"
#include "apps/training/train_network.h"

namespace cantus {

// The networks of a study, in WORK/RUN and WORK/source. Rounds of self-improvement with the same
// settings and seed share a folder, WORK/rounds-SETTINGS-seedN, whichever rows need their networks.
class StudyNetworks {
 public:
  // `study` and `common` must outlive it.
  StudyNetworks(const Study& study, const std::filesystem::path& work, const CommonOptions& common);

  // The folder in which a row's network is trained.
  std::filesystem::path folder_of(const StudyRow& row, std::uint64_t seed) const;
  // Trains a row's network, or goes on with it: of a round after the rounds before it, of any other
  // row with layers of `source`, unless it begins from scratch, and on songs with the digest
  // `data_sha256`; "": any. Errors: those of train_network and train_round.
  TrainedNetwork train(const StudyRow& row, std::uint64_t seed, const std::filesystem::path& source,
                       const std::string& data_sha256);
  // Trains the network whose layers are transferred, on corpora that it renders. Errors: those of
  // make_corpora, prepare_test_songs and train_network.
  TrainedNetwork train_source() const;

 private:
  TrainedNetwork train_rounds(const std::filesystem::path& folder, const std::string& last,
                              const Experiment& experiment);

  const Study& study_;
  std::filesystem::path work_;
  const CommonOptions& common_;
  std::map<std::filesystem::path, TrainedNetwork> rounds_;  // trained by this process, by folder
};

}  // namespace cantus
