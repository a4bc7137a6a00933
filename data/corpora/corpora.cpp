#include "data/corpora/corpora.h"

#include "kernels/core/error.h"

namespace cantus {
namespace {

constexpr Corpus kCorpora[] = {
    {"folder", false, list_folder},     {"jamendo", false, list_jamendo},
    {"rwc-pop", false, list_rwc_pop},   {"musdb18", true, list_musdb18},
    {"medleydb", false, list_medleydb}, {"ccmixter", true, list_ccmixter},
    {"mir-1k", false, list_mir1k},
};

}  // namespace

std::span<const Corpus> all_corpora() { return kCorpora; }

void refuse_layout(const std::filesystem::path& folder, const std::string& found,
                   const char* corpus, const std::string& expected) {
  throw Error(Exit::kNoInput, folder.string(), found, expected,
              std::string("name the folder that `") + corpus + "` is in");
}

}  // namespace cantus
