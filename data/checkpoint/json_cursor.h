#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace cantus {

// Walks the few JSON forms that our checkpoint headers consist of (no white space, numbers that are
// counts, four escapes) and names the first byte that departs from them. Everything thrown is
// Error(kBadData) with FILE@BYTE.
class JsonCursor {
 public:
  // `text` must outlive the cursor; `first_byte` is where it lies in the file.
  JsonCursor(std::string file, std::string_view text, std::size_t first_byte)
      : file_(std::move(file)), text_(text), first_byte_(first_byte) {}

  bool at_end() const { return at_ == text_.size(); }
  // Byte in the file of the next character.
  std::size_t position() const { return first_byte_ + at_; }

  // Consumes `c` when it comes next.
  bool accept(char c);
  void expect(char c);
  void expect_literal(std::string_view literal);
  // A quoted string of at most `max_bytes` bytes of UTF-8.
  std::string string(std::size_t max_bytes);
  // A count in 0 .. 2^63 - 1 without sign, leading zero, fraction or exponent.
  std::int64_t count();

  [[noreturn]] void fail(std::size_t position, const std::string& found,
                         const std::string& expected) const;

 private:
  [[noreturn]] void fail_here(const std::string& expected) const;
  char escaped();

  std::string file_;
  std::string_view text_;
  std::size_t first_byte_;
  std::size_t at_ = 0;
};

// `text` with quotes, in exactly the form that JsonCursor::string reads.
std::string json_quoted(std::string_view text);

// Whether `text` is UTF-8 (no overlong forms, no surrogates, at most U+10FFFF).
bool is_utf8(std::string_view text);

}  // namespace cantus
