#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "data/files/input_file.h"

namespace cantus {

// The lines of an untrusted text file: byte-order mark, CRLF and a missing last newline are
// accepted; empty lines and lines that begin with '#' are skipped. Caps: 64 MiB, 4 KiB a line,
// 1,000,000 lines, no NUL bytes. Errors: those of InputFile or, for streams, of read_stream;
// kBadData with FILE:LINE.
class TextLines {
 public:
  explicit TextLines(const std::filesystem::path& path, WhenEmpty when_empty = WhenEmpty::kRefuse);
  // Reads a file or a stream (is_stream()).
  static TextLines of_file_or_stream(const std::filesystem::path& path);

  // Moves to the next line; false at the end. `line()` is valid while the object exists.
  bool next();
  std::string_view line() const { return line_; }
  int line_number() const { return line_number_; }  // from 1
  // Throws kBadData where a '#' line skipped so far begins, up to a tab, with a name that
  // `is_known`: a comment by mistake. `what` says what has that name, `expected` how to write
  // it.
  void refuse_comments_that_name(const std::function<bool(const std::string& name)>& is_known,
                                 const std::string& what, const std::string& expected) const;
  // The same for names of files in `folder`.
  void refuse_comments_that_name_files(const std::filesystem::path& folder) const;

  // Throws kBadData at the current line.
  [[noreturn]] void refuse(const std::string& found, const std::string& expected) const;

 private:
  TextLines(const std::filesystem::path& path, std::string text);

  std::filesystem::path path_;
  std::string text_;
  std::size_t position_ = 0;
  int line_number_ = 0;
  std::string_view line_;
  std::vector<std::pair<int, std::string_view>> comments_;  // with their line numbers
};

// The finite decimal number that the whole field spells in the C locale; anything else is refused
// at the current line. `name` says what the number is.
double parse_number(const TextLines& lines, std::string_view field, const char* name);

// The tab-separated fields of a line.
std::vector<std::string_view> split_at_tabs(std::string_view line);

// The first 100 bytes of a field in quotes, for messages.
std::string in_quotes(std::string_view field);

}  // namespace cantus
