#pragma once

#include <filesystem>
#include <vector>

namespace cantus {

// A sound file to work on, and where it stands below what was asked for.
struct Song {
  std::filesystem::path path;
  std::filesystem::path folder;  // relative; outputs mirror it, so that two `01.wav` never collide
  // `path` is a folder without sound files, or one that cannot be read: a song that fails.
  bool is_empty_folder = false;
};

// Throws where the song is none: kNoInput for a folder without sound files or a file that is not
// there, kBadData for a file that does not begin as sound does.
void require_sound(const Song& song);

// Its length [s] as its header states it or, where it does not, guessed by its size: for estimates.
// 0 for what is no sound. `probes`: also asks ffprobe, which takes a tenth of a second a song.
double stated_duration_of(const Song& song, bool probes = false);

// The songs that the command line names, each once, where it is first named: files as they are,
// folders searched to any depth for sound_file_extensions(), and the lines of a text file
// (`files_from`, may be empty; lines opening with '#' are skipped, so .m3u works; paths relative to
// that file; of `-`, standard input, and of pipes to the working directory). Errors: kNoInput for a
// list or a `root` that is absent, kBadData for a skipped line that names a file, kUsage when
// nothing or `-` is named, or a song that is not below `root`; songs' folders are relative to that
// or, without it, to the deepest that holds all; files that are absent and folders without sound or
// permission fail later, as one song among the others.
std::vector<Song> list_songs(const std::vector<std::filesystem::path>& inputs,
                             const std::filesystem::path& files_from,
                             const std::filesystem::path& root = {});

}  // namespace cantus
