#include <algorithm>
#include <memory>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/corpus/mix_song.h"
#include "apps/corpus/mix_sources.h"
#include "apps/corpus/mixes_folder.h"
#include "apps/program/batch.h"
#include "apps/program/document.h"
#include "apps/program/log.h"
#include "apps/program/progress.h"
#include "apps/program/stop.h"
#include "apps/program/verb.h"
#include "apps/songs/output_names.h"
#include "data/audio/write_wav.h"
#include "data/files/atomic_file.h"
#include "data/files/lock.h"
#include "data/files/output_folder.h"
#include "data/labels/label_text.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

struct MixOptions {
  fs::path speech;
  fs::path music;
  fs::path output;
  int num_per_song = 1;
  MixRecipe recipe;
};

constexpr const char* kHeader =
    "path\tlabels\tsplit\tspeech\tmusic\tmusic_start_s\tsnr_db\tvoice_gain\tmusic_gain\tseed\n";

// "a.wav;b.wav;+37": as many names as a manifest's line has room for, and how many more there are.
std::string sentences_text(const std::vector<std::string>& sentences) {
  constexpr std::size_t kMostBytes = 1000;
  std::string text;
  for (std::size_t i = 0; i < sentences.size(); ++i) {
    if (i > 0 && text.size() + sentences[i].size() > kMostBytes)
      return text + fmt::format(";+{}", sentences.size() - i);
    text += (i > 0 ? ";" : "") + sentences[i];
  }
  return text;
}

class MixJob {
 public:
  MixJob(const MixOptions& options, std::uint64_t seed)
      : options_(options), recipe_(options.recipe) {
    recipe_.seed = seed;
    music_ = read_sources(options.music, {"instrumental", "accompaniment"});
    refuse_voice(music_);
    const auto speech = read_sources(options.speech, {"speech"});
    for (const Split split : values_of<Split>()) {
      // A split without music needs no speech; speech never crosses over to another split.
      speech_[static_cast<int>(split)] = songs_of(speech, split);
      if (!songs_of(music_, split).empty() && speech_[static_cast<int>(split)].empty()) {
        throw Error(Exit::kNoInput, options.speech.string(),
                    fmt::format("no speech of split {}, of which there is music", to_string(split)),
                    "some in every split of the music",
                    "a folder is of split valid or test where its path names it, else of train");
      }
    }
  }

  std::size_t num_mixes() const { return music_.size() * options_.num_per_song; }

  // Mixes there would overwrite their sources, or be read as music by the next run.
  void refuse_sources_below(const fs::path& output) const {
    const fs::path folder = fs::weakly_canonical(output) / "";
    const auto refuse = [&](const CorpusSong& song) {
      const fs::path path = fs::weakly_canonical(song.path);
      if (path.native().starts_with(folder.native()))
        throw Error(Exit::kUsage, "--output", "`" + song.path.string() + "` is below it, and read",
                    "a folder without sources of the mixes");
    };
    for (const auto& part : speech_) std::for_each(part.begin(), part.end(), refuse);
    std::for_each(music_.begin(), music_.end(), refuse);
  }

  // "train/00012"
  std::string stem_of(std::size_t index) const {
    return fmt::format("{}/{:05}", to_string(music_[index / options_.num_per_song].split), index);
  }
  std::set<std::string> stems() const {
    std::set<std::string> stems;
    for (std::size_t i = 0; i < num_mixes(); ++i) stems.insert(stem_of(i));
    return stems;
  }

  // The splits that get any mixes.
  std::vector<Split> splits() const {
    std::vector<Split> splits;
    for (const Split split : values_of<Split>()) {
      if (!songs_of(music_, split).empty()) splits.push_back(split);
    }
    return splits;
  }

  // Makes mix `index` and returns its line of the manifest.
  std::string make(std::size_t index, MixesFolder& folder, double* audio_s) {
    const CorpusSong& music = music_[index / options_.num_per_song];
    const MixedSong mixed = mix_song(recipe_, index, music, speech_[static_cast<int>(music.split)]);
    const std::string stem = stem_of(index);
    folder.begin();
    write_wav(options_.output / (stem + ".wav"), mixed.audio);
    write_file(options_.output / (stem + ".lab"), to_lab(mixed.labels));
    *audio_s = mixed.audio.duration_s();
    return fmt::format("{0}.wav\t{0}.lab\t{1}\t{2}\t{3}\t{4:.6f}\t{5:.3f}\t{6:.6g}\t{7:.6g}\t{8}\n",
                       stem, to_string(music.split), sentences_text(mixed.sentences), music.name,
                       mixed.music_start_s, mixed.snr_db, mixed.voice_gain, mixed.music_gain,
                       recipe_.seed);
  }

