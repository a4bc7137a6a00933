#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "apps/program/verb.h"
#include "data/labels/segment.h"
#include "data/manifest/split.h"

namespace cantus {

inline constexpr std::array<const char*, 2> kDomains = {"source", "target"};

// Which excerpts of two domains are drawn at random. Hou 2020 does not say what its Figure 4 shows
// as "high-dimensional acoustic features"; ours are the excerpts that its networks see.
struct ExcerptDraw {
  std::array<std::filesystem::path, 2> manifests;  // of source and target
  std::filesystem::path features;  // feature store; "": beside the source's manifest
  Split split = Split::kTest;
  std::vector<std::string> positive = {kVoiceWords.begin(), kVoiceWords.end()};
  int num_points = 500;  // of each domain
  int num_frames = 25;
  std::uint64_t seed = 1;
};

// The centre of a drawn excerpt.
struct ExcerptPlace {
  int domain = 0;  // index in kDomains
  std::string song;
  double time_s = 0;
};

struct EmbeddedExcerpts {
  std::vector<ExcerptPlace> places;
  // [places, num_frames * num_bands] of front end hou2020; over the songs of both domains together
  // every band has mean 0 and deviation 1.
  std::vector<float> features;
};

// Draws from the frames with voice of each domain's songs, without repetition. Errors: those of
// read_songs and extract_and_label; kBadData for a domain with fewer frames with voice than points.
EmbeddedExcerpts embedded_excerpts(const ExcerptDraw& draw, const CommonOptions& common);

}  // namespace cantus
