'use strict';

// The song on one time axis: spectrogram or map, truth, what was found, curves.

// At most `count` round times within the view.
function timeTicks(count) {
  const steps = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600];
  const step = steps.find((one) => (view.end - view.start) / one <= count) ?? 7200;
  const ticks = [];
  for (let k = Math.ceil(view.start / step); k * step <= view.end; ++k)
    ticks.push({ time: k * step, text: clock(k * step, step < 0.1 ? 2 : step < 1 ? 1 : 0) });
  return ticks;
}

function drawImage() {
  ink.imageSmoothingQuality = 'high';
  const { top, height } = panels.image;
  ink.save();
  ink.beginPath();
  ink.rect(LEFT, top, width(), height);
  ink.clip();
  ink.fillStyle = PANEL;
  ink.fillRect(LEFT, top, width(), height);
  const startOf = (frame) => layer.first_frame_s + (frame - 0.5) * layer.frame_period_s;
  layer.tiles.forEach((tile, i) => {
    const from = startOf(i * layer.tile_frames);
    const to = startOf(i * layer.tile_frames + tile.naturalWidth);
    if (to > view.start && from < view.end)
      ink.drawImage(tile, xOf(from), top, xOf(to) - xOf(from), height);
  });
  ink.restore();
  ink.textAlign = 'right';
  for (const [bin, text] of layer.frequency_ticks) {
    const y = top + height * (1 - bin / layer.num_bins);
    line(LEFT, y, LEFT + width(), y, GRID);
    write(text, LEFT - 8, y + 4);
  }
  write('kHz', LEFT - 8, top + 10);
}

function line(x0, y0, x1, y1, color, dash = []) {
  ink.strokeStyle = color;
  ink.lineWidth = 1;
  ink.setLineDash(dash);
  ink.beginPath();
  ink.moveTo(x0, y0);
  ink.lineTo(x1, y1);
  ink.stroke();
  ink.setLineDash([]);
}

function write(text, x, y) {
  ink.fillStyle = MUTED;
  ink.fillText(text, x, y);
}

function drawBar({ name, color, spans, top, height }) {
  ink.fillStyle = PANEL;
  ink.fillRect(LEFT, top, width(), height);
  ink.fillStyle = color;
  for (const [start, end] of spans) {
    if (end <= view.start || start >= view.end) continue;
    const from = Math.max(xOf(start), LEFT), to = Math.min(xOf(end), LEFT + width());
    ink.fillRect(from, top, Math.max(to - from, 1), height);
  }
  ink.textAlign = 'right';
  ink.fillStyle = color;
  ink.fillText(name, LEFT - 8, top + 12, LEFT - 10);  // a long name is squeezed
}

// In each pixel column the mean of its points or, without any, interpolated from the two around it.
function drawCurve(found) {
  const { top, height } = panels.curve;
  const positionOf = (time) => (time - found.first_point_s) / found.period_s;
  const points = found.curve, last = points.length - 1;
  ink.strokeStyle = found.color;
  ink.lineWidth = 1.5;
  ink.beginPath();
  for (let x = 0; x <= width(); ++x) {
    const from = Math.min(Math.max(positionOf(timeAt(LEFT + x)), 0), last);
    const to = Math.min(Math.max(positionOf(timeAt(LEFT + x + 1)), 0), last);
    let value;
    if (to - from < 1) {
      const k = Math.min(Math.floor(from), Math.max(last - 1, 0));
      value = points[k] + (from - k) * ((points[k + 1] ?? points[k]) - points[k]);
    } else {
      const inside = points.slice(Math.ceil(from), Math.floor(to) + 1);
      value = inside.reduce((sum, one) => sum + one, 0) / inside.length;
    }
    ink.lineTo(LEFT + x, top + height * (1 - value));
  }
  ink.stroke();
}

function drawCurves() {
  const { top, height } = panels.curve;
  ink.fillStyle = PANEL;
  ink.fillRect(LEFT, top, width(), height);
  ink.textAlign = 'right';
  for (const level of [0, 0.5, 1]) {
    const y = top + height * (1 - level);
    line(LEFT, y, LEFT + width(), y, GRID);
    write(level.toFixed(1), LEFT - 8, y + (level === 1 ? 10 : level === 0 ? 0 : 4));
  }
  [...song.detections].reverse().forEach(drawCurve);
  for (const level of song.thresholds) {
    const y = top + height * (1 - level);
    line(LEFT, y, LEFT + width(), y, song.threshold_color, [6, 6]);
  }
}

function drawTime() {
  const bottom = panels.curve.top + panels.curve.height;
  ink.textAlign = 'center';
  for (const { time, text } of timeTicks(width() / 80)) {
    line(xOf(time), 0, xOf(time), bottom, GRID);
    write(text, xOf(time), bottom + 18);
  }
  const now = xOf(sound.currentTime);
  if (now >= LEFT && now <= LEFT + width()) line(now, 0, now, bottom, INK);
}

function draw() {
  const scale = window.devicePixelRatio || 1;
  canvas.style.height = `${CANVAS_HEIGHT}px`;
  canvas.width = canvas.clientWidth * scale;
  canvas.height = CANVAS_HEIGHT * scale;
  ink.setTransform(scale, 0, 0, scale, 0, 0);
  ink.font = '12px system-ui, sans-serif';
  drawImage();
  panels.bars.forEach(drawBar);
  drawCurves();
  drawTime();
  tell();
}

let isDue = false;
function redraw() {
  if (isDue) return;
  isDue = true;
  requestAnimationFrame(() => {
    isDue = false;
    draw();
  });
}

// Shows the values under the pointer.
function tell() {
  if (!pointer || pointer.x < LEFT || pointer.x > LEFT + width()) {
    readout.textContent = '';
    return;
  }
  const time = timeAt(pointer.x);
  const parts = [clock(time, 2)];
  if (pointer.y < IMAGE_HEIGHT) {
    const bin = Math.floor(layer.num_bins * (1 - pointer.y / IMAGE_HEIGHT));
    parts.push(`${Math.round(layer.frequency_hz[Math.min(bin, layer.num_bins - 1)])} Hz`);
  }
  for (const found of song.detections) {
    const value = found.curve[Math.round((time - found.first_point_s) / found.period_s)];
    if (value !== undefined) parts.push(`${found.name} ${value.toFixed(2)}`);
  }
  readout.textContent = parts.join(' · ');
}
