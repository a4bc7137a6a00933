#include "data/checkpoint/json_cursor.h"

#include "kernels/core/error.h"

namespace cantus {
namespace {

constexpr std::string_view kHex = "0123456789abcdef";

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20; }

std::string shown(char c) {
  const auto byte = static_cast<unsigned char>(c);
  if (byte >= 0x20 && byte < 0x7f) return std::string("'") + c + "'";
  return std::string("byte 0x") + kHex[byte >> 4] + kHex[byte & 15];
}

// Number of bytes of the UTF-8 character that starts `text`, 0 when it is none.
std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return 0;
  }
  const bool overlong = (lead == 0xe0 && byte(1) < 0xa0) || (lead == 0xf0 && byte(1) < 0x90);
  const bool surrogate = lead == 0xed && byte(1) > 0x9f;
  const bool too_large = lead == 0xf4 && byte(1) > 0x8f;
  return overlong || surrogate || too_large ? 0 : length;
}

}  // namespace

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

std::string json_quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (is_control(c)) {
      out += "\\u00";
      out += kHex[static_cast<unsigned char>(c) >> 4];
      out += kHex[static_cast<unsigned char>(c) & 15];
    } else {
      out += c;
    }
  }
  return out + '"';
}

void JsonCursor::fail(std::size_t position, const std::string& found,
                      const std::string& expected) const {
  throw Error(Exit::kBadData, file_ + "@" + std::to_string(position), found, expected,
              "the file is damaged or was not written by cantus, use another checkpoint");
}

void JsonCursor::fail_here(const std::string& expected) const {
  fail(position(), "the header " + (at_end() ? "ends" : "has " + shown(text_[at_])), expected);
}

bool JsonCursor::accept(char c) {
  if (at_end() || text_[at_] != c) return false;
  ++at_;
  return true;
}

void JsonCursor::expect(char c) {
  if (!accept(c)) fail_here(shown(c));
}

void JsonCursor::expect_literal(std::string_view literal) {
  for (const char c : literal) {
    if (!accept(c)) fail_here(std::string(literal));
  }
}

char JsonCursor::escaped() {
  for (const char c : {'"', '\\'}) {
    if (accept(c)) return c;
  }
  if (accept('n')) return '\n';
  expect_literal("u00");
  const auto digit = [&](std::string_view allowed) {
    const std::size_t value = at_end() ? kHex.npos : allowed.find(text_[at_]);
    if (value == kHex.npos) fail_here("an escaped control byte");
    ++at_;
    return value;
  };
  const std::size_t high = digit("01");
  return static_cast<char>(high * 16 + digit(kHex));
}

std::string JsonCursor::string(std::size_t max_bytes) {
  const std::size_t start = position();
  expect('"');
  std::string out;
  while (!accept('"')) {
    if (at_end()) fail_here("the end of a string");
    if (out.size() == max_bytes) {
      fail(start, "a string is too long", "at most " + std::to_string(max_bytes) + " bytes");
    }
    if (accept('\\')) {
      out += escaped();
    } else if (is_control(text_[at_])) {
      fail_here("text without control bytes");
    } else {
      out += text_[at_++];
    }
  }
  if (!is_utf8(out)) fail(start, "a string is not UTF-8", "UTF-8");
  return out;
}

std::int64_t JsonCursor::count() {
  const std::size_t start = position();
  const auto is_digit = [&] { return !at_end() && text_[at_] >= '0' && text_[at_] <= '9'; };
  if (!is_digit()) fail_here("a count");
  if (accept('0')) {
    if (is_digit()) fail(start, "a count starts with 0", "no leading zero");
    return 0;
  }
  std::int64_t value = 0;
  for (; is_digit(); ++at_) {
    if (__builtin_mul_overflow(value, std::int64_t{10}, &value) ||
        __builtin_add_overflow(value, std::int64_t{text_[at_] - '0'}, &value)) {
      fail(start, "a count is too large", "less than 2^63");
    }
  }
  return value;
}

}  // namespace cantus
