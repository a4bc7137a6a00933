#include "data/synth/corpus/fluidsynth.h"

#include <cstdlib>

#include "data/audio/read_audio.h"
#include "data/files/atomic_file.h"
#include "data/files/process.h"
#include "data/synth/instruments/midi_file.h"
#include "data/synth/instruments/soundfont_part.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

constexpr double kPauseS = 2;  // between the layers: the first one's tail must not reach the second

std::vector<float> cut(const Audio& audio, double start_s, std::size_t num_samples) {
  std::vector<float> out(num_samples);
  const auto first = static_cast<std::size_t>(start_s * kSynthRate);
  for (std::size_t i = 0; i < num_samples && first + i < audio.samples.size(); ++i)
    out[i] = audio.samples[first + i];
  return out;
}

}  // namespace

std::vector<fs::path> find_soundfonts() {
  std::vector<fs::path> paths = {"/usr/share/sounds/sf2/TimGM6mb.sf2",
                                 "/usr/share/sounds/sf3/FluidR3Mono_GM.sf3",
                                 "/usr/share/sounds/sf3/MuseScore_General_Lite.sf3"};
  if (const char* chosen = std::getenv("CANTUS_SOUNDFONT")) paths = {chosen};
  std::erase_if(paths, [](const fs::path& path) { return !fs::is_regular_file(path); });
  return paths;
}

Backing play_fluidsynth(const Score& score, std::uint64_t seed,
                        const std::vector<fs::path>& soundfonts, const fs::path& scratch) {
  Random random(seed, 1001);
  MidiTake rhythm{{}, 0}, solo{{}, score.duration_s + kPauseS};
  for (const Part& part : score.parts) (part.solo ? solo : rhythm).parts.push_back(&part);
  std::vector<MidiTake> takes{rhythm};
  if (!solo.parts.empty()) takes.push_back(solo);
  const double end_s = takes.back().start_s + score.duration_s + .5;
  const fs::path midi = scratch / "song.mid", wav = scratch / "song.wav";
  const std::string song = midi_file(takes, end_s, random);
  write_file(midi, song);
  const char* reverb = random.chance(.6) ? "1" : "0";
  const char* chorus = random.chance(.5) ? "1" : "0";
  const fs::path& soundfont = random.pick(soundfonts);
  // Passed as standard input: run_process makes that a memory file, which fluidsynth opens by name.
  const auto part = soundfont_part(soundfont, notes_of(song));
  ProcessLimits limits;
  limits.time_s = 20 + 2 * end_s;
  // Four times the expected size of 16-bit stereo, plus 64 MiB: with less the shared memory of its
  // audio drivers does not fit.
  limits.output_bytes = (64u << 20) + static_cast<std::uint64_t>(end_s * kSynthRate * 16);
  const std::string file = part ? "/dev/stdin" : soundfont.string();
  std::vector<std::string> argv{"fluidsynth", "-n", "-i", "-q"};
  argv.insert(argv.end(), {"-o", "synth.dynamic-sample-loading=1", "-g", "0.4"});
  argv.insert(argv.end(), {"-R", reverb, "-C", chorus, "-r", std::to_string(kSynthRate)});
  argv.insert(argv.end(), {"-O", "s16", "-F", wav.string(), file, midi.string()});
  const ProcessResult result = run_process(argv, limits, part.value_or(""));
  constexpr const char* kRemedy = "check that it plays MIDI files, or use --voices builtin";
  require_success("fluidsynth", result, kRemedy);
  if (!fs::exists(wav))
    throw Error(Exit::kUnavailable, "fluidsynth", "no file was written", "a WAV", kRemedy);
  const Audio audio = read_audio(wav);
  std::error_code ignored;
  fs::remove(wav, ignored);
  const auto num_samples = static_cast<std::size_t>(score.duration_s * kSynthRate);
  Backing backing{cut(audio, 0, num_samples), std::vector<float>(num_samples)};
  if (takes.size() > 1) backing.solo = cut(audio, takes[1].start_s, num_samples);
  return backing;
}

}  // namespace cantus
