#pragma once

#include <string>

namespace cantus {

// Lines on stderr: "cantus: LINE", silent under --quiet; the same, and "cantus: warning: LINE",
// only once however often they are logged; "cantus: error: LINE". Control bytes are escaped, so
// that hostile file names stay harmless.
void log_info(const std::string& line);
void log_info_once(const std::string& line);
void log_warning(const std::string& line);
void log_error(const std::string& line);

void set_quiet(bool is_quiet);
bool is_quiet();

// Prints results on stdout and flushes them; a progress bar is erased first.
void print_lines(const std::string& lines);

// One line that is redrawn in place on a terminal; log lines appear above it.
void draw_bar(const std::string& line);
void erase_bar();

}  // namespace cantus
