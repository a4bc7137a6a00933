#pragma once

#include <filesystem>
#include <string>

#include "data/audio/audio.h"

namespace cantus {

enum class WavFormat { kPcm16, kFloat32 };

// Encodes one channel as a WAV file. kPcm16 rounds to the nearest of 65,536 steps and clips at full
// scale, kFloat32 keeps every bit. The same sound gives the same bytes. Errors: kSoftware for
// samples that are not finite or make more than 4 GiB.
std::string to_wav(const Audio& audio, WavFormat format = WavFormat::kPcm16);

// Errors: those of to_wav and AtomicFile.
void write_wav(const std::filesystem::path& path, const Audio& audio,
               WavFormat format = WavFormat::kPcm16);

}  // namespace cantus
