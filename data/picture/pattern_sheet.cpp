#include "data/picture/pattern_sheet.h"

#include <algorithm>

#include "data/picture/palette.h"
#include "data/picture/text.h"
#include "kernels/core/error.h"

namespace cantus {
namespace {

constexpr int kScale = 2;     // pixels per frame and per band
constexpr int kColumns = 16;  // at most so many patterns side by side in a block
constexpr int kTileGap = 6;
constexpr int kNameHeight = 14;
constexpr int kTitleHeight = 34;
constexpr int kMargin = 40;
constexpr int kTop = 92;
constexpr double kTitleScale = 2.6, kBlockScale = 2.0, kNoteScale = 1.5;

int tile_width(const PatternBlock& block) {
  return kScale * static_cast<int>(block.num_frames) + kTileGap;
}

int tile_height(const PatternBlock& block) {
  return kScale * static_cast<int>(block.num_bands) + kNameHeight + kTileGap;
}

int num_columns(const PatternBlock& block) {
  return std::min(kColumns, static_cast<int>(block.patterns.size()));
}

int block_height(const PatternBlock& block) {
  const int lines = (static_cast<int>(block.patterns.size()) + kColumns - 1) / kColumns;
  return kTitleHeight + lines * tile_height(block) + kTileGap;
}

int row_height(const std::vector<PatternBlock>& row) {
  int height = 0;
  for (const PatternBlock& block : row) height = std::max(height, block_height(block));
  return height;
}

// Left edges of the networks' columns, and the right edge of the last.
std::vector<int> column_edges(const PatternSheet& sheet) {
  std::vector<int> widths;
  for (const auto& row : sheet.rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t b = 0; b < row.size(); ++b)
      widths[b] = std::max({widths[b], num_columns(row[b]) * tile_width(row[b]),
                            static_cast<int>(text_width(row[b].title, kBlockScale))});
  }
  std::vector<int> edges = {kMargin};
  for (const int width : widths) edges.push_back(edges.back() + width + kMargin);
  return edges;
}

void draw_pattern(Canvas& canvas, int left, int top, const PatternBlock& block,
                  const std::vector<float>& pattern) {
  CANTUS_REQUIRE(std::ssize(pattern) == block.num_frames * block.num_bands,
                 "a pattern is [num_frames, num_bands]");
  const auto [least, greatest] = std::minmax_element(pattern.begin(), pattern.end());
  const double range = static_cast<double>(*greatest) - *least;
  for (std::int64_t t = 0; t < block.num_frames; ++t) {
    for (std::int64_t f = 0; f < block.num_bands; ++f) {
      const float value = pattern[static_cast<std::size_t>(t * block.num_bands + f)];
      const Color color = heat_color(range > 0 ? (value - *least) / range : 0.0);
      const int x = left + kScale * static_cast<int>(t);
      const int y = top + kScale * static_cast<int>(block.num_bands - 1 - f);
      for (int i = 0; i < kScale * kScale; ++i)
        canvas.blend(x + i % kScale, y + i / kScale, color, 1.0);
    }
  }
}

void draw_block(Canvas& canvas, int left, int top, const PatternBlock& block) {
  draw_text(&canvas, {static_cast<double>(left), top + 24.0}, block.title,
            {kInk, kBlockScale, Align::kLeft});
  for (std::size_t i = 0; i < block.patterns.size(); ++i) {
    const int x = left + static_cast<int>(i) % kColumns * tile_width(block);
    const int y = top + kTitleHeight + static_cast<int>(i) / kColumns * tile_height(block);
    if (i < block.names.size())
      draw_text(&canvas, {static_cast<double>(x), y + 10.0}, block.names[i],
                {kMuted, 1.2, Align::kLeft});
    draw_pattern(canvas, x, y + kNameHeight, block, block.patterns[i]);
  }
}

}  // namespace

Canvas render_patterns(const PatternSheet& sheet) {
  int height = kTop;
  for (const auto& row : sheet.rows) height += row_height(row);
  const std::vector<int> edges = column_edges(sheet);
  const double text =
      std::max(text_width(sheet.title, kTitleScale), text_width(sheet.note, kNoteScale));
  const int width = std::max(edges.back(), static_cast<int>(text) + 2 * kMargin);
  Canvas canvas(width, height + kMargin, kBackground);
  draw_text(&canvas, {kMargin, 44}, sheet.title, {kInk, kTitleScale, Align::kLeft});
  draw_text(&canvas, {kMargin, 68}, sheet.note, {kMuted, kNoteScale, Align::kLeft});
  int top = kTop;
  for (const auto& row : sheet.rows) {
    for (std::size_t b = 0; b < row.size(); ++b) draw_block(canvas, edges[b], top, row[b]);
    top += row_height(row);
  }
  return canvas;
}

}  // namespace cantus
