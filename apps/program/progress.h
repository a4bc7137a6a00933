#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <string>

namespace cantus {

// Seconds as "0:07", "12:40" or "1:02:03".
std::string clock_text(double seconds);

// How far the work has come.
struct ProgressState {
  double done = 0;
  double total = 0;  // 0: unknown
  std::string unit;  // "songs"
  double audio_s = 0;
  double total_audio_s = 0;  // 0: unknown; otherwise progress is measured by it, not by `total`
  std::string note;
  double passed_over = 0;  // of `done`: what needed no work

  // The fraction done, 0 to 1; 0 where the total is unknown.
  double share() const;
  // Seconds left at the rate so far, in which units that were passed over do not count; none where
  // the rate or the total is unknown.
  std::optional<double> time_left(double elapsed_s) const;
  // "3 of 10 songs, 120 of 600 s, 12.3 x real time, 0:40 left"; without the time left when
  // `is_last`.
  std::string text(double elapsed_s, bool is_last) const;
};

// Shows on stderr how far long work has come: on a terminal a bar with rate, time left and, for
// work on sound, times real time; elsewhere one line every 30 s. Silent under --quiet. Any thread
// may advance it.
class Progress {
 public:
  // what: "features"; unit: "songs". total 0: unknown. total_audio_s: seconds of sound in all
  // inputs; where given, rate and time left are computed from sound, as songs differ in length.
  Progress(std::string what, double total, std::string unit, double total_audio_s = 0);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // `amount` more units are done, with `audio_s` more seconds of sound.
  void advance(double amount, double audio_s = 0);
  // `amount` more units needed no work, as their results were there: they count as done, but not
  // in the rate and the time left.
  void pass_over(double amount);
  // Seconds of sound done.
  double audio_s();
  // Adds to the total seconds of sound, or takes from it where negative.
  void expect(double more_audio_s);
  // A few words shown after the bar: "loss 0.231".
  void note(const std::string& words);
  // Prints the last line: how much in how long. Called once, at the end of the work.
  void finish();

 private:
  using Clock = std::chrono::steady_clock;
  void show(bool is_last);

  std::mutex mutex_;
  std::string what_;
  ProgressState state_;
  bool is_terminal_;
  Clock::time_point start_;
  Clock::time_point shown_;
};

}  // namespace cantus
