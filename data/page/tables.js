'use strict';

// Tables of what each model found, or of its errors; a click on a row plays it.

// The parts of the spans of a outside those of b, both in order.
function without(a, b) {
  const left = [];
  for (const [start, end] of a) {
    let from = start;
    for (const [bStart, bEnd] of b) {
      if (bEnd <= from || bStart >= end) continue;
      if (bStart > from) left.push([from, bStart]);
      from = Math.max(from, bEnd);
    }
    if (from < end) left.push([from, end]);
  }
  return left;
}

// The ordered spans with overlapping ones merged.
function merged(spans) {
  const all = [];
  for (const [start, end] of [...spans].sort((a, b) => a[0] - b[0])) {
    const last = all[all.length - 1];
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else all.push([start, end]);
  }
  return all;
}

const seconds = (spans) => spans.reduce((sum, [start, end]) => sum + end - start, 0);

const SHORTEST_ERROR_S = 0.05;

// With a truth: the model's errors, longest first; without: what it found.
function rowsOf(found) {
  if (!song.truth)
    return found.segments.map(([start, end, confidence]) => ({ start, end, what: confidence.toFixed(2) }));
  const truth = merged(song.truth);
  const named = (spans, what) => spans.map(([start, end]) => ({ start, end, what }));
  return [...named(without(truth, found.segments), 'missed'),
          ...named(without(found.segments, truth), 'false alarm')]
    .filter(({ start, end }) => end - start >= SHORTEST_ERROR_S)
    .sort((a, b) => (b.end - b.start) - (a.end - a.start));
}

function summaryOf(found) {
  const count = found.segments.length;
  const parts = [`${count} ${count === 1 ? 'segment' : 'segments'}, ${seconds(found.segments).toFixed(1)} s`];
  if (song.truth) {
    const truth = merged(song.truth);
    parts.push(`missed ${seconds(without(truth, found.segments)).toFixed(1)} s of ${seconds(truth).toFixed(1)} s`);
    parts.push(`false alarms ${seconds(without(found.segments, truth)).toFixed(1)} s`);
  }
  return parts.join('; ');
}

// Shows what `detect` reported about the song and what made the page.
function tellOrigin() {
  const { model, beside = [], map, device, gain_db: gain, songs } =
    JSON.parse(document.getElementById('detection').textContent);
  const gained = gain ? `, level changed by ${gain} dB` : '';
  const told = ({ network, sha256 }) => `${network}, model ${sha256.slice(0, 12)}`;
  const models = [model, ...beside].map((one, i) => `${song.detections[i].name}: ${told(one)}`);
  if (map) models.push(`map: ${told(map)}`);
  document.getElementById('origin').textContent = [`on ${device}${gained}`, ...models].join('; ');
  document.getElementById('warnings').append(...songs[0].warnings.map((text) => element('p', text)));
}

function element(name, text = '') {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

function tableOf(found) {
  const section = element('section');
  const heading = element('h2', found.name);
  const swatch = element('i');
  swatch.style.background = found.color;
  heading.prepend(swatch);
  const table = element('table'), head = table.createTHead().insertRow(), body = table.createTBody();
  for (const name of ['start', 'end', 'seconds', song.truth ? `error of ${SHORTEST_ERROR_S} s or more` : 'confidence'])
    head.append(element('th', name));
  for (const { start, end, what } of rowsOf(found)) {
    const row = body.insertRow();
    for (const text of [clock(start, 2), clock(end, 2), (end - start).toFixed(2), what])
      row.append(element('td', text));
    const choose = () => {
      document.querySelector('.chosen')?.classList.remove('chosen');
      row.classList.add('chosen');
      show(start - 2, Math.max(end + 2, start + 6));
      playFrom(start - 0.5);
    };
    row.tabIndex = 0;
    row.addEventListener('click', choose);
    row.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') choose();
    });
  }
  const rows = element('div');
  rows.className = 'rows';
  rows.append(table);
  section.append(heading, element('div', summaryOf(found)), rows);
  return section;
}
