#pragma once

#include <set>
#include <string>
#include <vector>

#include "apps/songs/feature_worker.h"
#include "data/manifest/corpus_manifest.h"

namespace cantus {

// A song with its place in the feature store and the truth about its frames.
struct LabelledSong {
  CorpusSong song;
  std::string track;                    // key in the store
  std::vector<float> labels;            // by frame, 1 where there is voice, 0 where not
  std::set<std::string> label_names{};  // all that occur in its label file
};

// Whether any frame has voice.
bool has_voice(const LabelledSong& song);

// The label names of all songs, sorted: "nosing, sing"; "none" where there are none.
std::string label_names_of(const std::vector<LabelledSong>& songs);

// Warns of labels that count as no voice without saying so. Errors: kBadData, naming the labels
// there are, where there are some and none of them is in `positive`.
void require_known_labels(const std::vector<LabelledSong>& songs,
                          const std::vector<std::string>& positive, const std::string& manifest);

// Warns of labels that are neither `positive` nor "no" and something: "Sing" may mean voice.
void warn_of_other_labels(const std::vector<LabelledSong>& songs,
                          const std::vector<std::string>& positive);

// Extracts the features of all songs that the store lacks, which may take hours, and reads their
// labels (.lab, .txt of Audacity, .csv, .jams, .vocal of MIR-1K, .TextGrid). A frame's label is
// that of the middle of its window. Labels that end up to a second after the sound are cut there,
// with a warning where it is more than a frame or early_end_of() finds something. Songs that cannot
// be used are all named on stderr. Errors: the first such song's code; those of the label readers
// and of the store; kTryAgain when a stop was requested. Progress is shown under the name `doing`,
// with a last line where any features were made.
std::vector<LabelledSong> extract_and_label(const std::vector<CorpusSong>& songs,
                                            const std::vector<std::string>& positive,
                                            const FeaturePlace& place,
                                            const std::string& doing = "features");

// SHA-256 over sounds, labels and splits of both lists: equal for equal data, wherever the files
// lie.
std::string digest_of(const std::vector<LabelledSong>& songs,
                      const std::vector<LabelledSong>& more = {});

}  // namespace cantus
