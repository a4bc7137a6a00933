#include "data/maps/map_file.h"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include "data/files/atomic_file.h"
#include "data/frontend/feature_extractor.h"
#include "data/frontend/stored_front_end.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

void set_facts(Hdf5Writer& file, const MapFacts& facts) {
  file.set_text("/", "schema", kMapSchema);
  file.set_text("/", "tool", facts.tool);
  file.set_text("/", "source", facts.source);
  file.set_text("/", "track", facts.track);
  file.set_text("/", "model", facts.model);
  file.set_text("/", "network", facts.network);
  file.set_text("/", "rule", facts.rule);
  file.set_number("/", "gain_db", facts.gain_db);
  file.set_text("/", "device", facts.device);
}

// Reads the whole file, to find damaged chunks; Hdf5Reader checks that numbers are finite.
StoredMap read_all(const Hdf5Reader& file, const std::filesystem::path& path) {
  const auto refuse = [&](const std::string& found) {
    throw Error(Exit::kBadData, path.string(), found, kMapSchema,
                "name a map of `cantus saliency`");
  };
  if (!file.has_attribute("/", "schema") || file.text("/", "schema") != kMapSchema)
    refuse("no saliency map of this version");
  const auto shape = file.shape("saliency");
  if (shape.size() != 2 || shape[0] == 0) refuse("a saliency map that is no matrix of frames");
  for (const char* name : {"summed", "prob"})
    if (file.shape(name) != std::vector<std::int64_t>{shape[0]})
      refuse(std::string(name) + " does not fit the map");
  if (const std::string scale = unfit_scale(file, shape); !scale.empty())
    refuse(scale + " does not fit the map");
  read_scales(file);
  return {shape[0],
          shape[1],
          file.matrix_rows("saliency", 0, shape[0]),
          file.floats("summed"),
          file.floats("prob"),
          file.text("/", "track"),
          file.text("/", "front_end"),
          file.text("/", "network"),
          file.text("/", "model")};
}

}  // namespace

MapFile::MapFile(std::filesystem::path path, const MapFacts& facts, const FrontEnd& front_end,
                 StoredFloat type, std::int64_t num_frames)
    : path_(std::move(path)),
      front_end_(front_end),
      type_(type),
      num_frames_(num_frames),
      file_(std::make_unique<Hdf5Writer>(path_.string(),
                                         estimate_bytes(num_frames, front_end.num_bands(), type))) {
  file_->begin_matrix("saliency", type, num_frames, front_end.num_bands(), kFrameChunk);
  set_facts(*file_, facts);
  file_->set_text("/", "dtype", to_string(type));
}

MapFile::~MapFile() = default;

std::int64_t MapFile::estimate_bytes(std::int64_t num_frames, std::int64_t num_bands,
                                     StoredFloat type) {
  constexpr std::int64_t kDescriptions = 20 << 10;
  constexpr std::int64_t kBytesAFrame = sizeof(double) + 2 * sizeof(float);  // time, summed, prob
  return kDescriptions + padded(num_frames, kFrameChunk) * num_bands * stored_bytes(type) +
         padded(num_frames, kVectorChunk) * kBytesAFrame +
         num_bands * static_cast<std::int64_t>(sizeof(double));
}

void MapFile::add(std::int64_t n, const float* map, const float* probabilities) {
  const std::int64_t num_bands = front_end_.num_bands();
  const auto first = static_cast<std::int64_t>(summed_.size());
  CANTUS_REQUIRE(first + n <= num_frames_, "a map has more frames than its song");
  std::vector<float> positive(n * num_bands);
  for (std::int64_t k = 0; k < n; ++k) {
    double sum = 0;
    for (std::int64_t band = 0; band < num_bands; ++band) {
      const float value = map[k * num_bands + band];
      CANTUS_REQUIRE(std::isfinite(value), "a map of finite numbers");
      positive[k * num_bands + band] = std::max(value, 0.0f);
      sum += positive[k * num_bands + band];
    }
    summed_.push_back(static_cast<float>(sum));
  }
  probabilities_.insert(probabilities_.end(), probabilities, probabilities + n);
  file_->set_rows("saliency", type_, first, positive.data(), n, num_bands);
}

bool MapFile::commit(bool replaces) {
  CANTUS_REQUIRE(std::ssize(summed_) == num_frames_, "a map has fewer frames than its song");
  file_->add_vector("summed", summed_);
  file_->add_vector("prob", probabilities_);
  describe_front_end(*file_, front_end_, "saliency", num_frames_);
  for (const char* name : {"summed", "prob"}) file_->attach_scale(name, 0, "time");
  const MemoryImage image = file_->finish();
  const std::string_view bytes = image.view();
  const auto verify = [&](const std::filesystem::path& temporary) {
    const StoredMap found = read_map(temporary);
    if (found.summed != summed_ || found.probabilities != probabilities_)
      throw Error(Exit::kIoError, path_.string(), "reads back differently", "", "check the disk");
  };
  if (!replaces) return write_new_file(path_, bytes, verify);
  write_file(path_, bytes, verify);
  return true;
}

std::int64_t num_stored_frames(const std::filesystem::path& path, const MapFacts& facts,
                               const FrontEnd& front_end, StoredFloat type) {
  std::error_code failure;
  if (!std::filesystem::exists(path, failure)) return 0;
  const auto refuse = [&](const std::string& found) -> std::int64_t {
    throw Error(Exit::kCannotCreate, path.string(), found, "nothing, or the same map",
                "--force replaces it");
  };
  try {
    const Hdf5Reader file(path);
    const std::int64_t num_frames = read_all(file, path).num_frames;
    for (const auto& [name, value] : {std::pair{"track", facts.track},
                                      {"model", facts.model},
                                      {"rule", facts.rule},
                                      {"dtype", std::string(to_string(type))}})
      if (file.text("/", name) != value) refuse(std::string("a map of another ") + name);
    if (file.number("/", "gain_db") != facts.gain_db) refuse("a map of another gain_db");
    if (!is_of_front_end(file, front_end)) refuse("a map of another front_end");
    return num_frames;
  } catch (const Error& error) {
    if (error.code() == Exit::kBadData) return refuse("a file that is no whole saliency map");
    throw;
  }
}

StoredMap read_map(const std::filesystem::path& path) { return read_all(Hdf5Reader(path), path); }

}  // namespace cantus
