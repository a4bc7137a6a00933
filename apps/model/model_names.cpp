#include "apps/model/model_names.h"

#include <algorithm>
#include <filesystem>

namespace cantus {
namespace {

std::string name_of(const std::filesystem::path& file) {
  const bool is_of_run = file.filename() == "model.safetensors" && file.has_parent_path();
  return (is_of_run ? file.parent_path().filename() : file.stem()).string();
}

}  // namespace

std::vector<std::string> model_names(const std::vector<std::string>& files) {
  std::vector<std::string> names;
  for (const std::string& file : files) names.push_back(name_of(file));
  std::vector<std::filesystem::path> above;
  for (const std::string& file : files) {
    const std::filesystem::path path = std::filesystem::absolute(file).lexically_normal();
    above.push_back(path.filename() == "model.safetensors" ? path.parent_path().parent_path()
                                                           : path.parent_path());
  }
  while (true) {
    const std::vector<std::string> before = names;
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (std::count(before.begin(), before.end(), before[i]) < 2 || !above[i].has_filename())
        continue;
      names[i] = above[i].filename().string() + "/" + names[i];
      above[i] = above[i].parent_path();
    }
    if (names == before) return names;
  }
}

}  // namespace cantus
