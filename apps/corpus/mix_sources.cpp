#include "apps/corpus/mix_sources.h"

#include <fmt/format.h>

#include "apps/program/log.h"
#include "data/audio/audio_format.h"
#include "data/files/list_files.h"
#include "data/labels/read_labels.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

std::vector<CorpusSong> list_folder(const fs::path& folder) {
  std::vector<CorpusSong> songs;
  bool names_splits = false;
  const fs::path own_name = fs::canonical(folder).filename();
  for (const fs::path& path : list_files(folder, sound_file_extensions())) {
    CorpusSong song;
    const fs::path relative = path.lexically_relative(folder);
    song.name = relative.string();
    song.path = path;
    const auto split = split_on_the_way(own_name / relative.parent_path());
    names_splits = names_splits || split.has_value();
    song.split = split.value_or(Split::kTrain);
    const fs::path labels = fs::path(path).replace_extension(".lab");
    std::error_code ignored;
    if (fs::exists(labels, ignored)) song.labels = labels;
    songs.push_back(song);
  }
  if (!songs.empty() && !names_splits)
    log_info(folder.string() + ": no folder is called train, valid or test: all is of split train");
  return songs;
}

}  // namespace

void refuse_voice(const std::vector<CorpusSong>& music) {
  for (const CorpusSong& song : music) {
    if (song.labels.empty() || kind_of(song)) continue;
    for (const Segment& segment : read_segments(song.labels))
      if (means_voice(segment.label))
        throw Error(Exit::kBadData, song.labels.string(), "has the label " + segment.label,
                    "music without a voice",
                    "leave the song out, or give its row a kind in the manifest");
  }
}

std::vector<CorpusSong> read_sources(const fs::path& from, const std::vector<std::string>& kinds) {
  std::error_code ignored;
  const auto all = fs::is_directory(from, ignored) ? list_folder(from) : read_corpus_manifest(from);
  for (const std::string& kind : kinds) {
    const auto songs = songs_of_kinds(all, {kind});
    for (const CorpusSong& song : songs) manifest_field(song.name, song.path);
    if (!songs.empty()) return songs;
  }
  throw Error(Exit::kNoInput, from.string(),
              fmt::format("no sound files of kind {}", fmt::join(kinds, " or ")), "at least one");
}

}  // namespace cantus
