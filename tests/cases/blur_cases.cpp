#include "kernels/blur/blur.h"
#include "tests/cases/cases.h"
#include "tests/reference/blur_reference.h"

namespace cantus::testing {
namespace {

KernelCase blur_case(BlurAxis axis, std::int64_t rows, std::int64_t columns, double sigma,
                     bool full_size) {
  const bool along_rows = axis == BlurAxis::kRows;
  const auto definition = [=](const auto& in, auto& out) {
    const std::int64_t num_lines = along_rows ? columns : rows;
    for (std::int64_t l = 0; l < num_lines; ++l) {
      auto line = in[0];
      line.clear();
      const std::int64_t stride = along_rows ? columns : 1;
      const std::int64_t first = along_rows ? l : l * columns;
      for (std::int64_t i = 0; i < (along_rows ? rows : columns); ++i)
        line.push_back(in[0][first + i * stride]);
      const auto blurred = reference::blurred_line(line, sigma);
      for (std::size_t i = 0; i < blurred.size(); ++i)
        out[0][first + static_cast<std::int64_t>(i) * stride] = blurred[i];
    }
  };
  return {.name = std::string("gaussian_blur along ") + (along_rows ? "rows " : "columns ") +
                  std::to_string(rows) + "x" + std::to_string(columns),
          .inputs = {normal_values(rows * columns, 1)},
          .output_sizes = {rows * columns},
          .kernel =
              [=](Queue& queue, const auto& in, auto& out) {
                gaussian_blur(queue, axis, rows, columns, sigma, in[0].data(), out[0].data());
              },
          .definition = definition,
          .bytes = 8.0 * static_cast<double>(rows * columns),
          .flops = 3 * (4 * sigma + 1) * static_cast<double>(rows * columns),
          .full_size = full_size};
}

}  // namespace

void add_blur_cases(CaseList& list) {
  for (const auto axis : {BlurAxis::kRows, BlurAxis::kColumns}) {
    list.kernels.push_back(blur_case(axis, 1, 1, 1, false));
    list.kernels.push_back(blur_case(axis, 3, 11, 1, false));
    list.kernels.push_back(blur_case(axis, 21, 2, 2.3, false));
    list.kernels.push_back(blur_case(axis, 2097, 372, 1, true));
  }
}

}  // namespace cantus::testing
