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
  std::set<std::string> label_names{};  // all that its label file has
};

// In any frame.
bool has_voice(const LabelledSong& song);

// Of all songs, sorted: "nosing, sing"; "none" where there are none.
std::string label_names_of(const std::vector<LabelledSong>& songs);

// Warns of labels that count as no voice without saying so. Errors: kBadData, naming the labels
// there are, where there are some and none of them is one of `positive`.
void require_known_labels(const std::vector<LabelledSong>& songs,
                          const std::vector<std::string>& positive, const std::string& manifest);

// Warns of labels that are neither `positive` nor "no" and something: "Sing", "vocals" may be
// meant.
void warn_of_other_labels(const std::vector<LabelledSong>& songs,
                          const std::vector<std::string>& positive);

// Extracts the features of all songs that the store lacks, which may take hours, and reads their
// labels (.lab, .txt of Audacity, .csv, .jams, .vocal of MIR-1K). The label of a frame is that of
// the middle of its window; labels that end up to a second after the sound are cut there, with a
// warning where it is more than a frame, as for those of early_end_of(). Songs that cannot be used
// are named on stderr, all of them. Errors: the first song's code when there was one, those of the
// label readers and of the store; kTryAgain when a stop was asked for. Progress is shown under the
// name `doing`, and told of at the end where any features were made.
std::vector<LabelledSong> extract_and_label(const std::vector<CorpusSong>& songs,
                                            const std::vector<std::string>& positive,
                                            const FeaturePlace& place,
                                            const std::string& doing = "features");

// SHA-256 over sound, labels and splits: equal for equal data, wherever it lies.
std::string digest_of(const std::vector<LabelledSong>& songs,
                      const std::vector<LabelledSong>& more = {});

}  // namespace cantus
