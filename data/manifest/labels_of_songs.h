#pragma once

#include <filesystem>
#include <vector>

namespace cantus {

// The label files of each song in a folder of labels. A song is its path below its own folder:
// "a/b.flac", or "a/b" where nobody knows what it ended in. Its labels are those of its place and
// name, with what it ends in or else without: "a/b.flac.lab", "a/b.lab" (of "a/b": "a/b.lab" or
// else "a/b.flac.lab"; what sound files end in, in capitals or not). Where the folder has no such
// place, "a", they are those of its name in the folder itself; of a song without a place, "b.flac",
// that has none there, those of its name anywhere below; unless a song that lies beside them has
// them. Of several kinds of label files in the order of the kinds. Links to places are followed.
// Errors: kNoInput for no such folder, kNoPermission; kBadData where songs of one name that lie in
// different places would have the same labels, or a song those of two places.
std::vector<std::vector<std::filesystem::path>> labels_of_songs(
    const std::filesystem::path& folder, const std::vector<std::filesystem::path>& songs);

// Those of its place and name alone.
std::vector<std::vector<std::filesystem::path>> labels_beside_songs(
    const std::filesystem::path& folder, const std::vector<std::filesystem::path>& songs);

// A label file's song: its path below the folder without the ending of labels, and what a sound
// file ends in then in lower case.
std::filesystem::path song_of_labels(const std::filesystem::path& below_folder);

// Where `folder` has no place for a song of that place, its labels lie in the folder itself.
std::filesystem::path place_of_labels(const std::filesystem::path& folder,
                                      const std::filesystem::path& song);

}  // namespace cantus
