#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "apps/corpus/corpus_check.h"
#include "data/corpora/recording.h"

namespace cantus {

// The folders that hold a corpus' files; the manifest reaches them by links.
struct CorpusFolders {
  std::filesystem::path sound;                  // link `sound`
  std::filesystem::path labels;                 // link `labels`; empty: in `sound`, or derived
  std::vector<std::filesystem::path> no_voice;  // links `no_voice_1`, ...
};

// Writes a corpus as a manifest in `output`: manifest.tsv, labels/NAME.lab for derived labels, and
// links to the corpus' folders, except folders inside one that is already linked.
class ManifestFolder {
 public:
  // Errors: kCannotCreate where a file exists and `force` was not given, or where a link's name is
  // taken by anything but that link or an empty folder, which it replaces; kBadData for two songs
  // of one name or a name with control characters.
  ManifestFolder(const CorpusFolders& folders, const std::filesystem::path& output,
                 const std::vector<Recording>& recordings, bool force);

  std::filesystem::path manifest() const { return output_ / "manifest.tsv"; }

  // Errors: those of AtomicFile.
  void write(const std::vector<Recording>& recordings,
             const std::vector<CheckedRecording>& checked) const;

 private:
  std::string labels_name(const Recording& recording) const;
  std::string line_of(const Recording& recording) const;
  std::string linked(const std::filesystem::path& file) const;

  struct Link {
    std::string name;
    std::filesystem::path folder;
  };
  void add_link(const std::string& name, const std::filesystem::path& folder);
  const Link* link_to(const std::filesystem::path& whole) const;

  std::vector<Link> links_;
  std::filesystem::path output_;
};

}  // namespace cantus
