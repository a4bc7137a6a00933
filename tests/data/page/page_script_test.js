'use strict';

// Runs the script of a page without a browser: what its tables say, what clicks and keys do, and
// where frames and times are drawn. usage: node page_script_test.js FOLDER_OF_THE_SCRIPT

const assert = require('assert');
const fs = require('fs');
const path = require('path');
const vm = require('vm');

// The part of a DOM element that the script uses.
class Element {
  constructor(name = '') {
    Object.assign(this, { name, textContent: '', style: {}, children: [], listeners: {}, clientWidth: 1128 });
    this.classes = new Set();
    this.classList = { add: (one) => this.classes.add(one), remove: (one) => this.classes.delete(one) };
  }
  append(...more) { this.children.push(...more); }
  prepend(one) { this.children.unshift(one); }
  addEventListener(event, does) { this.listeners[event] = does; }
  setAttribute(name, value) { this[name] = value; }
  setPointerCapture() {}
  insert(name) { this.append(new Element(name)); return this.children.at(-1); }
  createTHead() { return this.insert('thead'); }
  createTBody() { return this.insert('tbody'); }
  insertRow() { return this.insert('tr'); }
  find(name) { return this.name === name ? [this] : this.children.flatMap((one) => one.find(name)); }
}

const SONG = {
  title: 'a song', duration_s: 100, truth: [[10, 20], [15, 30], [90, 92]], truth_color: '#111111',
  threshold_color: '#222222', thresholds: [0.5], is_smoothed: false, layer_pixels: 330,
  detections: [{ name: 'one', color: '#333333', first_point_s: 0.5, period_s: 1,
                 segments: [[12, 33, 0.75], [50, 50.04, 0.5]], curve: new Array(100).fill(0.25) }],
  layers: [{ name: 'spectrogram', first_frame_s: 0.5, frame_period_s: 1, num_bins: 2, frequency_hz: [100, 300],
             tile_frames: 60, frequency_ticks: [[1, '0.2']], tiles: ['', ''] }],
};
const DETECTION = { model: { network: 'net', sha256: '0123456789abcdef' }, device: 'cpu', gain_db: 3,
                    songs: [{ warnings: ['beware'] }] };

// Opens a song's page: its elements by id, what was painted, and `run` for code within the script.
function opened(song, detection = DETECTION) {
  const ids = {};
  const byId = (id) => ids[id] ??= new Element(id);
  byId('song').textContent = JSON.stringify(song);
  byId('detection').textContent = JSON.stringify(detection);
  Object.assign(byId('sound'), { currentTime: 0, paused: true, play() { this.paused = false; },
                                 pause() { this.paused = true; } });
  const painted = [];
  const ink = new Proxy({}, {
    get: (_, name) => (...given) => painted.push([name, ...given]),
    set: () => true,
  });
  byId('timeline').getContext = () => ink;
  const page = new Element('document');
  Object.assign(page, { getElementById: byId, createElement: (name) => new Element(name),
                        querySelector: () => byId('tables').find('tr').find((row) => row.classes.has('chosen')) });
  class Picture extends Element {
    get naturalWidth() { return 50; }
  }
  const context = vm.createContext({ document: page, window: new Element(), atob, Blob, Image: Picture,
                                     URL: { createObjectURL: () => 'blob:' }, requestAnimationFrame() {} });
  for (const name of ['state', 'timeline', 'tables', 'controls'])
    vm.runInContext(fs.readFileSync(path.join(process.argv[2], `${name}.js`), 'utf8'), context);
  const run = (text) => vm.runInContext(text, context);
  return { byId, page, run, value: (text) => JSON.parse(run(`JSON.stringify(${text})`)), painted };
}

const textsOf = (row) => row.children.map((one) => one.textContent);

