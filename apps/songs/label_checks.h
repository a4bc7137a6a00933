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

// The label files of each song, by its path: `named` itself or, where that is a folder, the files
// in it with the song's relative folder and name. Errors: those of labels_of_songs.
using LabelFiles = std::map<std::filesystem::path, std::vector<std::filesystem::path>>;
LabelFiles label_files_of(const std::vector<Song>& songs, const std::filesystem::path& named);

// Logs that labels_of_songs() found labels in other subfolders than the songs' own: as only the
// names match, they may be another song's.
void tell_of_other_places(const std::vector<std::filesystem::path>& songs,
                          const std::vector<std::vector<std::filesystem::path>>& labels,
                          const std::filesystem::path& folder);

// Warns, once for all of them, of songs for which label_files_of() found no labels below `named`.
void warn_of_unlabelled(const std::vector<Song>& songs, const LabelFiles& labels,
                        const std::filesystem::path& named);

// A song's label file: the first that was found. Warns where there are several.
std::optional<std::filesystem::path> chosen_label_file(
    const std::vector<std::filesystem::path>& found, const Warn& warn);

// The labels of a song, to be shown in a picture. Warns of labels that are neither one of
// kVoiceWords, nor `also`, nor "no" and something (the picture shows no voice there), of points
// (below), and of labels that end early (early_end_of).
// Errors: those of read_segments; kBadData where there are such labels and none of a voice.
std::vector<Segment> read_shown_labels(const std::filesystem::path& file, double duration_s,
                                       const std::string& also = "sing",
                                       const Warn& warn = log_warning);

// "no song has the label sing; there are: Sing, rest": the text where none of the labels of `who`
// means voice; and the error with that text (kBadData).
std::string no_such_label(const std::string& who, const std::string& positive,
                          const std::string& names);
[[noreturn]] void refuse_labels(const std::string& file, const std::string& who,
                                const std::string& positive, const std::string& names);

// A warning of labels that may be another song's: their file states a duration (stated_duration)
// over a second shorter than the sound or, where it states none, the last label ends in the first
// half of the song. "" where neither holds.
std::string early_end_of(const std::filesystem::path& file, const std::vector<Segment>& segments,
                         double duration_s);

// Warns of segments with these labels that have no length, such as Audacity's point labels: they
// mark a voice, yet count as no voice.
void warn_of_points(const std::filesystem::path& file, const std::vector<Segment>& segments,
                    const std::set<std::string>& positive, const Warn& warn = log_warning);

}  // namespace cantus
