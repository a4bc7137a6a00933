#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace cantus {

// Reads the values of a Praat text file in order: quoted texts (a doubled quote stands for one),
// numbers, flags such as <exists>. Skips other words, as `xmin =` and `intervals [1]:`, and
// comments from `!` to the line's end: the long and the short format give the same values (Praat's
// manual, "TextGrid file formats"). UTF-8, or UTF-16 with a byte-order mark, 64 MiB at most.
class PraatText {
 public:
  // Errors: those of InputFile.
  explicit PraatText(const std::filesystem::path& path);

  // Each reads the next value. Errors: kBadData with FILE:LINE where it is of another kind or the
  // file ends; `name` says in the error what was expected.
  std::string take_text(const char* name);
  double take_number(const char* name);  // finite
  std::string_view take_flag(const char* name);

  // Throws kBadData at the value read last.
  [[noreturn]] void refuse(const std::string& found, const std::string& expected) const;

 private:
  enum class Kind { kText, kNumber, kFlag };

  std::string_view next_word();
  std::string_view take_word(Kind kind, const char* name);

  std::filesystem::path path_;
  std::string content_;
  std::size_t position_ = 0;
  std::size_t taken_ = 0;  // offset of the value read last
};

}  // namespace cantus
