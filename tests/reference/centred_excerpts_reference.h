#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace cantus::reference {

// Cuts excerpt by excerpt from a song padded at both ends with `silence` or, if that is empty, with
// copies of its end frames.
template <typename T>
void centred_excerpts(std::int64_t num_bands, std::int64_t num_frames, std::int64_t first,
                      std::int64_t num_excerpts, const std::vector<T>& song,
                      const std::vector<T>& silence, std::vector<T>& out) {
  std::vector<T> padded;
  std::vector<T> opening(song.begin(), song.begin() + num_bands);
  std::vector<T> closing(song.end() - num_bands, song.end());
  if (!silence.empty()) opening = closing = silence;
  for (std::int64_t t = 0; t < num_frames; ++t)
    padded.insert(padded.end(), opening.begin(), opening.end());
  padded.insert(padded.end(), song.begin(), song.end());
  for (std::int64_t t = 0; t < num_frames; ++t)
    padded.insert(padded.end(), closing.begin(), closing.end());
  for (std::int64_t i = 0; i < num_excerpts; ++i) {
    const std::int64_t begin = (num_frames + first + i - num_frames / 2) * num_bands;
    std::copy_n(padded.begin() + begin, num_frames * num_bands,
                out.begin() + i * num_frames * num_bands);
  }
}

}  // namespace cantus::reference
