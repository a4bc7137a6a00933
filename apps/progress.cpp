#include "apps/progress.h"

#include <algorithm>

#include <unistd.h>

#include <fmt/format.h>

#include "apps/log.h"

namespace cantus {
namespace {

std::string clock_text(double seconds) {
  const auto whole = static_cast<long>(seconds + 0.5);
  if (whole >= 3600)
    return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
  return fmt::format("{}:{:02}", whole / 60, whole % 60);
}

}  // namespace

Progress::Progress(std::string what, double total, std::string unit)
    : what_(std::move(what)),
      total_(total),
      unit_(std::move(unit)),
      is_terminal_(::isatty(STDERR_FILENO) == 1),
      start_(Clock::now()),
      shown_(start_) {}

Progress::~Progress() {
  if (is_terminal_) erase_bar();
}

std::string Progress::figures(double elapsed_s) const {
  const double rate = elapsed_s > 0 ? done_ / elapsed_s : 0;
  std::string text = fmt::format("{:.0f}", done_);
  if (total_ > 0) text += fmt::format(" of {:.0f}", total_);
  text += fmt::format(" {}, {:.3g}/s", unit_, rate);
  if (audio_s_ > 0 && elapsed_s > 0)
    text += fmt::format(", {:.3g} x real time", audio_s_ / elapsed_s);
  if (!note_.empty()) text += ", " + note_;
  return text;
}

void Progress::show(bool is_last) {
  const auto now = Clock::now();
  const double elapsed_s = std::chrono::duration<double>(now - start_).count();
  const double since_s = std::chrono::duration<double>(now - shown_).count();
  if (is_quiet() || (!is_last && since_s < (is_terminal_ ? 0.1 : 30.0))) return;
  shown_ = now;
  std::string text = figures(elapsed_s);
  if (is_last) {
    erase_bar();
    log_info(fmt::format("{}: {}, {}", what_, text, clock_text(elapsed_s)));
    return;
  }
  if (total_ > 0 && done_ > 0) {
    text += ", " + clock_text(elapsed_s * (total_ - done_) / done_) + " left";
  }
  if (!is_terminal_) {
    log_info(fmt::format("{}: {}", what_, text));
    return;
  }
  constexpr int kWidth = 20;
  const double share = total_ > 0 ? std::min(1.0, done_ / total_) : 0;
  const int filled = static_cast<int>(kWidth * share);
  draw_bar(fmt::format("{} [{}{}] {}", what_, std::string(filled, '#'),
                       std::string(kWidth - filled, '.'), text));
}

void Progress::advance(double amount, double audio_s) {
  const std::lock_guard lock(mutex_);
  done_ += amount;
  audio_s_ += audio_s;
  show(false);
}

void Progress::note(const std::string& words) {
  const std::lock_guard lock(mutex_);
  note_ = words;
}

void Progress::finish() {
  const std::lock_guard lock(mutex_);
  show(true);
}

}  // namespace cantus
