#include <algorithm>
#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/corpus/corpus_check.h"
#include "apps/corpus/manifest_folder.h"
#include "apps/program/batch.h"
#include "apps/program/document.h"
#include "apps/program/log.h"
#include "apps/program/nearest.h"
#include "apps/program/progress.h"
#include "apps/program/stop.h"
#include "apps/program/verb.h"
#include "apps/songs/corpus_songs.h"
#include "data/corpora/assign_splits.h"
#include "data/corpora/corpora.h"
#include "data/files/json_text.h"
#include "data/files/output_folder.h"
#include "data/manifest/song_overlap.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

struct DataOptions {
  std::vector<fs::path> words;  // verify CORPUS DIR
  fs::path output;
  fs::path splits;
  std::vector<std::string> beside;
  std::vector<std::string> no_voice;  // folders, copied into `choices`
  CorpusChoices choices;
};

constexpr const char* kWords = "`verify CORPUS DIR` or `manifest CORPUS DIR -o OUT`";

const Corpus& find_corpus(const std::string& name) {
  std::vector<std::string> names;
  for (const Corpus& corpus : all_corpora()) {
    if (name == corpus.name) return corpus;
    names.emplace_back(corpus.name);
  }
  throw Error(Exit::kUsage, name.substr(0, 80), "no such corpus", join(names),
              did_you_mean(name, names));
}

const Corpus& require_consistent(const DataOptions& options, const CommonOptions& common) {
  if (options.words.size() != 3)
    throw Error(Exit::kUsage, "", fmt::format("{} words given", options.words.size()), kWords);
  const std::string job = options.words[0];
  if (job != "verify" && job != "manifest") throw Error(Exit::kUsage, job, "no such job", kWords);
  if ((job == "manifest") == options.output.empty()) {
    throw Error(Exit::kUsage, "--output", options.output.empty() ? "not given" : "given to verify",
                job == "manifest" ? "a folder for manifest.tsv" : "`cantus data manifest`");
  }
  const Corpus& corpus = find_corpus(options.words[1]);
  const auto require_use = [&](const char* flag, bool is_of_use, const char* expected) {
    if (common.is_given(flag) && !is_of_use)
      throw Error(Exit::kUsage, flag, std::string("means nothing to ") + corpus.name, expected);
  };
  constexpr const char* kOfStems = "a corpus whose labels are derived from stems";
  require_use("--below-peak-db", corpus.uses_stem_activity, kOfStems);
  require_use("--absolute-rms", corpus.uses_stem_activity, kOfStems);
  require_use("--also", corpus.has_other_voices, "a corpus whose stems name other voices");
  for (const char* flag : {"--labels", "--no-voice"})
    require_use(flag, corpus.has_other_folders, "`folder`, whose layout is yours");
  return corpus;
}

// Refuses a song in two splits of this and other corpora, by its file, bytes or name.
void require_apart(const std::vector<std::string>& others, const std::vector<Recording>& here) {
  std::vector<CorpusSong> songs = read_manifests({others.begin(), others.end()});
  for (const Recording& recording : here) {
    CorpusSong song;
    song.path = recording.sound;
    song.split = *recording.split;
    song.facts["song"] = recording.song;
    songs.push_back(song);
  }
  require_songs_in_one_split(songs);
}

std::string as_json(const DataOptions& options, const TotalsByPart& parts,
                    const std::vector<std::string>& warnings) {
  nlohmann::ordered_json json = begin_document("cantus.data/1");
  json["corpus"] = options.words[1].string();
  json["folder"] = options.words[2].string();
  json["manifest"] = nullptr;
  if (!options.output.empty()) json["manifest"] = (options.output / "manifest.tsv").string();
  json["parts"] = nlohmann::ordered_json::array();
  for (const auto& [part, totals] : parts) {
    json["parts"].push_back({{"split", to_string(part.first)},
                             {"kind", part.second},
                             {"recordings", totals.num_recordings},
                             {"singers", totals.singers.size()},
                             {"hours", totals.duration_s / 3600},
                             {"voiced", totals.voiced_s / totals.duration_s}});
  }
  json["warnings"] = warnings;
  return json_text(json);
}

std::string table_text(const TotalsByPart& parts) {
  std::string text = fmt::format("{:<6} {:<14} {:>10} {:>8} {:>8} {:>8}\n", "split", "kind",
                                 "recordings", "singers", "hours", "voiced");
  for (const auto& [part, totals] : parts) {
    const std::string singers =
        totals.singers.empty() ? "-" : std::to_string(totals.singers.size());
    text += fmt::format("{:<6} {:<14} {:>10} {:>8} {:>8.2f} {:>8.3f}\n", to_string(part.first),
                        part.second, totals.num_recordings, singers, totals.duration_s / 3600,
                        totals.voiced_s / totals.duration_s);
  }
  return text;
}

