#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace cantus {

// A sound file to work on, and where it stands below what was asked for.
struct Song {
  std::filesystem::path path;
  std::filesystem::path folder;  // relative; outputs mirror it, so that two `01.wav` never collide
};

// The songs that the command line names: files as they are, folders searched to any depth for sound
// files (.wav .flac .ogg .opus .mp3 .aif .aiff .m4a .mp4), and the lines of a text file
// (`files_from`, may be empty; lines opening with '#' are skipped, so .m3u works; paths relative to
// that file). Errors: kNoInput for a folder or list that is absent, kUsage when nothing is named;
// files that are absent are found when they are read.
std::vector<Song> list_songs(const std::vector<std::filesystem::path>& inputs,
                             const std::filesystem::path& files_from);

}  // namespace cantus
