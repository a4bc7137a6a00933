#include "apps/model/model_names.h"

#include <algorithm>
#include <filesystem>

#include "apps/model/model_path.h"
#include "apps/model/run_files.h"

namespace cantus {

std::vector<std::string> model_names(const std::vector<std::string>& files) {
  std::vector<std::string> names;
  std::vector<std::filesystem::path> above;  // what the names are below
  for (const std::string& file : files) {
    const auto path = std::filesystem::absolute(model_path(file)).lexically_normal();
    const bool is_of_run =
        path.filename() == RunFiles{}.model() && path.parent_path().has_filename();
    names.push_back((is_of_run ? path.parent_path().filename() : path.stem()).string());
    above.push_back(is_of_run ? path.parent_path().parent_path() : path.parent_path());
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
