#pragma once

#include <filesystem>
#include <vector>

namespace cantus {

// A sound file to work on, and its folder below the root of what was asked for.
struct Song {
  std::filesystem::path path;
  std::filesystem::path folder;  // relative; outputs mirror it, so that two `01.wav` never collide
  // `path` is a folder without sound files, or one that cannot be read: it fails as one song.
  bool is_empty_folder = false;
};

// Throws where the song is no sound: kNoInput for a folder without sound files or a missing file,
// kBadData for a file that does not begin as sound does.
void require_sound(const Song& song);

// The song's duration [s] as its header states it, else guessed from its size: for estimates. 0 for
// what is no sound. `probes`: also asks ffprobe, which takes a tenth of a second per song.
double stated_duration_of(const Song& song, bool probes = false);

// The songs that the command line names, each once, where it is first named: files as they are,
// folders searched to any depth for sound_file_extensions(), and the lines of the text file
// `files_from`, if any. Lines opening with '#' are skipped, so .m3u works; paths are relative to
// that file or, read from a pipe or standard input (`-`), to the working directory. Song::folder is
// relative to `root` or, without it, to the deepest folder that holds all songs. Errors: kNoInput
// for a missing list or `root`; kBadData for a skipped line that names a file; kUsage when nothing
// or `-` is named, or a song is not below `root`. Missing files, and folders without sound or
// permission, are songs that fail later.
std::vector<Song> list_songs(const std::vector<std::filesystem::path>& inputs,
                             const std::filesystem::path& files_from,
                             const std::filesystem::path& root = {});

}  // namespace cantus
