#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "kernels/core/error.h"

namespace cantus {

// The head of a JSON document: its schema, such as "cantus.detect/1", the program that wrote it and
// that program's commit. docs/formats.md lists what follows in each.
nlohmann::ordered_json begin_document(const std::string& schema);

// The file's document if it has this schema, else nothing. Errors: those of InputFile.
std::optional<nlohmann::ordered_json> read_document(const std::filesystem::path& file,
                                                    const std::string& schema);

// {"path", "error"}: the entry of an input that failed, in place of its results. The error holds
// the exit code and the message that stderr shows.
nlohmann::ordered_json failed_json(const std::string& path, const Error& error);

// The value, or null where there is none; for a text, null where it is empty.
template <typename Value>
nlohmann::ordered_json or_null(const std::optional<Value>& value) {
  if (value) return *value;
  return nullptr;
}
nlohmann::ordered_json or_null(const std::string& text);

// Prints the document on stdout.
void print_document(const nlohmann::ordered_json& document);

}  // namespace cantus
