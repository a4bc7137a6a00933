#pragma once

#include <filesystem>
#include <vector>

namespace cantus {

// Finds each song's label files in a folder of labels. A song is its path below its own folder:
// "a/b.flac", or "a/b" where its extension is not known. Its label files have its place ("a") and
// its name, with its extension or else without: "a/b.flac.lab", else "a/b.lab" (for "a/b":
// "a/b.lab", else "a/b.flac.lab"; extensions in any case). Where the folder has no place "a", they
// are found by name in the folder itself; for a song without a place ("b.flac") that has none
// there, by name anywhere below; but never those at another song's own place. A song's files are in
// the order of label_file_extensions(). Links to folders are followed. Errors: kNoInput for no such
// folder, kNoPermission; kBadData where songs of one name that lie in different places would have
// the same labels, or one song labels in two places.
std::vector<std::vector<std::filesystem::path>> labels_of_songs(
    const std::filesystem::path& folder, const std::vector<std::filesystem::path>& songs);

// The same, but finds label files only at the song's own place.
std::vector<std::vector<std::filesystem::path>> labels_beside_songs(
    const std::filesystem::path& folder, const std::vector<std::filesystem::path>& songs);

// The song of a label file: its path below the folder without the extension of label files; the
// extension of a sound file before that, if any, is put in lower case.
std::filesystem::path song_of_labels(const std::filesystem::path& below_folder);

// The song's place ("a" of "a/b.flac"), or "" where `folder` has no such place.
std::filesystem::path place_of_labels(const std::filesystem::path& folder,
                                      const std::filesystem::path& song);

}  // namespace cantus
