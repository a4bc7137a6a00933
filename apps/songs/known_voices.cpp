#include "apps/songs/known_voices.h"

#include <fmt/format.h>

#include "apps/songs/decoded_songs.h"
#include "apps/songs/voice_alone.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

// The mix minus its accompaniment.
std::vector<float> difference_of(const CorpusSong& song, const Audio& mix,
                                 const CorpusSong& accompaniment) {
  const Audio rest = decode_recording(accompaniment.path, accompaniment.channel,
                                      accompaniment.gain_db, mix.sample_rate);
  if (rest.samples.size() != mix.samples.size()) {
    throw Error(Exit::kBadData, accompaniment.path.string(),
                fmt::format("{:.3f} s of sound", rest.duration_s()),
                fmt::format("{:.3f} s, as {} has", mix.duration_s(), song.name));
  }
  std::vector<float> voice = mix.samples;
  for (std::size_t i = 0; i < voice.size(); ++i) voice[i] -= rest.samples[i];
  return voice;
}

}  // namespace

std::optional<FeatureMatrix> KnownVoices::spectrogram(std::size_t i) {
  const CorpusSong& song = songs_[i].song;
  const bool has_rest =
      i + 1 < songs_.size() && is_accompaniment(songs_[i + 1].song) && !is_accompaniment(song);
  if (song.vocals.empty() && !has_rest) return {};
  const int rate = extractor_.front_end().sample_rate;
  const Audio mix = decode_recording(song.path, song.channel, song.gain_db, rate);
  return extractor_.extract({rate, song.vocals.empty()
                                       ? difference_of(song, mix, songs_[i + 1].song)
                                       : voice_alone(song, rate, mix.samples.size())});
}

}  // namespace cantus
