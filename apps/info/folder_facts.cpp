#include "apps/info/folder_facts.h"

#include <fmt/format.h>

#include "apps/info/totals.h"
#include "data/files/list_files.h"

namespace cantus {

FileFacts facts_of_folder(const std::filesystem::path& folder) {
  std::size_t num_links = 0;
  const auto files = list_files(folder, {}, &num_links);
  FileFacts facts{
      "folder", {{"files", fmt::format("{}", files.size())}}, {{"num_files", std::ssize(files)}}};
  Totals endings;
  for (const std::filesystem::path& file : files) {
    const std::string ending = lower_extension(file);
    endings.add(ending.empty() ? "without ending" : ending, 1);
  }
  endings.append_to(facts, "{}");
  if (num_links > 0)
    facts.details.emplace_back("links", fmt::format("{} to folders, not followed", num_links));
  return facts;
}

}  // namespace cantus
