#pragma once

#include <string>
#include <vector>

#include "data/picture/canvas.h"

namespace cantus {

// Points of one kind and the kind's name.
struct PointCloud {
  std::string name;
  std::vector<Point> points;
};

struct ScatterPicture {
  std::string title;
  std::string remark;  // a line below the title
  std::vector<PointCloud> clouds;
};

// Renders a square picture that fits all points, with one scale for both axes and no ticks: only
// distances have a meaning. Points of all clouds are drawn in turn, so that no cloud hides another.
Canvas render_scatter(const ScatterPicture& picture);

}  // namespace cantus
