#pragma once

#include <string>

#include "data/synth/corpus/corpus.h"
#include "data/synth/corpus/item.h"

namespace cantus {

// Makes each item's key, one line with all that determines its bytes: the options, the item and,
// with tts, the versions of the installed programs and a hash of the soundfonts, which are read
// only once.
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
