#include "data/labels/praat_text.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "data/files/input_file.h"
#include "data/files/parse_text.h"
#include "data/files/text_lines.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

constexpr std::uint64_t kMaxBytes = std::uint64_t{64} << 20;
constexpr std::string_view kBlanks = " \t\r\n";

void append_utf8(std::string& text, std::uint32_t point) {
  const auto byte = [&](std::uint32_t bits) { text += static_cast<char>(bits); };
  const auto rest = [&](int shift) { byte(0x80 | (point >> shift & 0x3f)); };
  if (point < 0x80) return byte(point);
  if (point < 0x800) {
    byte(0xc0 | point >> 6);
  } else if (point < 0x10000) {
    byte(0xe0 | point >> 12);
    rest(6);
  } else {
    byte(0xf0 | point >> 18);
    rest(12);
    rest(6);
  }
  rest(0);
}

// An unpaired surrogate becomes U+FFFD, as decoders usually do.
std::string utf8_of_utf16(std::string_view bytes, bool is_big_endian) {
  const auto unit = [&](std::size_t i) {
    const auto at = [&](std::size_t k) { return static_cast<std::uint8_t>(bytes[2 * i + k]); };
    return is_big_endian ? at(0) << 8 | at(1) : at(1) << 8 | at(0);
  };
  const auto is_high = [](int value) { return value >= 0xd800 && value < 0xdc00; };
  const auto is_low = [](int value) { return value >= 0xdc00 && value < 0xe000; };
  const std::size_t num_units = bytes.size() / 2;
  std::string text;
  text.reserve(num_units);
  for (std::size_t i = 0; i < num_units; ++i) {
    int point = unit(i);
    if (is_high(point) && i + 1 < num_units && is_low(unit(i + 1)))
      point = 0x10000 + ((point - 0xd800) << 10) + (unit(++i) - 0xdc00);
    else if (is_high(point) || is_low(point))
      point = 0xfffd;
    append_utf8(text, static_cast<std::uint32_t>(point));
  }
  return text;
}

std::string decoded(std::string bytes) {
  if (bytes.starts_with("\xfe\xff") || bytes.starts_with("\xff\xfe"))
    return utf8_of_utf16(std::string_view(bytes).substr(2), bytes.front() == '\xfe');
  if (bytes.starts_with("\xef\xbb\xbf")) bytes.erase(0, 3);
  return bytes;
}

bool opens_number(std::string_view word) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return is_digit(word.front()) || (word.size() > 1 && word.front() == '-' && is_digit(word[1]));
}

}  // namespace

PraatText::PraatText(const std::filesystem::path& path)
    : path_(path), content_(decoded(InputFile(path, kMaxBytes).read_all())) {}

// The next word, empty at the end of the file; a text includes its quotes.
std::string_view PraatText::next_word() {
  position_ = std::min(content_.find_first_not_of(kBlanks, position_), content_.size());
  const std::size_t start = position_;
  if (start == content_.size()) return {};
  if (content_[start] != '"') {
    const char* ends = content_[start] == '!' ? "\r\n" : kBlanks.data();
    position_ = std::min(content_.find_first_of(ends, start), content_.size());
    return std::string_view(content_).substr(start, position_ - start);
  }
  taken_ = start;
  do {
    const std::size_t quote = content_.find('"', position_ + 1);
    if (quote == content_.npos) refuse("a text without its second quote", "\"text\"");
    position_ = quote + 1;
  } while (position_ < content_.size() && content_[position_] == '"');
  return std::string_view(content_).substr(start, position_ - start);
}

std::string_view PraatText::take_word(Kind kind, const char* name) {
  for (std::string_view word = next_word(); !word.empty(); word = next_word()) {
    const bool is_flag = word.front() == '<' && word.back() == '>';
    if (word.front() != '"' && !is_flag && !opens_number(word)) continue;
    taken_ = position_ - word.size();
    const Kind found = is_flag ? Kind::kFlag : word.front() == '"' ? Kind::kText : Kind::kNumber;
    if (found != kind) refuse(in_quotes(word), name);
    return word;
  }
  taken_ = content_.size();
  refuse("no further value", name);
}

std::string PraatText::take_text(const char* name) {
  const std::string_view quoted = take_word(Kind::kText, name);
  std::string text;
  for (std::size_t i = 1; i + 1 < quoted.size(); ++i) {
    text += quoted[i];
    i += quoted[i] == '"';
  }
  return text;
}

double PraatText::take_number(const char* name) {
  const std::string_view word = take_word(Kind::kNumber, name);
  const auto number = parsed<double>(word);
  if (!number || !std::isfinite(*number)) refuse(in_quotes(word), name);
  return *number;
}

std::string_view PraatText::take_flag(const char* name) { return take_word(Kind::kFlag, name); }

void PraatText::refuse(const std::string& found, const std::string& expected) const {
  const auto line = 1 + std::count(content_.begin(),
                                   content_.begin() + static_cast<std::ptrdiff_t>(taken_), '\n');
  throw Error(Exit::kBadData, path_.string() + ":" + std::to_string(line), found, expected,
              "save it once more as a text file in Praat, or correct it");
}

}  // namespace cantus
