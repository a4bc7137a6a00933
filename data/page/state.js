'use strict';

// The page of one song. #song holds its numbers (data/page/song_page.cpp); nothing else is loaded.
// One state, `view` and `layer`; draw() (timeline.js) shows it, events (controls.js) change it.

const song = JSON.parse(document.getElementById('song').textContent);
const sound = document.getElementById('sound');
const canvas = document.getElementById('timeline');
const readout = document.getElementById('readout');
const ink = canvas.getContext('2d');

const LEFT = 104, RIGHT = 24, IMAGE_HEIGHT = song.layer_pixels, BAR_HEIGHT = 16, CURVE_HEIGHT = 140, GAP = 8;
const SHORTEST_VIEW_S = 0.5;
const PANEL = '#151a22', MUTED = '#8e98a6', GRID = 'rgba(255, 255, 255, 0.09)', INK = '#e2e7ee';

const view = { start: 0, end: song.duration_s };
let layer = song.layers[0];
let pointer = null;  // its position on the canvas in pixels; null: outside

// The panels, from top to bottom.
const panels = { image: { top: 0, height: IMAGE_HEIGHT }, bars: [], curve: null };
{
  let top = IMAGE_HEIGHT + GAP;
  const add = (name, color, spans) => {
    panels.bars.push({ name, color, spans, top, height: BAR_HEIGHT });
    top += BAR_HEIGHT + 4;
  };
  if (song.truth) add('truth', song.truth_color, song.truth);
  for (const found of song.detections) add(found.name, found.color, found.segments);
  panels.curve = { top: top + 4, height: CURVE_HEIGHT };
}
const CANVAS_HEIGHT = panels.curve.top + CURVE_HEIGHT + 26;

const width = () => canvas.clientWidth - LEFT - RIGHT;
const xOf = (time) => LEFT + (width() * (time - view.start)) / (view.end - view.start);
const timeAt = (x) => view.start + ((view.end - view.start) * (x - LEFT)) / width();

// Rounds before splitting into minutes, so that 59.997 s is shown as 1:00.00.
function clock(time_s, digits = 0) {
  const rounded = Number(time_s.toFixed(digits));
  const minutes = Math.floor(rounded / 60), hours = Math.floor(minutes / 60);
  const whole = hours ? `${hours}:${String(minutes % 60).padStart(2, '0')}` : minutes;
  const rest = (rounded - 60 * minutes).toFixed(digits).padStart(digits ? digits + 3 : 2, '0');
  return `${whole}:${rest}`;
}
