#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "apps/corpus/corpus_check.h"
#include "data/corpora/recording.h"

namespace cantus {

// The corpus as a manifest in `output`: manifest.tsv, labels/NAME.lab of derived labels, and the
// link `sound` to `folder`, below which all sound is.
class ManifestFolder {
 public:
  // Errors: kCannotCreate where a file is there and `force` was not given, or `sound` is something
  // else than that link; kBadData for two songs of one name or a name with control characters.
  ManifestFolder(const std::filesystem::path& folder, const std::filesystem::path& output,
                 const std::vector<Recording>& recordings, bool force);

  std::filesystem::path manifest() const { return output_ / "manifest.tsv"; }

  // Errors: those of AtomicFile.
  void write(const std::vector<Recording>& recordings,
             const std::vector<CheckedRecording>& checked) const;

 private:
  std::string labels_name(const Recording& recording) const;
  std::string line_of(const Recording& recording) const;

  std::filesystem::path folder_;
  std::filesystem::path output_;
};

}  // namespace cantus
