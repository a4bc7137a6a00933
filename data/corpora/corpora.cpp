#include "data/corpora/corpora.h"

#include "kernels/core/error.h"

namespace cantus {
namespace {

constexpr Corpus kCorpora[] = {
    {"folder", false, false, true, list_folder},
    {"jamendo", false, false, false, list_jamendo},
    {"rwc-pop", false, false, false, list_rwc_pop},
    {"musdb18", true, false, false, list_musdb18},
    {"medleydb", false, true, false, list_medleydb},
    {"ccmixter", true, false, false, list_ccmixter},
    {"mir-1k", false, false, false, list_mir1k},
};

}  // namespace

std::span<const Corpus> all_corpora() { return kCorpora; }

void refuse_layout(const std::filesystem::path& folder, const std::string& found,
                   const char* corpus, const std::string& expected) {
  throw Error(Exit::kNoInput, folder.string(), found, expected,
              std::string("name the folder that `") + corpus + "` is in");
}

}  // namespace cantus