// A name's suffix or Unicode composition may hide that a song and its karaoke are a pair.
void tell_of_pairs(const std::vector<Recording>& recordings) {
  std::int64_t num_silent = 0, num_alone = 0;
  fs::path alone;
  for (const Recording& recording : recordings) {
    if (recording.kind != "instrumental") continue;
    ++num_silent;
    if (recording.song.empty() && ++num_alone == 1) alone = recording.sound;
  }
  if (num_silent == 0) return;
  std::string which;
  if (num_alone > 0) which = "; " + alone.string() + " is not";
  if (num_alone > 1) which = fmt::format("; {} and {} more are not", alone.string(), num_alone - 1);
  log_info(fmt::format("{} of {} songs without voice are paired with the song of their name{}",
                       num_silent - num_alone, num_silent, which));
}

// Logs what the manifest's rows will say beyond the corpus' files.
void tell_of_additions(const std::vector<Recording>& recordings, std::uint64_t seed) {
  tell_of_pairs(recordings);
  if (std::ranges::any_of(recordings, [](const Recording& one) { return !one.split; }))
    log_info(
        fmt::format("splits are drawn from seed {}, by singer where it is known; --splits "
                    "names them",
                    seed));
  double loudest = 0;
  for (const Recording& recording : recordings) loudest = std::max(loudest, recording.gain_db);
  if (loudest != 0)
    log_info(
        fmt::format("rows of mixes have gain_db {:g}: run detect with --gain-db {:g} on such files "
                    "for models trained on them",
                    loudest, loudest));
}

Exit data(const DataOptions& options, const CommonOptions& common) {
  const Corpus& corpus = require_consistent(options, common);
  const fs::path& folder = options.words[2];
  CorpusChoices choices = options.choices;
  choices.no_voice.assign(options.no_voice.begin(), options.no_voice.end());
  auto recordings = corpus.list(folder, choices);
  if (!options.splits.empty()) apply_split_file(options.splits, recordings);
  share_splits_of_songs(recordings);
  tell_of_additions(recordings, common.seed);
  draw_splits(common.seed, recordings);
  require_apart(options.beside, recordings);
  std::optional<OutputFolder> output;
  std::optional<ManifestFolder> made;
  if (!options.output.empty()) {
    made.emplace(CorpusFolders{folder, choices.labels, choices.no_voice}, options.output,
                 recordings, common.force);
    output.emplace(options.output);
  }
  catch_stop_signals();
  std::vector<CheckedRecording> checked(recordings.size());
  Progress progress("data", static_cast<double>(recordings.size()), "recordings");
  Batch batch;
  batch.run_all(
      recordings.size(), common.num_threads,
      [&](std::size_t i) { return recordings[i].sound.string(); },
      [&](int, std::size_t i) {
        throw_if_stopped(kRunAgain);
        checked[i] = check_recording(recordings[i]);
        progress.advance(1, checked[i].duration_s);
      });
  progress.finish();
  if (const Exit code = batch.finish(); code != Exit::kDone) {
    if (made)
      log_warning(
          "no manifest is written: repair these, or leave them out by --splits (NAME TAB none)");
    return code;
  }
  const auto warnings = warnings_of(recordings, checked);
  for (const std::string& warning : warnings) log_warning(warning);
  if (made) made->write(recordings, checked);
  const auto parts = totals_of(recordings, checked);
  std::string text = common.json ? as_json(options, parts, warnings) : table_text(parts);
  if (made && !common.json) text = made->manifest().string() + "\n" + text;
  print_lines(text);
  return Exit::kDone;
}

RunVerb declare(Flags& flags) {
  auto options = std::make_shared<DataOptions>();
  std::vector<std::string> names;
  for (const Corpus& corpus : all_corpora()) names.emplace_back(corpus.name);
  flags.positional("verify|manifest CORPUS DIR", options->words,
                   fmt::format("{}", fmt::join(names, ", ")));
  flags.path("-o,--output", options->output, "OUT", "folder of manifest.tsv and derived labels");
  flags.path("--splits", options->splits, "TSV",
             "NAME TAB train|valid|test|none, of songs or singers");
  flags.repeated("--beside", options->beside, "TSV",
                 "another corpus' manifest; no song of it may be in another split here");
  CorpusChoices& choices = options->choices;
  flags.path("--labels", choices.labels, "DIR",
             "folder: its labels, by the songs' places and names, or all in DIR itself");
  flags.files("--no-voice", options->no_voice, "DIR",
              "folder: folders, in it or elsewhere, of songs without voice and labels");
  flags.list("--also", choices.also, "speakers,beatboxing",
             "stems that count as voices (medleydb)");
  flags.number("--below-peak-db", choices.stem_activity.below_peak_db, {1, 120},
               "stems: singing is within this of the loudest frame");
  flags.number("--absolute-rms", choices.stem_activity.absolute_rms, {1e-9, 1},
               "or instead: singing is above this frame RMS");
  return [options](const CommonOptions& common) { return data(*options, common); };
}

}  // namespace

const Verb kDataVerb = {
    "data", "check public corpora as distributed, and write their manifests",
    "  cantus data manifest folder music -o songs --labels labels --no-voice music/karaoke\n"
    "  cantus data manifest musdb18 ~/musdb18 -o musdb --beside medley/manifest.tsv\n",
    declare, VerbDevices::kCpu};

}  // namespace cantus
