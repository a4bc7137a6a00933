#include "apps/songs/decoded_songs.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "apps/program/log.h"
#include "apps/program/stop.h"
#include "data/audio/read_at_rate.h"

namespace cantus {
namespace {

void change_level(Audio& audio, double gain_db) {
  const auto gain = static_cast<float>(std::pow(10.0, gain_db / 20));
  for (float& sample : audio.samples) sample *= gain;
}

}  // namespace

void declare_gain(Flags& flags, double& gain_db) {
  flags.number("--gain-db", gain_db, {-60, 60}, "change the songs' level first");
}

DecodedSong decode_song(const std::filesystem::path& song, const FrontEnd& front_end,
                        double gain_db) {
  DecodedSong decoded;
  const auto warn = [&](const std::string& warning) { decoded.warnings.push_back(warning); };
  SoundAtRate sound =
      read_at_rate(song, front_end.sample_rate, {.is_stopped = stop_requested, .warn = warn});
  change_level(sound.audio, gain_db);
  decoded.audio = std::move(sound.audio);
  decoded.duration_s = sound.duration_s;
  decoded.gain_db = gain_db;
  const double highest_hz = band_centres_hz(front_end).back();
  if (sound.file_rate / 2.0 < highest_hz) {
    decoded.warnings.push_back(
        fmt::format("sampled at {} Hz: nothing over {} Hz to be heard, where the model's front end "
                    "listens up to {:.0f} Hz",
                    sound.file_rate, sound.file_rate / 2, highest_hz));
  }
  return decoded;
}

Audio decode_recording(const std::filesystem::path& path, std::optional<int> channel,
                       double gain_db, int sample_rate) {
  const auto warn = [&](const std::string& warning) {
    log_warning(path.string() + ": " + warning);
  };
  Audio audio = read_at_rate(path, sample_rate,
                             {.channel = channel, .is_stopped = stop_requested, .warn = warn})
                    .audio;
  change_level(audio, gain_db);
  return audio;
}

DecodedSongs::DecodedSongs(std::vector<Song> songs, const FrontEnd& front_end, double gain_db,
                           int num_ahead)
    : songs_(std::move(songs)),
      front_end_(front_end),
      gain_db_(gain_db),
      num_ahead_(static_cast<std::size_t>(num_ahead)) {
  decode_ahead();
}

void DecodedSongs::decode_ahead() {
  const auto policy = num_ahead_ == 0 ? std::launch::deferred : std::launch::async;
  while (num_begun_ < songs_.size() && under_way_.size() < std::max<std::size_t>(1, num_ahead_)) {
    const auto begin = [&](std::launch how) {
      under_way_.push_back(
          std::async(how, decode_song, songs_[num_begun_].path, std::cref(front_end_), gain_db_));
    };
    try {
      begin(policy);
    } catch (const std::system_error&) {
      begin(std::launch::deferred);  // no thread can be started
    }
    ++num_begun_;
  }
}

std::future<DecodedSong> DecodedSongs::next() {
  std::future<DecodedSong> song = std::move(under_way_.front());
  under_way_.pop_front();
  decode_ahead();
  return song;
}

}  // namespace cantus
