#pragma once

#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "models/detection/inference.h"

namespace cantus {

// The inferences that work through a song stretch by stretch, one for each number of excerpts in a
// stretch. Each is made when a song first asks for it. If memory lacks room for a longer one,
// shorter stretches take its place: they hold the same excerpts, but compute more frames.
class StretchInferences {
 public:
  // Makes the inference for stretches of `num_excerpts` excerpts.
  using Make = std::function<std::unique_ptr<Inference>(std::int64_t num_excerpts)>;

  // sizes: numbers of excerpts, ascending, the first of which is made at once; overlap_frames: how
  // many frames a stretch has beyond its number of excerpts. Errors: those of `make`.
  StretchInferences(std::vector<std::int64_t> sizes, std::int64_t overlap_frames, Make make);

  // The stretches of a song, in its order (cover_with_stretches), ready for of(). Errors: those of
  // `make`, except OutOfMemory for stretches longer than the shortest.
  std::vector<std::int64_t> cover(std::int64_t num_excerpts);
  Inference& of(std::int64_t size) { return *made_.at(size); }
  std::int64_t shortest() const { return sizes_.front(); }

 private:
  bool has_room_for(std::int64_t size);

  std::vector<std::int64_t> sizes_;
  std::int64_t overlap_frames_;
  Make make_;
  std::map<std::int64_t, std::unique_ptr<Inference>> made_;
};

}  // namespace cantus
