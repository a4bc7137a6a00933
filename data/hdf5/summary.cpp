#include "data/hdf5/summary.h"

#include <algorithm>
#include <sstream>

#include "data/files/input_file.h"
#include "data/files/isolated.h"
#include "data/files/shape_text.h"
#include "data/hdf5/reader.h"
#include "data/hdf5/visit.h"

namespace cantus {
namespace {

constexpr std::size_t kMaxShownText = 300;

std::string type_text(hid_t file, const std::string& name) {
  const Handle data(H5Dopen2(file, name.c_str(), H5P_DEFAULT));
  const Handle type(H5Dget_type(data.get()));
  const char* kind = H5Tget_class(type.get()) == H5T_FLOAT ? "float" : "integer";
  return kind + std::to_string(8 * H5Tget_size(type.get()));
}

void read_through(const Hdf5Reader& reader, const std::string& name,
                  const std::vector<std::int64_t>& shape) {
  constexpr std::int64_t kPieceRows = 4096;
  if (shape.size() == 1) reader.doubles(name);
  if (shape.size() != 2) return;
  for (std::int64_t first = 0; first < shape[0]; first += kPieceRows) {
    reader.matrix_rows(name, first, std::min(kPieceRows, shape[0] - first));
  }
}

std::vector<std::string> data_sets_in(hid_t file) {
  std::vector<std::string> names;
  visit_links_below(file, [&names](hid_t group, const char* name, const H5L_info_t& link) {
    H5O_info_t info;
    if (link.type != H5L_TYPE_EXTERNAL &&
        H5Oget_info_by_name2(group, name, &info, H5O_INFO_BASIC, H5P_DEFAULT) >= 0 &&
        info.type == H5O_TYPE_DATASET)
      names.emplace_back(name);
  });
  return names;
}

std::vector<std::string> attributes_of(hid_t object) {
  std::vector<std::string> names;
  visit_attributes(
      object, [&names](hid_t, const char* name, const H5A_info_t&) { names.emplace_back(name); });
  return names;
}

// A line saying how many files are linked to and how many of them are absent; "" without links.
std::string describe_links(const std::filesystem::path& path,
                           const std::vector<std::string>& files) {
  if (files.empty()) return "";
  std::string lines = "linked files\t" + std::to_string(files.size()) + '\n';
  std::vector<std::string> absent;
  for (const auto& file : files) {
    std::error_code unknown;
    if (!std::filesystem::exists(path.parent_path() / file, unknown)) absent.push_back(file);
  }
  if (absent.empty()) return lines;
  return lines + "of them absent\t" + std::to_string(absent.size()) + ", the first " +
         absent.front() + '\n';
}

// Lines "NAME TAB DESCRIPTION".
std::string describe(const std::filesystem::path& path) {
  const Hdf5Reader reader(path, ExternalLinks::kLeaveClosed);
  const hid_t file = reader.file();
  std::string lines = describe_links(path, reader.linked_files());
  for (const auto& name : data_sets_in(file)) {
    const auto shape = reader.shape(name);
    read_through(reader, name, shape);
    lines += name + '\t' + type_text(file, name) + ' ' + shape_text(shape) + '\n';
  }
  for (const auto& name : attributes_of(file)) {
    const Handle attribute(H5Aopen(file, name.c_str(), H5P_DEFAULT));
    const Handle type(H5Aget_type(attribute.get()));
    const H5T_class_t kind = H5Tget_class(type.get());
    std::string value;
    if (kind == H5T_STRING && H5Tis_variable_str(type.get()) <= 0) value = reader.text("/", name);
    if (kind == H5T_INTEGER) value = std::to_string(reader.integer("/", name));
    if (kind == H5T_FLOAT) value = std::to_string(reader.number("/", name));
    // The text of a front end has several lines and ends in a newline.
    while (!value.empty() && value.back() == '\n') value.pop_back();
    std::replace(value.begin(), value.end(), '\n', ' ');
    if (!value.empty() && value.size() <= kMaxShownText) lines += name + '\t' + value + '\n';
  }
  return lines;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> summarize_hdf5(const std::filesystem::path& path) {
  const InputFile readable(path);  // for its clear errors about absent files and folders
  std::istringstream lines(run_isolated(path.string(), [&] { return describe(path); }));
  std::vector<std::pair<std::string, std::string>> summary;
  for (std::string line; std::getline(lines, line);) {
    const auto tab = line.find('\t');
    if (tab != std::string::npos) summary.emplace_back(line.substr(0, tab), line.substr(tab + 1));
  }
  return summary;
}

}  // namespace cantus
