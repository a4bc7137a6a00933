#include "data/features/feature_store.h"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <system_error>

#include "data/features/feature_file.h"
#include "data/files/atomic_file.h"
#include "data/files/hash.h"
#include "data/files/input_file.h"
#include "data/files/output_folder.h"
#include "data/files/temporary_files.h"
#include "data/frontend/stored_front_end.h"
#include "kernels/core/error.h"
#include "kernels/core/half.h"

namespace cantus {
namespace {

namespace fs = std::filesystem;

constexpr const char* kRemedy =
    "name a folder for features that can be written, with --features or data.features";

std::string key_of(const FrontEnd& front_end, StoredFloat type) {
  return sha256_hex(canonical_text(front_end) + "extractor_version=" +
                    std::to_string(kExtractorVersion) + "\nstored=" + to_string(type) + "\n");
}

void require_track(const std::string& track) {
  CANTUS_REQUIRE(is_sha256(track), "a track is named by the SHA-256 of its audio");
}

void require_storable(const std::string& source, const FeatureMatrix& features) {
  if (features.num_frames == 0) {
    throw Error(Exit::kBadData, source, "gives no frame of features",
                "at least one window of sound", "leave it out");
  }
  const auto bad = std::find_if_not(features.values.begin(), features.values.end(),
                                    [](float value) { return std::isfinite(value); });
  if (bad == features.values.end()) return;
  const std::int64_t index = bad - features.values.begin();
  throw Error(Exit::kBadData, source,
              "feature is NaN or infinite in frame " + std::to_string(index / features.num_bands) +
                  ", band " + std::to_string(index % features.num_bands),
              "finite numbers", "check the recording");
}

// The values as they will be read back: float16 rounds.
std::vector<float> as_stored(const std::vector<float>& values, StoredFloat type) {
  if (type == StoredFloat::kFloat32) return values;
  std::vector<std::uint16_t> halves(values.size());
  std::vector<float> rounded(values.size());
  half_from_float(values.data(), std::ssize(values), halves.data());
  float_from_half(halves.data(), std::ssize(halves), rounded.data());
  return rounded;
}

// Reads the features, and also the scales, so that any damaged chunk is found.
std::vector<float> read_whole(const Hdf5Reader& file) {
  read_scales(file);
  return file.matrix_rows("features", 0, file.shape("features")[0]);
}

}  // namespace

std::filesystem::path features_beside(const std::filesystem::path& manifest) {
  return manifest.parent_path() / "features";
}

FeatureStore::FeatureStore(const fs::path& folder, FrontEnd front_end, StoredFloat type,
                           WhileBusy while_busy)
    : front_end_(std::move(front_end)),
      type_(type),
      while_busy_(std::move(while_busy)),
      folder_(folder / key_of(front_end_, type)),
      list_(folder_ / "checksums") {
  make_folder(folder_, kRemedy);
  remove_abandoned_files(folder_);
}

std::int64_t FeatureStore::estimate_bytes(std::int64_t num_frames, std::int64_t num_bands,
                                          StoredFloat type) {
  constexpr std::int64_t kDescriptions = 14 << 10;
  constexpr std::int64_t kIndexBytesPerChunk = 24;
  const std::int64_t num_chunks = (num_frames + kFrameChunk - 1) / kFrameChunk;
  return kDescriptions + num_chunks * kIndexBytesPerChunk +
         padded(num_frames, kFrameChunk) * num_bands * stored_bytes(type) +
         (padded(num_frames, kVectorChunk) + padded(num_bands, kVectorChunk)) *
             static_cast<std::int64_t>(sizeof(double));
}

fs::path FeatureStore::path_of(const std::string& track) const {
  require_track(track);
  return folder_ / (track + ".h5");
}

// The track's features; none where its file is damaged.
std::optional<FeatureMatrix> FeatureStore::read_intact(const std::string& track) const try {
  const Hdf5Reader file = open_feature_file(path_of(track), front_end_, track);
  return FeatureMatrix{file.shape("features")[0], front_end_.num_bands(), read_whole(file)};
} catch (const Error& error) {
  if (error.code() != Exit::kBadData) throw;
  return {};
}

bool FeatureStore::holds(const std::string& track) {
  if (verified_.count(track) != 0) return true;
  const fs::path path = path_of(track);
  std::error_code failure;
  if (!fs::is_regular_file(path, failure) || fs::file_size(path, failure) == 0) return false;
  const InputFile file(path, std::uint64_t{1} << 40);
  const std::string bytes = file.read_all();
  const ChecksumList::Entry entry{bytes.size(), crc32c(bytes)};
  const std::optional<ChecksumList::Entry> listed = list_.find(path.filename());
  // A file not listed is read in full: its writer was killed between renaming and listing it.
  const bool is_intact = listed ? *listed == entry : read_intact(track).has_value();
  if (is_intact) verified_.insert(track);
  return is_intact;
}

void FeatureStore::put(const std::string& track, const FeatureMatrix& features,
                       const std::string& source) {
  CANTUS_REQUIRE(features.num_bands == front_end_.num_bands() &&
                     std::ssize(features.values) == features.num_frames * features.num_bands,
                 "features are [num_frames, num_bands] of their front end");
  require_storable(source, features);
  // Threads of one process take turns by a mutex: at the file lock they would poll for each other
  // and report one another as another process that is busy.
  static std::mutex turn;
  const std::lock_guard own_turn(turn);
  const FileLock lock(folder_ / ".lock", while_busy_, kRemedy);
  if (!holds(track)) write(track, features, source);
}

void FeatureStore::write(const std::string& track, const FeatureMatrix& features,
                         const std::string& source) {
  const fs::path path = path_of(track);
  const MemoryImage image = build_feature_file(path, front_end_, type_, track, features, source);
  const std::string_view bytes = image.view();
  write_file(path, bytes, [&](const fs::path& temporary) {
    if (read_whole(open_feature_file(temporary, front_end_, track)) !=
        as_stored(features.values, type_))
      throw Error(Exit::kIoError, path.string(), "reads back differently", "", "check the disk");
  });
  list_.append(path.filename(), {bytes.size(), crc32c(bytes)});
  verified_.insert(track);
}

FeatureMatrix FeatureStore::read(const std::string& track) const {
  const fs::path path = path_of(track);
  if (!fs::exists(path)) {
    throw Error(Exit::kNoInput, path.string(), "no features of this track", "",
                "extract them first");
  }
  if (auto features = read_intact(track)) return std::move(*features);
  throw Error(Exit::kBadData, path.string(), "the file is damaged", "right checksums",
              "delete it and run again");
}

std::int64_t FeatureStore::num_frames(const std::string& track) const {
  return open_feature_file(path_of(track), front_end_, track).shape("features")[0];
}

}  // namespace cantus
