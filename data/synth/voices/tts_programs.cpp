#include "data/synth/voices/tts_programs.h"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <set>
#include <sstream>

#include "data/audio/read_at_rate.h"
#include "data/files/hash.h"
#include "data/files/process.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

// A sentence takes a fraction of a second; a hung program must not hold the corpus up.
constexpr ProcessLimits kLimits{60, 64u << 20, std::uint64_t{2} << 30};

constexpr const char* kRemedy = "check its installation, or use --voices builtin";

std::string run(const std::vector<std::string>& argv) {
  const ProcessResult result = run_process(argv, kLimits);
  require_success(argv[0], result, kRemedy);
  return result.output;
}

// By a fault of its own, which the same text repeats: nobody else sends these signals.
bool has_crashed(const ProcessResult& result) {
  constexpr std::array kFaults = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
  return std::any_of(kFaults.begin(), kFaults.end(),
                     [&](int signal) { return result.exit_code == 128 + signal; });
}

Audio take(const fs::path& wav) {
  Audio audio = read_at_rate(wav, kSynthRate).audio;
  std::error_code ignored;
  fs::remove(wav, ignored);
  return audio;
}

std::string decimal(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f", value);
  return text;
}

// Seven of ten names go to train, independently of which others are installed.
Split split_of(const std::string& name) {
  const unsigned place = crc32c(name) % 20;
  return place < 14 ? Split::kTrain : place < 17 ? Split::kValid : Split::kTest;
}

bool is_a_usual_voice(const std::string& name) {
  // "Mr" is the part of "Mr serious" that is read, and not a voice.
  static const std::set<std::string> odd = {"whisper", "whisperf",  "fast", "croak",
                                            "Demonic", "announcer", "Mr"};
  const bool is_robot = name.find("obo") != name.npos;
  return !is_robot && !odd.contains(name);
}

// The file names in a table of voices; -v takes them.
std::vector<std::string> voices_in(const std::string& table, Split split) {
  std::set<std::string> names;
  std::istringstream lines(table);
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line)) {
    std::istringstream words(line);
    std::string word;
    for (int column = 0; column < 5 && words >> word; ++column) continue;
    if (word.empty() || word[0] == '(') continue;
    const std::string name = word.substr(word.rfind('/') + 1);
    if (is_a_usual_voice(name) && split_of(name) == split) names.insert(name);
  }
  return {names.begin(), names.end()};
}

}  // namespace

Utterance say_with_flite(const std::string& voice, const std::string& text, double pitch_hz,
                         double slowness, const fs::path& scratch) {
  const fs::path wav = scratch / "speech.wav";
  std::istringstream ends(
      run({"flite", "-voice", voice, "--setf", "int_f0_target_mean=" + decimal(pitch_hz), "--setf",
           "duration_stretch=" + decimal(slowness), "-psdur", "-t", text, "-o", wav.string()}));
  Utterance utterance{take(wav), {}};
  double last_s = 0;
  std::string item;
  while (ends >> item) {
    const auto colon = item.rfind(':');
    if (colon == std::string::npos) continue;
    const double end_s = std::strtod(item.c_str() + colon + 1, nullptr);
    utterance.phones.push_back({item.substr(0, colon), {last_s, end_s}});
    last_s = end_s;
  }
  return utterance;
}

Utterance say_with_espeak(const std::string& voice, const std::string& text, int words_per_minute,
                          int pitch, const fs::path& scratch) {
  constexpr std::uintmax_t kHeaderBytes = 44;
  const fs::path wav = scratch / "speech.wav";
  std::error_code failure;
  fs::remove(wav, failure);
  const ProcessResult result =
      run_process({"espeak-ng", "-v", voice, "-s", std::to_string(words_per_minute), "-p",
                   std::to_string(pitch), "-w", wav.string(), "--", text},
                  kLimits);
  const Utterance silence{{kSynthRate, {}}, {}};
  if (has_crashed(result)) return silence;
  require_success("espeak-ng", result, kRemedy);
  const auto bytes = fs::file_size(wav, failure);
  if (failure || bytes < kHeaderBytes)
    throw Error(Exit::kUnavailable, "espeak-ng", "no whole file was written", "a WAV", kRemedy);
  if (bytes == kHeaderBytes) return silence;
  return {take(wav), {}};
}

EspeakVoices espeak_voices(Split split) {
  EspeakVoices voices{voices_in(run({"espeak-ng", "--voices"}), split),
                      voices_in(run({"espeak-ng", "--voices=variant"}), split)};
  if (voices.languages.empty() || voices.variants.empty())
    throw Error(Exit::kUnavailable, "espeak-ng", std::string("no voice for ") + to_string(split),
                "a language and a variant at least", kRemedy);
  return voices;
}

}  // namespace cantus
