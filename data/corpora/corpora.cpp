#include "data/corpora/corpora.h"

#include "kernels/core/error.h"

namespace cantus {
namespace {

constexpr Corpus kCorpora[] = {
    {"folder", "sound files, a label file of the same name beside each; folders train, valid, test",
     false, list_folder},
    {"jamendo", "audio/, labels/*.lab, filelists/{train,valid,test}", false, list_jamendo},
    {"rwc-pop", "100 pieces by number, RM-P001.VOCA_INST.TXT to RM-P100", false, list_rwc_pop},
    {"musdb18", "train/, test/ of TRACK.stem.mp4, or (HQ) TRACK/{mixture,vocals}.wav", true,
     list_musdb18},
    {"medleydb", "Audio/TRACK/TRACK_MIX.wav, TRACK_METADATA.yaml, TRACK_ACTIVATION_CONF.lab", false,
     list_medleydb},
    {"ccmixter", "SONG/{mix,source-01,source-02}.wav", true, list_ccmixter},
    {"mir-1k", "Wavfile/, vocal-nonvocalLabel/*.vocal", false, list_mir1k},
};

}  // namespace

std::span<const Corpus> all_corpora() { return kCorpora; }

void refuse_layout(const std::filesystem::path& folder, const std::string& found,
                   const char* corpus, const std::string& expected) {
  throw Error(Exit::kNoInput, folder.string(), found, expected,
              std::string("name the folder that `") + corpus + "` is in");
}

}  // namespace cantus
