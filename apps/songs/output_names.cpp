#include "apps/songs/output_names.h"

#include "data/files/text_lines.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

void replace_all(std::string& text, const std::string& token, const std::string& value) {
  for (auto at = text.find(token); at != std::string::npos; at = text.find(token, at)) {
    text.replace(at, token.size(), value);
    at += value.size();
  }
}

bool holds(const std::string& text, const char* token) {
  return text.find(token) != std::string::npos;
}

}  // namespace

void refuse_to_overwrite(const fs::path& path, bool force, const std::string& advice) {
  std::error_code ignored;
  if (fs::is_directory(path, ignored))
    throw Error(Exit::kCannotCreate, path.string(), "is a directory", "a file to write",
                "name another");
  if (!force && fs::exists(fs::symlink_status(path, ignored)))
    throw Error(Exit::kCannotCreate, path.string(), "exists already", "", advice);
}

void require_extension(const fs::path& output, const std::string& extension) {
  if (output.extension() == extension) return;
  throw Error(Exit::kUsage, "--output", in_quotes(output.string()) + " given",
              "a name that ends in " + extension);
}

OutputNames::OutputNames(fs::path folder, std::string name_template)
    : folder_(std::move(folder)), template_(std::move(name_template)) {
  const bool names_song = holds(template_, "{stem}") || holds(template_, "{file}");
  if (!names_song || !holds(template_, "{ext}") || holds(template_, "..")) {
    throw Error(Exit::kUsage, "--name", "`" + template_ + "` given",
                "a template like {dir}/{stem}.{ext} or {dir}/{file}.{ext}");
  }
}

fs::path OutputNames::path_of(const Song& song, const std::string& extension) const {
  std::string name = template_;
  // Values may themselves hold braces; the extension is ours, so it goes first.
  replace_all(name, "{ext}", extension);
  replace_all(name, "{dir}", song.folder.string());
  replace_all(name, "{stem}", song.path.stem().string());
  replace_all(name, "{file}", song.path.filename().string());
  return (folder_ / fs::path(name).relative_path()).lexically_normal();
}

fs::path OutputNames::claim(const Song& song, const std::string& extension) {
  const fs::path path = path_of(song, extension);
  const auto [claimed, is_new] = songs_.emplace(path, song.path);
  std::error_code ignored;
  if (!is_new &&
      (claimed->second == song.path || fs::equivalent(claimed->second, song.path, ignored)))
    throw Error(Exit::kUsage, song.path.string(), "named twice", "every song once");
  if (!is_new) {
    throw Error(Exit::kUsage, song.path.string(),
                "would be written to " + path.string() + ", as " + claimed->second.string(), "",
                "give --name \"{dir}/{file}.{ext}\"");
  }
  return path;
}

void OutputNames::reserve(const std::string& name, const std::string& whose) {
  songs_.emplace((folder_ / name).lexically_normal(), whose);
}

}  // namespace cantus
