#include "kernels/core/error.h"

namespace cantus {
namespace {

// Control bytes of hostile file names must not reach a terminal.
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

std::string one_line(const std::string& where, const std::string& found,
                     const std::string& expected, const std::string& remedy) {
  std::string text = where.empty() ? found : where + ": " + found;
  if (!expected.empty()) text += " (expected " + expected + ")";
  if (!remedy.empty()) text += "; " + remedy;
  return escape_control(text);
}

}  // namespace

Error::Error(Exit code, const std::string& where, const std::string& found,
             const std::string& expected, const std::string& remedy)
    : std::runtime_error(one_line(where, found, expected, remedy)), code_(code) {}

void broken_contract(const char* file, int line, const std::string& what) {
  throw Error(Exit::kSoftware, std::string(file) + ":" + std::to_string(line), what, "",
              "this is a defect of cantus, please report it");
}

}  // namespace cantus