const tests = {
  spansOutsideOfOthersAreCutWhereTheyTouch({ value }) {
    assert.deepEqual(value('without([[0, 10]], [[2, 3], [5, 12]])'), [[0, 2], [3, 5]]);
    assert.deepEqual(value('without([[0, 10]], [[0, 10]])'), []);
    assert.deepEqual(value('without([[0, 4], [6, 9]], [[4, 6]])'), [[0, 4], [6, 9]]);
    assert.deepEqual(value('merged([[5, 6], [0, 4], [1, 2], [4, 4.5]])'), [[0, 4.5], [5, 6]]);
  },

  tablesHaveErrorsTheLongestFirst({ byId }) {
    const rows = byId('tables').find('tbody')[0].children.map(textsOf);
    assert.deepEqual(rows, [['0:30.00', '0:33.00', '3.00', 'false alarm'],
                            ['0:10.00', '0:12.00', '2.00', 'missed'],
                            ['1:30.00', '1:32.00', '2.00', 'missed']]);
    assert.equal(byId('tables').find('div')[0].textContent,
                 '2 segments, 21.0 s; missed 4.0 s of 22.0 s; false alarms 3.0 s');
  },

  tablesWithoutATruthHaveWhatWasFound() {
    const { byId, value } = opened({ ...SONG, truth: null });
    assert.deepEqual(textsOf(byId('tables').find('tbody')[0].children[0]), ['0:12.00', '0:33.00', '21.00', '0.75']);
    assert.equal(byId('tables').find('div')[0].textContent, '2 segments, 21.0 s');
    assert.equal(value('summaryOf({ segments: [[0, 1]] })'), '1 segment, 1.0 s');
  },

  aRowIsShownAndPlayedFromJustBefore({ byId, value }) {
    byId('tables').find('tbody')[0].children[0].listeners.click();
    assert.deepEqual(value('view'), { start: 28, end: 36 });
    assert.equal(byId('sound').currentTime, 29.5);
    assert(!byId('sound').paused);
  },

  aViewStaysWithinTheSong({ run, value }) {
    run('show(-5, 15)');
    assert.deepEqual(value('view'), { start: 0, end: 20 });
    run('show(95, 115)');
    assert.deepEqual(value('view'), { start: 80, end: 100 });
    run('show(50, 50)');
    assert.deepEqual(value('view'), { start: 50, end: 50.5 });
    run('show(40, 60); zoom(0.5, 45)');
    assert.deepEqual(value('view'), { start: 42.5, end: 52.5 });
  },

  keysMoveAndZoom({ byId, page, value }) {
    const press = (key) => page.listeners.keydown({ key, preventDefault() {} });
    byId('sound').currentTime = 50;
    press('ArrowLeft');
    assert.equal(byId('sound').currentTime, 48);
    press('ArrowRight');
    assert.equal(byId('sound').currentTime, 50);
    press('+');
    assert.deepEqual(value('view'), { start: 25, end: 75 });
    press('-');
    assert.deepEqual(value('view'), { start: 0, end: 100 });
    press(' ');
    assert(!byId('sound').paused);
  },

  // The player handles keys that are pressed in it.
  keysOfThePlayerAndTheBrowserAreLeftAlone({ byId, page }) {
    const pressed = { key: '+', preventDefault() { assert.fail('taken'); } };
    page.listeners.keydown({ ...pressed, target: byId('sound') });
    page.listeners.keydown({ ...pressed, ctrlKey: true });
    page.listeners.keydown({ ...pressed, key: 'q' });
  },

  theWheelZoomsWithCtrlAndMovesSideways({ byId, run, value }) {
    const { wheel } = byId('timeline').listeners;
    const turn = (event) => wheel({ offsetX: 604, deltaX: 0, preventDefault() {}, ...event });
    run('show(40, 60)');
    turn({ deltaY: 100, preventDefault() { assert.fail('the page is scrolled'); } });
    turn({ deltaY: 100, shiftKey: true });
    assert.deepEqual(value('view'), { start: 42, end: 62 });
    turn({ deltaY: -400 * Math.log(2), ctrlKey: true });
    assert.deepEqual(value('[view.start, view.end].map((one) => one.toFixed(6))'), ['47.000000', '57.000000']);
  },

  theViewTurnsAPageAtItsEnd({ byId, run, value }) {
    run('show(20, 40)');
    byId('sound').currentTime = 39;
    run('follow(38)');
    assert.deepEqual(value('view'), { start: 20, end: 40 });
    byId('sound').currentTime = 40.5;
    run('follow(39.9)');
    assert.deepEqual(value('view'), { start: 40.5, end: 60.5 });
    run('show(70, 90); follow(40)');  // scrolled elsewhere during playback
    assert.deepEqual(value('view'), { start: 70, end: 90 });
  },

  // The axis begins at pixel 104 and is 1000 pixels long here.
  aClickPlaysFromThereAndADragMoves({ byId, run, value }) {
    const { pointerdown, pointermove, pointerup } = byId('timeline').listeners;
    const at = (offsetX) => ({ offsetX, offsetY: 10, pointerId: 1 });
    pointerdown(at(604));
    pointerup(at(604));
    assert.equal(byId('sound').currentTime, 50);
    run('show(40, 60)');
    pointerdown(at(604));
    pointermove(at(504));
    pointerup(at(504));
    assert.deepEqual(value('view'), { start: 42, end: 62 });
    assert.equal(byId('sound').currentTime, 50);
  },

  tilesFollowEachOther({ run, painted }) {
    run('draw()');
    const tiles = painted.filter(([name]) => name === 'drawImage').map(([, , x, top, width]) => [x, top, width]);
    assert.deepEqual(tiles, [[104, 0, 500], [704, 0, 500]]);
  },

  // Three panels below the picture: truth, detected voice, and the curve, 140 pixels high.
  barsAndCurvesStandAtTheirTimes({ run, painted }) {
    run('show(0, 100); draw()');
    const bars = painted.filter(([name, x, top, width]) => name === 'fillRect' && top > 330 && width < 1000);
    assert.deepEqual(bars.map(([, ...box]) => box), [[204, 338, 100, 16], [254, 338, 150, 16], [1004, 338, 20, 16],
                                                     [224, 358, 210, 16], [604, 358, 1, 16]]);
    const points = painted.filter(([name]) => name === 'lineTo').filter(([, , y]) => y === 382 + 0.75 * 140);
    assert.deepEqual([points.length, points[0][1], points.at(-1)[1]], [1001, 104, 1104]);
  },

  timesAreToldRoundAndFew({ value }) {
    assert.deepEqual(value('[clock(61), clock(61.25, 2), clock(3599.5, 1)]'), ['1:01', '1:01.25', '59:59.5']);
    assert.deepEqual(value('[clock(3599.7), clock(3725.5, 1)]'), ['1:00:00', '1:02:05.5']);
    assert.deepEqual(value('[clock(59.7), clock(59.997, 2), clock(119.994, 2)]'), ['1:00', '1:00.00', '1:59.99']);
    assert.deepEqual(value('timeTicks(5).map((tick) => tick.text)'), ['0:00', '0:30', '1:00', '1:30']);
  },

  thePointerIsToldTimeFrequencyAndValue({ byId }) {
    byId('timeline').listeners.pointermove({ offsetX: 604, offsetY: 10 });
    assert.equal(byId('readout').textContent, '0:50.00 · 300 Hz · one 0.25');
    byId('timeline').listeners.pointermove({ offsetX: 604, offsetY: 320 });
    assert.equal(byId('readout').textContent, '0:50.00 · 100 Hz · one 0.25');
  },

  whatMadeThePageIsSaid({ byId }) {
    assert.equal(byId('origin').textContent, 'on cpu, level changed by 3 dB; one: net, model 0123456789ab');
    assert.deepEqual(byId('warnings').children.map((one) => one.textContent), ['beware']);
    assert.equal(byId('threshold').textContent, 'Dashed: voice is above 0.5.');
  },

  everyModelIsNamedByWhatDrewIt() {
    const { byId } = opened({ ...SONG, detections: [SONG.detections[0], { ...SONG.detections[0], name: 'two' }] },
                            { ...DETECTION, gain_db: 0,
                              beside: [{ name: 'two', network: 'other', sha256: 'fedcba9876543210' }],
                              map: { network: 'cnn', sha256: 'aaaabbbbccccdddd' } });
    assert.equal(byId('origin').textContent, 'on cpu; one: net, model 0123456789ab; ' +
                 'two: other, model fedcba987654; map: cnn, model aaaabbbbcccc');
  },
};

for (const [name, test] of Object.entries(tests)) {
  try {
    test(opened(SONG));
  } catch (error) {
    process.exitCode = 1;
    console.error(`${name}: ${error.message}`);
  }
}
console.log(`${Object.keys(tests).length} tests of the page's script`);
