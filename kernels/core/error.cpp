#include "kernels/core/error.h"

#include <cstdio>

#include "kernels/core/broken_contract.h"

namespace cantus {
std::string escape_control(const std::string& text) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) {
      out += "\\x";
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    } else {
      out += c;
    }
  }
  return out;
}

namespace {

std::string one_line(const Error::Parts& parts) {
  std::string text = parts.where.empty() ? parts.found : parts.where + ": " + parts.found;
  if (!parts.expected.empty()) text += " (expected " + parts.expected + ")";
  if (!parts.remedy.empty()) text += "; " + parts.remedy;
  return escape_control(text);
}

}  // namespace

Error::Error(Exit code, Parts parts)
    : std::runtime_error(one_line(parts)), code_(code), parts_(std::move(parts)) {}

void broken_contract(const char* file, int line, const std::string& what) {
  throw BrokenContract(std::string(file) + ":" + std::to_string(line), what);
}

std::string join(const std::vector<std::string>& names) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

std::string counted(std::size_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

std::string in_gigabytes(double bytes) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f GB", bytes * 1e-9);
  return text;
}

}  // namespace cantus
