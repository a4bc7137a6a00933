#include "data/synth/corpus/item_key.h"

#include <sstream>

#include "data/files/hash.h"
#include "data/files/process.h"
#include "data/synth/corpus/fluidsynth.h"

namespace cantus {
namespace {

// Raise it whenever the same options give other bytes than before.
constexpr int kRendering = 4;

// A digest of everything but the options that determines how tts sounds.
std::string installed_tts() {
  std::string all;
  for (const char* program : {"espeak-ng", "flite", "fluidsynth"}) {
    if (!find_program(program)) continue;
    const ProcessResult result = run_process({program, "--version"});
    // A non-zero exit code may be normal (flite's is); a version cut off by a signal is not.
    if (result.signal != 0) require_success(program, result, "");
    all += result.output + '\n';
  }
  for (const auto& soundfont : find_soundfonts()) all += sha256_of_file(soundfont) + '\n';
  return sha256_hex(all);
}

}  // namespace

ItemKeys::ItemKeys(const CorpusOptions& options)
    : options_(options), installed_(options.voices == VoiceKind::kTts ? installed_tts() : "") {}

std::string ItemKeys::key_of(const Item& item) const {
  std::ostringstream key;
  key.precision(17);
  key << "cantus-corpus-" << kRendering << ' ' << to_string(options_.voices) << ' ' << item.seed
      << ' ' << to_string(item.split) << ' ' << options_.song_s << ' ' << options_.lowest_snr_db
      << ' ' << options_.highest_snr_db;
  if (!installed_.empty()) key << ' ' << installed_;
  return key.str();
}

}  // namespace cantus
