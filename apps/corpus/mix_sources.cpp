#include "apps/corpus/mix_sources.h"

#include <algorithm>

#include "data/audio/audio_format.h"
#include "data/files/list_files.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

Split split_of(const fs::path& relative) {
  for (const Split split : {Split::kValid, Split::kTest}) {
    if (std::find(relative.begin(), relative.end(), to_string(split)) != relative.end()) {
      return split;
    }
  }
  return Split::kTrain;
}

std::vector<CorpusSong> list_folder(const fs::path& folder) {
  std::vector<CorpusSong> songs;
  for (const fs::path& path : list_files(folder, sound_file_extensions())) {
    CorpusSong song;
    const fs::path relative = path.lexically_relative(folder);
    song.name = relative.string();
    song.path = path;
    song.split = split_of(relative);
    const fs::path labels = fs::path(path).replace_extension(".lab");
    std::error_code ignored;
    if (fs::exists(labels, ignored)) song.labels = labels;
    songs.push_back(song);
  }
  return songs;
}

}  // namespace

std::vector<CorpusSong> read_sources(const fs::path& from, const std::string& kind) {
  std::error_code ignored;
  auto songs = fs::is_directory(from, ignored) ? list_folder(from) : read_corpus_manifest(from);
  std::erase_if(songs, [&](const CorpusSong& song) {
    const auto found = song.facts.find("kind");
    return found != song.facts.end() && found->second != kind;
  });
  for (const CorpusSong& song : songs) manifest_field(song.name, song.path);
  if (songs.empty()) {
    throw Error(Exit::kNoInput, from.string(), "no sound files of kind " + kind, "at least one");
  }
  return songs;
}

}  // namespace cantus
