#pragma once

#include <functional>
#include <string>
#include <vector>

namespace cantus {

// Splits a line of a study that calls a verb, "mix --speech {tts}/manifest.tsv", into words. Every
// {NAME} is replaced by `meaning`(NAME).
std::vector<std::string> words_of(const std::string& line,
                                  const std::function<std::string(const std::string&)>& meaning);

// The last error that cantus printed on stderr, where warnings are too; "" if there is none.
std::string error_in(const std::string& errors);

// Runs `words` as `cantus` would, in a process of its own, followed by `common`; `doing` is its
// name in the log. Errors: those of the process, in its own words; kTryAgain before it begins.
void run_as_process(const std::string& doing, const std::vector<std::string>& words,
                    const std::vector<std::string>& common);

}  // namespace cantus
