#pragma once

#include <filesystem>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "apps/songs/feature_worker.h"
#include "data/features/feature_store.h"
#include "data/manifest/corpus_manifest.h"
#include "kernels/core/error.h"
#include "kernels/core/queue.h"

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

// The songs of all manifests, each read by `read`.
std::vector<CorpusSong> read_manifests(
    const std::vector<std::filesystem::path>& manifests,
    const std::function<std::vector<CorpusSong>(const std::filesystem::path&)>& read =
        read_corpus_manifest);

// The songs of all manifests that are of these kinds (none: all). Errors: kBadData for a sound that
// two of them name; those of read_corpus_manifest and require_songs_in_one_split; `when_absent`
// when no song is of one of the kinds, naming those there are.
std::vector<CorpusSong> read_songs(const std::vector<std::filesystem::path>& manifests,
                                   const std::vector<std::string>& kinds, Exit when_absent);
// The same of songs that are read already; `manifest` stands for where, in errors.
std::vector<CorpusSong> checked_songs(const std::vector<CorpusSong>& songs,
                                      const std::vector<std::string>& kinds,
                                      const std::filesystem::path& manifest, Exit when_absent);

// Finds the features of all songs in the store, extracting those that are missing, and reads their
// labels (.lab, .txt of Audacity, .csv, .jams, .vocal of MIR-1K). The label of a frame is that of
// the middle of its window; labels that end up to a second after the sound are cut there, with a
// warning where it is more than a frame, as for those of early_end_of(). Songs that cannot be used
// are named on stderr, all of them. Errors: the first song's code when there was one, those of the
// label readers and of the store; kTryAgain when a stop was asked for. Progress is shown under the
// name `doing`, and told of at the end where any features were made.
std::vector<LabelledSong> label_songs(const std::vector<CorpusSong>& songs,
                                      const std::vector<std::string>& positive,
                                      const FeaturePlace& place,
                                      const std::string& doing = "features");

// Holds the beginnings of all songs' files to the formats that are read, for a run that is only
// tried. Those that are not there or no sound are named on stderr. Errors: the first song's code.
void require_sounds(const std::vector<CorpusSong>& songs);

// SHA-256 over sound, labels and splits: equal for equal data, wherever it lies.
std::string digest_of(const std::vector<LabelledSong>& songs);

// Mean and deviation of every band over the songs' frames, whose features `read` gives.
Standardization standardization_of(Queue& queue, const std::vector<LabelledSong>& songs,
                                   std::int64_t num_bands,
                                   const std::function<FeatureMatrix(const LabelledSong&)>& read);

// The features of one song from the store, standardized.
FeatureMatrix standardized_features(Queue& queue, const LabelledSong& song,
                                    const Standardization& standardization, FeatureStore& store);

}  // namespace cantus
