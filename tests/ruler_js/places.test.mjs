// Where things lie on the ruler: limits, zoom, bars, marks and pills.

import assert from "node:assert/strict";
import { test } from "node:test";

import * as places from "../../widgets/tierline_widgets/ruler/script/places.js";

// a plain generator, so that a failure comes back with the same numbers
function drawing(seed) {
  let state = seed;
  return (below) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * below);
  };
}

const someLines = (draw, count) => [...new Set(Array.from({ length: count }, () => 1 + draw(10000)))].sort((a, b) => b - a);

test("a line stays a hundredth from its neighbours and within the scale", () => {
  const draw = drawing(1);
  for (let turn = 0; turn < 2000; turn++) {
    const lines = someLines(draw, 1 + draw(7));
    const which = draw(lines.length);
    const moved = [...lines];
    moved[which] = places.held(lines, which, draw(14000) - 2000 + 0.4);
    for (let one = 1; one < moved.length; one++) assert.ok(moved[one] < moved[one - 1], `${lines} ${which}`);
    assert.ok(moved[0] <= 10000 && moved[moved.length - 1] >= 1);
    assert.ok(Number.isInteger(moved[which]));
  }
  assert.equal(places.held([8000, 5000], 0, 100), 5001);
  assert.equal(places.held([8000, 5000], 1, 9999), 7999);
  assert.equal(places.held([8000, 5000], 1, -5), 1);
  assert.equal(places.held([8000, 5000], 0, 1e9), 10000);
});

test("every zoom lies within the scale, and the steps go back and forth", () => {
  const draw = drawing(2);
  let view = { low: 0, high: 10000 };
  for (let turn = 0; turn < 2000; turn++) {
    view = places.zoomed(view, draw(2) ? 1 : -1, draw(10001), draw(2) === 1);
    assert.ok(view.low >= 0 && view.high <= 10000 && view.high - view.low >= 100, JSON.stringify(view));
  }
  let width = 10000;
  view = { low: 0, high: 10000 };
  for (let step = 0; step < 9; step++) {
    view = places.zoomed(view, 1, 6500, true);
    assert.ok(view.high - view.low < width || width === 100);
    assert.ok(view.low <= 6500 && view.high >= 6500);
    width = view.high - view.low;
  }
  assert.equal(width, 100);
});

test("what is pointed at stays under the pointer", () => {
  const view = places.zoomed({ low: 4000, high: 6000 }, 1, 5500, false);
  assert.deepEqual(view, { low: 4750, high: 5750 });
});

test("the view follows a line out of sight and stays otherwise", () => {
  const view = { low: 4000, high: 5000 };
  assert.equal(places.following(view, 4500), view);
  assert.deepEqual(places.following(view, 5200), { low: 4700, high: 5700 });
  assert.deepEqual(places.following({ low: 9000, high: 10000 }, 10000), { low: 9000, high: 10000 });
});

test("bars hold every account of the scale once, 100.00 included", () => {
  const draw = drawing(3);
  const below = new Float64Array(10002);
  for (let score = 0; score <= 10000; score++) below[score + 1] = below[score] + draw(4);
  for (const width of [1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500]) {
    const bars = places.binned(below, { low: 0, high: 10000 }, width);
    assert.equal(bars.reduce((all, bar) => all + bar.accounts, 0), below[10001]);
    assert.equal(bars.length, 10000 / width);
  }
});

test("bars are five pixels wide or more, unless the widest are not", () => {
  for (const [view, pixels, width] of [[{ low: 0, high: 10000 }, 1200, 50], [{ low: 0, high: 10000 }, 300, 200], [{ low: 6450, high: 6550 }, 1200, 1]]) {
    assert.equal(places.binWidth(view, pixels), width);
  }
});

test("marks are round and within what is shown", () => {
  assert.deepEqual(places.scoreMarks({ low: 0, high: 10000 }, 1000), Array.from({ length: 11 }, (_none, place) => 1000 * place));
  for (const mark of places.scoreMarks({ low: 6250, high: 6750 }, 900)) assert.ok(mark % 50 === 0 && mark >= 6250 && mark <= 6750);
  assert.deepEqual(places.countMarks(1500, true), [1, 10, 100, 1000]);
  assert.deepEqual(places.countMarks(1500, false), [0, 500, 1000, 1500]);
  assert.deepEqual(places.countMarks(1, false), [0, 1]);
});

test("heights keep their order and end at the top", () => {
  for (const log of [true, false]) {
    assert.equal(places.height(0, 900, log), 0);
    assert.equal(places.height(900, 900, log), 1);
    assert.ok(places.height(10, 900, log) < places.height(11, 900, log));
  }
  assert.equal(places.height(0, 0, true), 0);
});

test("pills never cover one another, keep their order, and stay near their lines", () => {
  const draw = drawing(4);
  const found = new Float64Array(7);
  for (let turn = 0; turn < 2000; turn++) {
    const count = 1 + draw(7), room = 800 + draw(600), size = 100;
    const wanted = Array.from({ length: count }, () => draw(room + 400) - 200).sort((a, b) => a - b);
    places.spread(wanted, size, room, found);
    for (let one = 0; one < count; one++) {
      assert.ok(found[one] >= size / 2 - 1e-9 && found[one] <= room - size / 2 + 1e-9, `${wanted} in ${room}`);
      if (one) assert.ok(found[one] - found[one - 1] >= size - 1e-9);
    }
  }
  places.spread([100, 300, 500], 90, 800, found);
  assert.deepEqual([...found.slice(0, 3)], [100, 300, 500]);
  places.spread([300, 300], 100, 800, found);
  assert.deepEqual([...found.slice(0, 2)], [250, 350]);
});
