#pragma once

#include <string>
#include <vector>

#include "data/picture/canvas.h"

namespace cantus {

// Points of one kind and what they are.
struct PointCloud {
  std::string name;
  std::vector<Point> points;
};

struct ScatterPicture {
  std::string title;
  std::string remark;  // a line below the title
  std::vector<PointCloud> clouds;
};

// A square picture in which all points fit, one scale for both axes, without ticks: only distances
// mean something. Clouds are drawn point by point in turn, so that none hides another.
Canvas render_scatter(const ScatterPicture& picture);

}  // namespace cantus
