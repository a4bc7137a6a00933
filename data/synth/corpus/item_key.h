#pragma once

#include <string>

#include "data/synth/corpus/corpus.h"
#include "data/synth/corpus/item.h"

namespace cantus {

// Everything that determines the bytes of a corpus's items, as one line for each: the options, the
// item and, with tts, the versions of the installed programs and the contents of the soundfonts,
// which are looked at once.
class ItemKeys {
 public:
  // Errors: those of run_process; those of InputFile for a soundfont that cannot be read.
  explicit ItemKeys(const CorpusOptions& options);

  std::string key_of(const Item& item) const;

 private:
  const CorpusOptions& options_;
  std::string installed_;
};

}  // namespace cantus
