#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include <nlohmann/json.hpp>

namespace cantus {

// The head of a JSON document: its schema, as "cantus.detect/1", and the program that wrote it.
// docs/formats.md lists what follows in each.
nlohmann::ordered_json begin_document(const std::string& schema);

// The document of this schema in a file; nothing where it is none. Errors: those of InputFile.
std::optional<nlohmann::ordered_json> read_document(const std::filesystem::path& file,
                                                    const std::string& schema);

// Prints one on stdout.
void print_document(const nlohmann::ordered_json& document);

}  // namespace cantus
