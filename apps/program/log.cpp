#include "apps/program/log.h"

#include <cstdio>
#include <mutex>
#include <unordered_set>

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "kernels/core/error.h"

namespace cantus {
namespace {

std::mutex mutex;
bool quiet = false;
bool bar_is_drawn = false;
std::unordered_set<std::size_t> said_once;  // hashes: a collection's warnings may be many

spdlog::logger& logger() {
  static const auto instance = [] {
    auto sink = std::make_shared<spdlog::sinks::stderr_sink_st>();
    auto made = std::make_shared<spdlog::logger>("cantus", sink);
    made->set_pattern("%v");
    return made;
  }();
  return *instance;
}

void erase_drawn_bar() {
  if (bar_is_drawn) std::fputs("\r\x1b[K", stderr);
  bar_is_drawn = false;
}

bool is_new(const std::string& line) {
  return said_once.insert(std::hash<std::string>{}(line)).second;
}

// Call with the mutex locked.
void write_line(const char* kind, const std::string& line) {
  erase_drawn_bar();
  logger().info("cantus: {}{}", kind, escape_control(line));
}

}  // namespace

void log_info(const std::string& line) {
  const std::lock_guard lock(mutex);
  if (!quiet) write_line("", line);
}

// The trainings of a table's networks would each repeat what they have in common.
void log_info_once(const std::string& line) {
  const std::lock_guard lock(mutex);
  if (!quiet && is_new(line)) write_line("", line);
}

void log_warning(const std::string& line) {
  const std::lock_guard lock(mutex);
  if (is_new("warning: " + line)) write_line("warning: ", line);
}

void log_error(const std::string& line) {
  const std::lock_guard lock(mutex);
  write_line("error: ", line);
}

void print_lines(const std::string& lines) {
  const std::lock_guard lock(mutex);
  erase_drawn_bar();
  std::fputs(lines.c_str(), stdout);
  std::fflush(stdout);
}

void set_quiet(bool is_quiet) { quiet = is_quiet; }
bool is_quiet() { return quiet; }

void draw_bar(const std::string& line) {
  const std::lock_guard lock(mutex);
  std::fprintf(stderr, "\r\x1b[K%s", line.c_str());
  std::fflush(stderr);
  bar_is_drawn = true;
}

void erase_bar() {
  const std::lock_guard lock(mutex);
  erase_drawn_bar();
}

}  // namespace cantus