 private:
  const MixOptions& options_;
  MixRecipe recipe_;
  std::vector<CorpusSong> music_;
  std::vector<CorpusSong> speech_[3];
};

Exit mix(const MixOptions& options, const CommonOptions& common) {
  const fs::path manifest = MixesFolder::manifest_in(options.output);
  refuse_to_overwrite(manifest, common.force);
  if (!common.force) MixesFolder::require_own(options.output);
  const OutputFolder output(options.output);
  MixJob job(options, common.seed);
  job.refuse_sources_below(options.output);
  if (!common.force)  // before the lock file is created
    MixesFolder(options.output, kHeader, job.stems()).refuse_files_of_others();
  const FileLock lock(options.output / ".lock");
  MixesFolder folder(options.output, kHeader, job.stems());
  if (!common.force) folder.refuse_files_of_others();
  for (const Split split : job.splits()) make_folder(options.output / to_string(split));
  catch_stop_signals();
  std::vector<std::string> lines(job.num_mixes());
  Progress progress("mix", static_cast<double>(lines.size()), "songs");
  Batch batch;
  const auto errors = batch.run_all(
      lines.size(), common.num_threads,
      [](std::size_t index) { return fmt::format("mix {}", index); },
      [&](int, std::size_t index) {
        throw_if_stopped(kRunAgain);
        double audio_s = 0;
        lines[index] = job.make(index, folder, &audio_s);
        audio_s > 0 ? progress.advance(1, audio_s) : progress.pass_over(1);
      });
  progress.finish();
  const auto num_made = std::count_if(lines.begin(), lines.end(),
                                      [](const std::string& line) { return !line.empty(); });
  // A full disk or memory concerns all songs: as after a stop, the same command continues.
  const bool is_cut = std::any_of(errors.begin(), errors.end(), [](const auto& error) {
    return error && (error->code() == Exit::kIoError || error->code() == Exit::kOsError);
  });
  if (num_made == 0 || is_cut) return batch.finish();
  folder.finish(lines);
  if (common.json) {
    nlohmann::ordered_json facts = begin_document("cantus.mix/1");
    facts["manifest"] = manifest.string();
    facts["songs"] = num_made;
    facts["seed"] = common.seed;
    print_document(facts);
  } else {
    print_lines(fmt::format("{}\n{}\n", manifest.string(),
                            counted(static_cast<std::size_t>(num_made), "song")));
  }
  return batch.finish();
}

RunVerb declare(Flags& flags) {
  auto options = std::make_shared<MixOptions>();
  MixRecipe& recipe = options->recipe;
  flags.path("--speech", options->speech, "DIR|TSV", "speech: folder or manifest").require();
  flags.path("--music", options->music, "DIR|TSV", "music without voice: folder or manifest")
      .require();
  flags.path("-o,--output", options->output, "DIR", "folder of the mixes and their manifest.tsv")
      .require();
  flags.interval("--snr-db", recipe.snr_db, {-60, 60}, "speech over music");
  flags.choice("--level", recipe.level, "measure speech in its active frames, or all of it");
  flags.interval("--pause-s", recipe.pause_s, {0.01, 60}, "seconds between sentences");
  flags.number("--longest-s", recipe.longest_s, {1, 3600}, "seconds of a mix");
  flags.integer("--per-song", options->num_per_song, 1, 1000, "mixes with each piece of music");
  flags.integer("--rate", recipe.sample_rate, 4000, 384000, "samples a second");
  return [options](const CommonOptions& common) { return mix(*options, common); };
}

}  // namespace

const Verb kMixVerb = {
    "mix", "lay speech over music at a given ratio, with labels (Hou 2020)",
    "  cantus mix --speech corpus/manifest.tsv --music corpus/manifest.tsv -o mixes\n"
    "  cantus mix --speech talk/ --music pieces/ -o mixes --snr-db -5:5 --seed 3\n",
    declare, VerbDevices::kCpu};

}  // namespace cantus
