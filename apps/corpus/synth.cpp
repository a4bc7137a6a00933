#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/program/document.h"
#include "apps/program/log.h"
#include "apps/program/progress.h"
#include "apps/program/stop.h"
#include "apps/program/verb.h"
#include "data/files/output_folder.h"
#include "data/synth/corpus/corpus.h"

namespace cantus {
namespace {

struct SynthOptions {
  std::filesystem::path output;
  Interval snr_db;
  CorpusOptions corpus;
};

constexpr const char* kRemedy = "run the same command again, what is rendered stays";  // of a stop

// A stop signal to a whole job also ends the speech and instrument programs: no errors of ours.
CorpusSummary render_until_stopped(const SynthOptions& options, const ProgressCallback& progress) {
  try {
    return render_corpus(options.corpus, options.output, progress);
  } catch (const Error&) {
    throw_if_stopped(kRemedy);
    throw;
  }
}

Exit synth(SynthOptions options, const CommonOptions& common) {
  CorpusOptions& corpus = options.corpus;
  if (corpus.num_songs == 0 && corpus.num_speech == 0 && corpus.num_instrumentals <= 0)
    throw Error(Exit::kUsage, "--songs", "0 given beside --speech 0 and no --instrumentals",
                "something to render");
  corpus.lowest_snr_db = options.snr_db.low;
  corpus.highest_snr_db = options.snr_db.high;
  corpus.seed = common.seed;
  corpus.num_threads = common.num_threads;
  corpus.replace = common.force;

  if (!common.force) require_own_folder(options.output, {"manifest.tsv", ".items"});
  std::optional<OutputFolder> output;
  if (!corpus.dry_run) output.emplace(options.output);
  catch_stop_signals();
  Progress progress("synth", 0, "items");
  int num_seen = 0;
  double seen_s = 0;
  const auto summary = render_until_stopped(options, [&](int num_done, int, double rendered_s) {
    progress.advance(num_done - num_seen, rendered_s - seen_s);
    num_seen = num_done;
    seen_s = rendered_s;
    throw_if_stopped(kRemedy);
  });
  if (!corpus.dry_run) progress.finish();
  const auto manifest = (options.output / "manifest.tsv").string();
  if (common.json) {
    nlohmann::ordered_json facts = begin_document("cantus.synth/1");
    facts["manifest"] = manifest;
    facts["voices"] = to_string(corpus.voices);
    facts["seed"] = corpus.seed;
    facts["dry_run"] = corpus.dry_run;
    facts["items"] = summary.num_items;
    facts["rendered"] = summary.num_rendered;
    facts["remade"] = summary.num_remade;
    facts["removed"] = summary.num_removed;
    facts["rendered_s"] = summary.rendered_s;
    facts["bytes"] = summary.bytes;
    print_document(facts);
  } else if (corpus.dry_run) {
    std::string plan = fmt::format("{} items, about {} bytes\n", summary.num_items, summary.bytes);
    if (summary.num_remade + summary.num_removed > 0)
      plan += fmt::format("of those there {} made anew, {} removed\n", summary.num_remade,
                          summary.num_removed);
    print_lines(plan);
  } else {
    print_lines(fmt::format("{}\n{} items, {} rendered now, {} kept, {} bytes\n", manifest,
                            summary.num_items, summary.num_rendered,
                            summary.num_items - summary.num_rendered, summary.bytes));
  }
  return Exit::kDone;
}

RunVerb declare(Flags& flags) {
  auto options = std::make_shared<SynthOptions>();
  CorpusOptions& corpus = options->corpus;
  options->snr_db = {corpus.lowest_snr_db, corpus.highest_snr_db};
  flags.path("-o,--output", options->output, "DIR", "folder of the corpus").require();
  flags.choice("--voices", corpus.voices, "who speaks and sings");
  flags.integer("--songs", corpus.num_songs, 0, 1000000, "sung songs, with stems");
  flags.integer("--speech", corpus.num_speech, 0, 1000000, "spoken sentences");
  flags.integer("--instrumentals", corpus.num_instrumentals, -1, 1000000,
                "songs without any voice; -1: half the songs");
  flags.number("--song-s", corpus.song_s, {kShortestSongS, kLongestSongS}, "seconds of a song");
  flags.interval("--snr-db", options->snr_db, {-60, 60}, "voice over accompaniment of songs");
  flags.toggle("--dry-run", corpus.dry_run, "print number and size of the items, render nothing");
  return [options](const CommonOptions& common) { return synth(*options, common); };
}

}  // namespace

const Verb kSynthVerb = {
    "synth", "render a corpus of speech, music and singing, with labels",
    "  cantus synth -o corpus\n"
    "  cantus synth -o small --voices builtin --songs 6 --speech 40 --seed 7\n",
    declare, VerbDevices::kCpu};

}  // namespace cantus
