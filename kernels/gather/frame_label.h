#pragma once

namespace cantus {

// A frame's label is 1 where there is voice and 0 where there is none, or between where another
// network gave it (Schlueter 2016, section 4); or this, of a frame that is not learned from.
inline constexpr float kNotLearned = -1;

inline bool is_voice(float label) { return label > 0.5f; }

}  // namespace cantus
