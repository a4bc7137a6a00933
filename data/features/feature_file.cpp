#include "data/features/feature_file.h"

#include "data/frontend/stored_front_end.h"
#include "kernels/core/error.h"

namespace cantus {

MemoryImage build_feature_file(const std::filesystem::path& path, const FrontEnd& front_end,
                               StoredFloat type, const std::string& track,
                               const FeatureMatrix& features, const std::string& source) {
  Hdf5Writer file(path.string());
  file.add_matrix("features", type, features.values.data(), features.num_frames, features.num_bands,
                  kFrameChunk);
  describe_front_end(file, front_end, "features", features.num_frames);
  file.set_integer("/", "extractor_version", kExtractorVersion);
  file.set_text("/", "window", to_string(front_end.stft.window));
  file.set_text("/", "source", source);
  file.set_text("/", "track", track);
  return file.finish();
}

Hdf5Reader open_feature_file(const std::filesystem::path& path, const FrontEnd& front_end,
                             const std::string& track) {
  Hdf5Reader file(path);
  const auto expect = [&](bool is_so, const std::string& found, const std::string& expected) {
    if (is_so) return;
    throw Error(Exit::kBadData, path.string(), found, expected, "delete it and run again");
  };
  const std::vector<std::int64_t> shape = file.shape("features");
  const std::int64_t num_bands = std::ssize(band_centres_hz(front_end));
  expect(shape.size() == 2 && shape[0] > 0 && shape[1] == num_bands, "features of another shape",
         std::to_string(num_bands) + " bands");
  expect(unfit_scale(file, shape).empty(), "scales that do not fit the features",
         "one time a frame, one frequency a band");
  expect(is_of_front_end(file, front_end), "features of another front end", "those of its folder");
  expect(file.text("/", "track") == track, "features of another song", "track " + track);
  return file;
}

}  // namespace cantus
