#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "kernels/core/error.h"

namespace cantus {

// The head of a JSON document: its schema, as "cantus.detect/1", the program that wrote it and the
// commit it was built from. docs/formats.md lists what follows in each.
nlohmann::ordered_json begin_document(const std::string& schema);

// The document of this schema in a file; nothing where it is none. Errors: those of InputFile.
std::optional<nlohmann::ordered_json> read_document(const std::filesystem::path& file,
                                                    const std::string& schema);

// {"path", "error"}: what failed, in the place of what would have been said of an input; the code
// is the exit code that stands for it, the message the line on stderr.
nlohmann::ordered_json failed_json(const std::string& path, const Error& error);

// A value, and null for none; of a text null for "".
template <typename Value>
nlohmann::ordered_json or_null(const std::optional<Value>& value) {
  if (value) return *value;
  return nullptr;
}
nlohmann::ordered_json or_null(const std::string& text);

// Prints one on stdout.
void print_document(const nlohmann::ordered_json& document);

}  // namespace cantus
