#include "apps/songs/voice_alone.h"

#include <cmath>

#include <fmt/format.h>

#include "apps/songs/decoded_songs.h"
#include "data/files/input_file.h"
#include "kernels/core/error.h"

namespace cantus {

void require_voices(const std::vector<LabelledSong>& songs) {
  for (const LabelledSong& song : songs)
    for (const auto& file : song.song.vocals) InputFile{file};
}

std::vector<float> voice_alone(const CorpusSong& song, int sample_rate, std::size_t num_samples) {
  CANTUS_REQUIRE(!song.vocals.empty(), "a song whose voice is known");
  std::vector<float> voice(num_samples);
  for (const auto& file : song.vocals) {
    auto samples = decode_recording(file, song.channel, song.gain_db, sample_rate).samples;
    fit_to_song(file, sample_rate, num_samples, samples);
    for (std::size_t i = 0; i < num_samples; ++i) voice[i] += samples[i];
  }
  return voice;
}

void require_length_of_song(const std::filesystem::path& file, double stem_s, double song_s,
                            const std::string& remedy) {
  if (std::fabs(stem_s - song_s) > 0.1)
    throw Error(Exit::kBadData, file.string(), fmt::format("{:.3f} s of sound", stem_s),
                fmt::format("{:.3f} s, as the song has", song_s), remedy);
}

void fit_to_song(const std::filesystem::path& file, int sample_rate, std::size_t num_samples,
                 std::vector<float>& samples) {
  require_length_of_song(file, static_cast<double>(samples.size()) / sample_rate,
                         static_cast<double>(num_samples) / sample_rate,
                         "name the song's own stem");
  samples.resize(num_samples);
}

}  // namespace cantus
