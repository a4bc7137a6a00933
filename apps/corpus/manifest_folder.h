#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "apps/corpus/corpus_check.h"
#include "data/corpora/recording.h"

namespace cantus {

// The folders that a corpus' files lie below, of which the manifest has links.
struct CorpusFolders {
  std::filesystem::path sound;                  // link `sound`
  std::filesystem::path labels;                 // link `labels`; empty: they are there, or derived
  std::vector<std::filesystem::path> no_voice;  // links `no_voice_1`, ...
};

// The corpus as a manifest in `output`: manifest.tsv, labels/NAME.lab of derived labels, and links
// to its folders, of those that lie in one before them none.
class ManifestFolder {
 public:
  // Errors: kCannotCreate where a file is there and `force` was not given, or a link's name is
  // something else than that link, or an empty folder, whose place it takes; kBadData for two songs
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
