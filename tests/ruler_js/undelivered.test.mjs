// A move that was not answered yet is kept, and found by the next page only.

import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { makeDrawer } from "../../widgets/tierline_widgets/lifeline/script/drawer.js";
import { makeUndelivered } from "../../widgets/tierline_widgets/ruler/script/undelivered.js";
import { storage } from "../lifeline_js/storage.mjs";

function model(lines, on = "3:abc", where = "desk") {
  const traits = { lines, made_on: where ? { where, on } : {} };
  return { traits, get: (name) => traits[name] };
}

test("what was kept is found by the next page, and fits on the same mark only", () => {
  const store = storage();
  const first = makeUndelivered(model([80, 60]), makeDrawer(() => store));
  assert.equal(first.keep([80, 55]), true);
  assert.equal(first.found(), null); // its own, on its way
  const next = makeUndelivered(model([80, 60]), makeDrawer(() => store));
  assert.deepEqual(next.found(), { lines: [80, 55], from: [80, 60], fits: true });
  const late = makeUndelivered(model([80, 60], "4:abc"), makeDrawer(() => store));
  assert.equal(late.found().fits, false);
  late.forget();
  assert.equal(store.held.size, 0);
});

test("what was answered is forgotten under the name it was kept under, though there is another by then", () => {
  const store = storage();
  const desk = model([80, 60], "0:abc", "no scenario");
  const page = makeUndelivered(desk, makeDrawer(() => store));
  page.keep([80, 55]);
  Object.assign(desk.traits, { lines: [80, 55], made_on: { where: "scenario 1", on: "2:abc" } });
  assert.equal(page.found(), null);
  page.forget();
  assert.equal(store.held.size, 0);
  assert.equal(makeUndelivered(model([80, 60], "0:abc", "no scenario"), makeDrawer(() => store)).found(), null);
});

test("a second move on its way is carried to what the first one made", () => {
  const store = storage();
  const desk = model([80, 60], "0:abc", "no scenario");
  const page = makeUndelivered(desk, makeDrawer(() => store));
  page.carry(); // nothing is on its way
  assert.equal(store.held.size, 0);
  page.keep([80, 55]);
  page.keep([80, 50]);
  Object.assign(desk.traits, { lines: [80, 55], made_on: { where: "scenario 1", on: "2:abc" } });
  page.carry();
  assert.equal(page.found(), null);
  assert.deepEqual([...store.held.keys()], ["tierline.move.scenario 1"]);
  const next = makeUndelivered(model([80, 55], "2:abc", "scenario 1"), makeDrawer(() => store));
  assert.deepEqual(next.found(), { lines: [80, 50], from: [80, 55], fits: true });
  page.forget();
  assert.equal(store.held.size, 0);
});

test("what was found is forgotten where it lay, and what is on its way stays when something stale is found", () => {
  const store = storage();
  makeUndelivered(model([80, 60], "0:abc", "no scenario"), makeDrawer(() => store)).keep([80, 50]);
  const desk = model([80, 60], "0:abc", "no scenario");
  const page = makeUndelivered(desk, makeDrawer(() => store));
  assert.equal(page.found().fits, true);
  desk.traits.made_on = { where: "scenario 1", on: "2:abc" };
  page.forget();
  assert.equal(store.held.size, 0);

  makeUndelivered(model([80, 60], "3:abc", "scenario 2"), makeDrawer(() => store)).keep([80, 55]);
  desk.traits.made_on = { where: "scenario 1", on: "2:abc" };
  page.keep([80, 52]);
  Object.assign(desk.traits, { lines: [80, 55], made_on: { where: "scenario 2", on: "4:abc" } });
  assert.equal(page.found(), null);
  assert.deepEqual([...store.held.keys()], ["tierline.move.scenario 1"]);
});

test("what arrived after all, or is of another scheme, is forgotten", () => {
  for (const lines of [[80, 55], [90, 80, 55]]) {
    const store = storage();
    makeUndelivered(model([80, 60]), makeDrawer(() => store)).keep([80, 55]);
    assert.equal(makeUndelivered(model(lines), makeDrawer(() => store)).found(), null);
    assert.equal(store.held.size, 0);
  }
});

test("another tab's move stays, and what is no move is taken away", () => {
  const store = storage();
  const one = makeUndelivered(model([80, 60]), makeDrawer(() => store));
  one.keep([80, 55]);
  makeUndelivered(model([80, 60]), makeDrawer(() => store)).keep([80, 50]);
  one.forget();
  assert.equal(store.held.size, 1);
  for (const text of ["", "no json", "null", "{}", '{"on":"3:abc","lines":[1.5,1],"from":[2,1]}']) {
    store.setItem("tierline.move.desk", text);
    assert.equal(makeUndelivered(model([80, 60]), makeDrawer(() => store)).found(), null);
  }
});

test("nothing is kept where nothing says what it is made on, or the browser refuses", () => {
  assert.equal(makeUndelivered(model([80, 60], "1", ""), makeDrawer(storage)).keep([80, 55]), false);
  const closed = () => { throw new Error("no store here"); };
  const refused = makeUndelivered(model([80, 60]), makeDrawer(closed));
  const warned = console.warn;
  console.warn = () => {};
  assert.equal(refused.keep([80, 55]), false);
  assert.equal(refused.found(), null);
  console.warn = warned;
});

test("a move that nobody came back for is forgotten after 30 days, of whatever scenario", () => {
  const store = storage(), days = (count) => count * 24 * 3600 * 1000;
  const at = (where) => makeUndelivered(model([80, 60], "3:abc", where), makeDrawer(() => store));
  mock.timers.enable({ apis: ["Date"], now: days(100) });
  at("desk").keep([80, 55]);
  mock.timers.setTime(days(130));
  assert.equal(at("desk").found().fits, true);
  mock.timers.setTime(days(130) + 1);
  assert.equal(at("other").found(), null);
  assert.equal(store.held.size, 0);
  mock.timers.reset();
});
