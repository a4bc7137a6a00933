#pragma once

#include <functional>
#include <string>
#include <vector>

namespace cantus {

// A line of a study that names one of our verbs, "mix --speech {tts}/manifest.tsv", as words. Every
// {NAME} is replaced by what `meaning` says of it.
std::vector<std::string> words_of(const std::string& line,
                                  const std::function<std::string(const std::string&)>& meaning);

// What a run of cantus says last went wrong on standard error, where warnings stand too; "" where
// it says nothing of it.
std::string error_in(const std::string& errors);

// Runs `words` as `cantus` would, in a process of its own, with `common` behind them; `doing` is
// what the log calls it. Errors: what it ended with, in its own words; kTryAgain before it begins.
void run_as_process(const std::string& doing, const std::vector<std::string>& words,
                    const std::vector<std::string>& common);

}  // namespace cantus
