#pragma once

#include <chrono>
#include <mutex>
#include <string>

namespace cantus {

// Tells on stderr how far long work is: on a terminal a bar with rate, time left and, where sound
// is the matter, times real time; elsewhere one line every 30 s. Silent under --quiet. Any thread
// may advance it.
class Progress {
 public:
  // what: "features"; unit: "songs". total 0: unknown.
  Progress(std::string what, double total, std::string unit);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // `amount` more units are done, which were `audio_s` seconds of sound.
  void advance(double amount, double audio_s = 0);
  // A few words shown after the figures: "loss 0.231".
  void note(const std::string& words);
  // The last line: how much in how long. Called once, at the end of the work.
  void finish();

 private:
  using Clock = std::chrono::steady_clock;
  std::string figures(double elapsed_s) const;
  void show(bool is_last);

  std::mutex mutex_;
  std::string what_;
  double total_;
  std::string unit_;
  bool is_terminal_;
  double done_ = 0;
  double audio_s_ = 0;
  std::string note_;
  Clock::time_point start_;
  Clock::time_point shown_;
};

}  // namespace cantus
