#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "apps/program/log.h"
#include "apps/songs/song_list.h"
#include "data/labels/segment.h"

namespace cantus {

using Warn = std::function<void(const std::string&)>;

// The label files of songs, by the song's path: `named` or, where that is a folder, those in it of
// the song's place and name. Errors: those of labels_of_songs.
using LabelFiles = std::map<std::filesystem::path, std::vector<std::filesystem::path>>;
LabelFiles label_files_of(const std::vector<Song>& songs, const std::filesystem::path& named);

// Tells of labels that labels_of_songs() found in other places of the folder than the songs' own:
// by their names alone they may be another song's.
void tell_of_other_places(const std::vector<std::filesystem::path>& songs,
                          const std::vector<std::vector<std::filesystem::path>>& labels,
                          const std::filesystem::path& folder);

// Warns, once for all of them, of songs of which label_files_of() found none below `named`.
void warn_of_unlabelled(const std::vector<Song>& songs, const LabelFiles& labels,
                        const std::filesystem::path& named);

// A song's label file: the first of those that were found. Warns where there are more.
std::optional<std::filesystem::path> chosen_label_file(
    const std::vector<std::filesystem::path>& found, const Warn& warn);

// The labels of a song, to be shown. Warns of labels that are neither one of kVoiceWords, nor
// `also`, nor "no" and something (a picture of them shows no voice there), of all below, and where
// the last label ends in the first half of the song.
// Errors: those of read_segments; kBadData where there are such labels and none of a voice.
std::vector<Segment> read_shown_labels(const std::filesystem::path& file, double duration_s,
                                       const std::string& also = "sing",
                                       const Warn& warn = log_warning);

// "no song has the label sing; there are: Sing, rest": what is found where no label of `who` speaks
// of what is positive; and the error of it (kBadData).
std::string no_such_label(const std::string& who, const std::string& positive,
                          const std::string& names);
[[noreturn]] void refuse_labels(const std::string& file, const std::string& who,
                                const std::string& positive, const std::string& names);

// A warning of labels that may be another song's: their file says (stated_duration) that their song
// ends over a second before the sound does, or, where it says nothing, the last of them ends in the
// first half of the song. "": nothing of the kind.
std::string early_end_of(const std::filesystem::path& file, const std::vector<Segment>& segments,
                         double duration_s);

// Warns of segments of these labels that have no length, as Audacity makes them of a mere place in
// a song: they say where a voice is, and count as no voice.
void warn_of_points(const std::filesystem::path& file, const std::vector<Segment>& segments,
                    const std::set<std::string>& positive, const Warn& warn = log_warning);

}  // namespace cantus
