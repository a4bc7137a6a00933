#pragma once

#include <deque>
#include <future>
#include <optional>
#include <string>
#include <vector>

#include "apps/program/flags.h"
#include "apps/songs/song_list.h"
#include "data/audio/audio.h"
#include "data/frontend/front_end.h"

namespace cantus {

// A decoded song at a front end's sample rate.
struct DecodedSong {
  Audio audio;
  double duration_s = 0;
  double gain_db = 0;  // by which the level was changed
  std::vector<std::string> warnings;
};

// The flag --gain-db.
void declare_gain(Flags& flags, double& gain_db);

// Decodes a song and changes its level by gain_db. Errors: those of read_audio.
DecodedSong decode_song(const std::filesystem::path& song, const FrontEnd& front_end,
                        double gain_db = 0);

// Decodes a corpus' recording at `sample_rate`: one channel (none: the mean of all), its level
// changed by gain_db. Errors: those of read_audio.
Audio decode_recording(const std::filesystem::path& path, std::optional<int> channel,
                       double gain_db, int sample_rate);

// Songs one after the other; other threads decode the next ones meanwhile, so that a GPU need not
// wait for them.
class DecodedSongs {
 public:
  // num_ahead: the number of songs decoded at once; 0: the caller's thread decodes each song when
  // it asks for it. The front end must outlive this.
  DecodedSongs(std::vector<Song> songs, const FrontEnd& front_end, double gain_db, int num_ahead);

  // Returns the next song and starts another; get() waits. Errors of get(): those of decode_song.
  std::future<DecodedSong> next();

 private:
  void decode_ahead();

  std::vector<Song> songs_;
  const FrontEnd& front_end_;
  double gain_db_;
  std::size_t num_ahead_;
  std::size_t num_begun_ = 0;
  std::deque<std::future<DecodedSong>> under_way_;
};

}  // namespace cantus
