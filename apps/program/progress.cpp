#include "apps/program/progress.h"

#include <algorithm>

#include <unistd.h>

#include <fmt/format.h>

#include "apps/program/log.h"

namespace cantus {

std::string clock_text(double seconds) {
  const auto whole = static_cast<long>(seconds + 0.5);
  if (whole >= 3600)
    return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
  return fmt::format("{}:{:02}", whole / 60, whole % 60);
}

double ProgressState::share() const {
  const double share = total_audio_s > 0 ? audio_s / total_audio_s : total > 0 ? done / total : 0;
  return std::min(1.0, share);
}

std::optional<double> ProgressState::time_left(double elapsed_s) const {
  const double behind = total_audio_s > 0 ? audio_s : done - passed_over;
  const double all = total_audio_s > 0 ? total_audio_s : total - passed_over;
  if (behind <= 0 || all <= 0) return {};
  return elapsed_s * std::max(0.0, all - behind) / behind;
}

namespace {

// "song" for "songs", "batch" for "batches".
std::string singular(const std::string& unit) {
  if (unit.ends_with("ches")) return unit.substr(0, unit.size() - 2);
  return unit.ends_with('s') ? unit.substr(0, unit.size() - 1) : unit;
}

// Three significant digits, and no exponent for high rates.
std::string rate_text(double rate) {
  return rate < 100 ? fmt::format("{:.3g}", rate) : fmt::format("{:.0f}", rate);
}

}  // namespace

std::string ProgressState::text(double elapsed_s, bool is_last) const {
  std::string text = fmt::format("{:.0f}", done);
  if (total > 0) text += fmt::format(" of {:.0f}", total);
  text += " " + ((total > 0 ? total : done) == 1 ? singular(unit) : unit);
  if (total_audio_s > 0) {
    text += fmt::format(", {:.0f} of {:.0f} s", audio_s, total_audio_s);
  } else if (done > passed_over && elapsed_s > 0) {
    text += ", " + rate_text((done - passed_over) / elapsed_s) + "/s";
  }
  if (audio_s > 0 && elapsed_s > 0) text += ", " + rate_text(audio_s / elapsed_s) + " x real time";
  if (const auto left_s = time_left(elapsed_s); left_s && !is_last)
    text += ", " + clock_text(*left_s) + " left";
  return note.empty() ? text : text + ", " + note;
}

Progress::Progress(std::string what, double total, std::string unit, double total_audio_s)
    : what_(std::move(what)),
      state_{0, total, std::move(unit), 0, total_audio_s, ""},
      is_terminal_(::isatty(STDERR_FILENO) == 1),
      start_(Clock::now()),
      shown_(start_) {}

Progress::~Progress() {
  if (is_terminal_) erase_bar();
}

void Progress::show(bool is_last) {
  const auto now = Clock::now();
  const double elapsed_s = std::chrono::duration<double>(now - start_).count();
  const double since_s = std::chrono::duration<double>(now - shown_).count();
  if (is_quiet() || (!is_last && since_s < (is_terminal_ ? 0.1 : 30.0))) return;
  shown_ = now;
  const std::string text = state_.text(elapsed_s, is_last);
  if (is_last) {
    erase_bar();
    log_info(fmt::format("{}: {}, in {}", what_, text, clock_text(elapsed_s)));
    return;
  }
  if (!is_terminal_) {
    log_info(fmt::format("{}: {}", what_, text));
    return;
  }
  constexpr int kWidth = 20;
  const int filled = static_cast<int>(kWidth * state_.share());
  draw_bar(fmt::format("{} [{}{}] {}", what_, std::string(filled, '#'),
                       std::string(kWidth - filled, '.'), text));
}

void Progress::advance(double amount, double audio_s) {
  const std::lock_guard lock(mutex_);
  state_.done += amount;
  state_.audio_s += audio_s;
  show(false);
}

void Progress::pass_over(double amount) {
  const std::lock_guard lock(mutex_);
  state_.done += amount;
  state_.passed_over += amount;
  show(false);
}

double Progress::audio_s() {
  const std::lock_guard lock(mutex_);
  return state_.audio_s;
}

void Progress::expect(double more_audio_s) {
  const std::lock_guard lock(mutex_);
  state_.total_audio_s = std::max(0.0, state_.total_audio_s + more_audio_s);
}

void Progress::note(const std::string& words) {
  const std::lock_guard lock(mutex_);
  state_.note = words;
}

void Progress::finish() {
  const std::lock_guard lock(mutex_);
  show(true);
}

}  // namespace cantus
