#include "data/files/text_lines.h"

#include <cmath>

#include "data/files/parse_text.h"
#include "data/files/read_stream.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

constexpr std::uint64_t kMaxBytes = std::uint64_t{64} << 20;
constexpr std::size_t kMaxLineBytes = 4096;
constexpr int kMaxLines = 1000000;

}  // namespace

TextLines::TextLines(const std::filesystem::path& path, WhenEmpty when_empty)
    : TextLines(path, InputFile(path, kMaxBytes, when_empty).read_all()) {}

TextLines TextLines::of_file_or_stream(const std::filesystem::path& path) {
  if (is_stream(path)) return TextLines(path, read_stream(path, kMaxBytes));
  return TextLines(path, WhenEmpty::kAccept);
}

TextLines::TextLines(const std::filesystem::path& path, std::string text)
    : path_(path), text_(std::move(text)) {
  if (text_.compare(0, 3, "\xef\xbb\xbf") == 0) position_ = 3;
}

bool TextLines::next() {
  while (position_ < text_.size()) {
    const std::size_t end = std::min(text_.find('\n', position_), text_.size());
    line_ = std::string_view(text_).substr(position_, end - position_);
    position_ = end + 1;
    ++line_number_;
    if (line_number_ > kMaxLines) refuse("too many lines", "at most 1000000");
    if (line_.size() > kMaxLineBytes) refuse("line too long", "at most 4096 bytes");
    if (line_.find('\0') != std::string_view::npos) refuse("NUL byte", "text");
    if (!line_.empty() && line_.back() == '\r') line_.remove_suffix(1);
    const bool is_blank = line_.find_first_not_of(" \t") == std::string_view::npos;
    if (!is_blank && line_.front() != '#') return true;
    if (!is_blank) comments_.emplace_back(line_number_, line_);
  }
  return false;
}

void TextLines::refuse_comments_that_name(const std::function<bool(const std::string&)>& is_known,
                                          const std::string& what,
                                          const std::string& expected) const {
  for (const auto& [number, line] : comments_) {
    const std::string name(line.substr(0, line.find('\t')));
    if (is_known(name))
      throw Error(Exit::kBadData, path_.string() + ":" + std::to_string(number),
                  in_quotes(name) + " is " + what + ", and a line that opens with # is passed over",
                  expected);
  }
}

void TextLines::refuse_comments_that_name_files(const std::filesystem::path& folder) const {
  const auto is_there = [&](const std::string& name) {
    std::error_code ignored;
    return std::filesystem::exists(folder / name, ignored);
  };
  refuse_comments_that_name(is_there, "a file", "./ before its name");
}

void TextLines::refuse(const std::string& found, const std::string& expected) const {
  throw Error(Exit::kBadData, path_.string() + ":" + std::to_string(line_number_), found, expected,
              "correct the line");
}

double parse_number(const TextLines& lines, std::string_view field, const char* name) {
  const auto number = parsed<double>(field);
  if (!number || !std::isfinite(*number))
    lines.refuse(std::string(name) + " is " + in_quotes(field), "a finite number");
  return *number;
}

std::vector<std::string_view> split_at_tabs(std::string_view line) { return split(line, "\t"); }

std::string in_quotes(std::string_view field) {
  constexpr std::size_t kMost = 100;
  std::string text(1, '"');
  text += field.substr(0, kMost);
  if (field.size() > kMost) text += "...";
  text += '"';
  return text;
}

}  // namespace cantus
