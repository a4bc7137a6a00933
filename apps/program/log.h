#pragma once

#include <string>

namespace cantus {

// Lines on stderr. Control bytes are escaped, so that hostile file names stay harmless.
void log_info(const std::string& line);     // "cantus: LINE"; silent under --quiet
void log_warning(const std::string& line);  // "cantus: warning: LINE"
void log_error(const std::string& line);    // "cantus: error: LINE"

void set_quiet(bool is_quiet);
bool is_quiet();

// Results on stdout, at once; a line that is redrawn makes room for them.
void print_lines(const std::string& lines);

// One line that is redrawn in place on a terminal; log lines appear above it.
void draw_bar(const std::string& line);
void erase_bar();

}  // namespace cantus
