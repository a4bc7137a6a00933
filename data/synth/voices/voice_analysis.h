#pragma once

#include <map>
#include <vector>

#include "data/audio/audio.h"
#include "data/synth/voices/vocal_frames.h"
#include "kernels/core/queue.h"
#include "kernels/fft/fft.h"

namespace cantus {

// A recorded voice analyzed into pitch, level and envelope, one frame every kVoiceHopS.
struct VoiceAnalysis {
  int num_frames() const { return static_cast<int>(f0_hz.size()); }
  std::vector<double> f0_hz;     // [num_frames]; 0 where unvoiced
  std::vector<double> level_db;  // [num_frames] power between 300 and 2500 Hz
  std::vector<float> envelope;   // [num_frames][kEnvelopeBins] power density, see VocalFrames
};

// Pitch by the normalised autocorrelation of 40 ms windows; spectral envelope pitch-adaptively
// after CheapTrick (Morise 2015): three periods of Hann-windowed sound, power smoothed over 2/3 of
// f0, then liftered in the cepstrum, so that harmonics leave no trace. Frames are transformed
// together.
class VoiceAnalyzer {
 public:
  VoiceAnalyzer();
  // audio.sample_rate is kSynthRate; `known_hz`: above this frequency the recording has no energy,
  // and the envelope is extrapolated falling.
  VoiceAnalysis analyze(const Audio& audio, double known_hz);

 private:
  std::vector<double> track_pitch(const std::vector<float>& samples, int num_frames);
  std::vector<float> envelopes(const std::vector<float>& samples, const std::vector<double>& f0_hz);

  // Three periods under a Hann window of energy 1, and CheapTrick's lifter. A pitch is the rate
  // over a whole number of samples, so there are few of either: they are cached.
  const std::vector<float>& window_of(int length);
  const std::vector<float>& lifter_of(double pitch_hz);

  Queue queue_;
  FftPlan pitch_plan_, envelope_plan_;
  std::map<int, std::vector<float>> windows_;
  std::map<double, std::vector<float>> lifters_;
};

}  // namespace cantus
