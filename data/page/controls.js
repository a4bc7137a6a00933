'use strict';

// Player, pointer, wheel and keys.

function show(start, end) {
  const length = Math.min(Math.max(end - start, SHORTEST_VIEW_S), song.duration_s);
  view.start = Math.min(Math.max(start, 0), song.duration_s - length);
  view.end = view.start + length;
  redraw();
}

const isInView = (time) => time >= view.start && time <= view.end;

// Zooms around the playback position if it is in view, else around the middle.
function zoom(factor, around = isInView(sound.currentTime) ? sound.currentTime : (view.start + view.end) / 2) {
  show(around - (around - view.start) * factor, around + (view.end - around) * factor);
}

function playFrom(time) {
  sound.currentTime = Math.min(Math.max(time, 0), song.duration_s);
  sound.play();
}

function toggle() {
  if (sound.paused) sound.play();
  else sound.pause();
}

// Brings the playback position into view.
function goAlong() {
  const now = sound.currentTime;
  if (!isInView(now)) show(now, now + view.end - view.start);
  redraw();
}

// While playing, turns the view like a page when playback passes its end.
function follow(before = sound.currentTime) {
  const now = sound.currentTime;
  if (isInView(before) && now > view.end) goAlong();
  redraw();
  if (!sound.paused) requestAnimationFrame(() => follow(now));
}

function addLayers() {
  if (song.layers.length < 2) return;
  const buttons = song.layers.map((one) => {
    const button = element('button', one.name);
    button.addEventListener('click', () => choose(one));
    return button;
  });
  const choose = (one) => {
    layer = one;
    buttons.forEach((button, i) => button.setAttribute('aria-pressed', song.layers[i] === one));
    redraw();
  };
  document.getElementById('layers').append(...buttons);
  choose(layer);
}

function listen() {
  let grip = null;  // where the drag began
  const at = (event) => ({ x: event.offsetX, y: event.offsetY });
  canvas.addEventListener('pointerdown', (event) => {
    grip = { x: event.offsetX, start: view.start, isMoved: false };
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener('pointermove', (event) => {
    pointer = at(event);
    if (grip && Math.abs(event.offsetX - grip.x) > 3) grip.isMoved = true;
    if (grip?.isMoved) {
      const length = view.end - view.start;
      const start = grip.start - ((event.offsetX - grip.x) * length) / width();
      show(start, start + length);
    }
    tell();
  });
  canvas.addEventListener('pointerup', (event) => {
    if (grip && !grip.isMoved && event.offsetX >= LEFT) playFrom(timeAt(event.offsetX));
    grip = null;
  });
  canvas.addEventListener('pointerleave', () => {
    pointer = null;
    tell();
  });
  canvas.addEventListener('wheel', (event) => {
    if (!event.ctrlKey && !event.shiftKey && !event.deltaX) return;  // left to scroll the page
    event.preventDefault();
    const sideways = event.shiftKey ? event.deltaY : event.deltaX;
    const step = ((view.end - view.start) * sideways) / 1000;
    if (sideways) show(view.start + step, view.end + step);
    else if (event.ctrlKey) zoom(Math.exp(event.deltaY / 400), timeAt(event.offsetX));
  }, { passive: false });

  const keys = {
    ' ': toggle,
    ArrowLeft: () => { sound.currentTime -= 2; },
    ArrowRight: () => { sound.currentTime += 2; },
    '+': () => zoom(0.5),
    '-': () => zoom(2),
    0: () => show(0, song.duration_s),
  };
  document.addEventListener('keydown', (event) => {
    if (event.target === sound || event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
  document.addEventListener('keyup', (event) => {  // on which a space would press a button
    if (event.key === ' ' && event.target !== sound) event.preventDefault();
  });
  document.getElementById('closer').addEventListener('click', keys['+']);
  document.getElementById('farther').addEventListener('click', keys['-']);
  document.getElementById('whole').addEventListener('click', keys[0]);
  sound.addEventListener('play', () => {
    goAlong();
    follow();
  });
  sound.addEventListener('seeked', goAlong);
  window.addEventListener('resize', redraw);
}

function decoded(base64) {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

const flac = decoded(document.getElementById('flac').textContent);
sound.src = URL.createObjectURL(new Blob([flac], { type: 'audio/flac' }));
for (const one of song.layers) {
  one.tiles = one.tiles.map((base64) => {
    const tile = new Image();
    tile.addEventListener('load', redraw);
    tile.src = `data:image/png;base64,${base64}`;
    return tile;
  });
}
document.getElementById('threshold').textContent =
  `Dashed: voice is above ${song.thresholds.join(', and ends at or below ')}` +
  (song.is_smoothed ? ' of the smoothed curve; the curves are drawn as they are.' : '.');
tellOrigin();
addLayers();
document.getElementById('tables').append(...song.detections.map(tableOf));
listen();
redraw();
