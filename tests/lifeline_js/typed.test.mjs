// What was typed and not answered is kept, and found by the next page of the same pane and ground only.

import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { makeDrawer } from "../../widgets/tierline_widgets/lifeline/script/drawer.js";
import { makeTyped } from "../../widgets/tierline_widgets/lifeline/script/typed.js";
import { storage } from "./storage.mjs";

const NOTE = { act: "note", name: "note", value: "because", box: "Note" };
const WEIGHT = { act: "weight", name: "revenue", value: "30", box: "Weight of revenue" };
const page = (store, on = { where: "desk", on: "3:abc" }, panel = "weights") =>
  makeTyped(() => panel, () => on, makeDrawer(() => store));
const told = (found) => found.map(({ box, value, fits }) => [box, value, fits]);

test("the next page finds what this one kept, on the same mark; this one knows it is on its way", () => {
  const store = storage(), first = page(store);
  first.keep(NOTE);
  first.keep(WEIGHT);
  assert.deepEqual(first.found(), []);
  assert.deepEqual(told(page(store).found()), [["Note", "because", true], ["Weight of revenue", "30", true]]);
  assert.deepEqual(told(page(store, { where: "desk", on: "4:abc" }).found()).map((one) => one[2]), [false, false]);
  assert.deepEqual(page(store, { where: "other", on: "3:abc" }).found(), []);
  assert.deepEqual(page(store, undefined, "scenario").found(), []);
});

test("what is answered is forgotten, unless something newer was typed into the same box", () => {
  const store = storage(), one = page(store);
  const first = one.keep(WEIGHT), second = one.keep({ ...WEIGHT, value: "31" });
  one.forget(first);
  assert.deepEqual(told(page(store).found()), [["Weight of revenue", "31", true]]);
  one.forget(second);
  assert.equal(store.held.size, 0);
});

test("what stands there already is forgotten, and what is no entry is taken away", () => {
  const store = storage();
  page(store).keep(WEIGHT);
  assert.deepEqual(page(store).found(({ value }) => value === "30"), []);
  assert.equal(store.held.size, 0);
  for (const text of ["", "null", "no json", '{"act":"weight"}', '{"act":1,"name":"","value":"","box":"","on":"","at":1}']) {
    store.setItem("tierline.typed.desk.weights.x", text);
    assert.deepEqual(page(store).found(), []);
    assert.equal(store.held.size, 0);
  }
});

test("nothing is kept where nothing says what it is typed on, or the browser refuses", () => {
  const store = storage();
  assert.equal(page(store, {}).keep(NOTE), null);
  assert.deepEqual(page(store, {}).found(), []);
  const warned = console.warn;
  console.warn = () => {};
  const closed = makeDrawer(() => { throw new Error("no store here"); });
  const refused = makeTyped(() => "weights", () => ({ where: "desk", on: "1" }), closed);
  assert.equal(refused.keep(NOTE), null);
  assert.deepEqual(refused.found(), []);
  console.warn = warned;
});

test("of what is typed, the box, what it is called and the mark are kept, and nothing else", () => {
  const store = storage();
  page(store).keep({ ...NOTE, account_id: "A1", way: "follow=each" });
  assert.equal(page(store).found()[0].way, "follow=each");
  const [[name, text]] = store.held;
  assert.equal(name, "tierline.typed.desk.weights.note.note");
  assert.deepEqual(Object.keys(JSON.parse(text)), ["act", "name", "value", "box", "way", "on", "at"]);
});

const DAY = 24 * 3600 * 1000;

test("what nobody came back for is forgotten after 30 days, of whatever scenario, and by whichever pane", () => {
  const store = storage();
  store.setItem("another.app", "its own");
  mock.timers.enable({ apis: ["Date"], now: 100 * DAY });
  page(store).keep(NOTE);
  mock.timers.setTime(130 * DAY);
  assert.deepEqual(told(page(store).found()), [["Note", "because", true]]);
  page(store, undefined, "scenario").keep(NOTE);
  mock.timers.setTime(130 * DAY + 1);
  assert.deepEqual(page(store, {}).found(), []); // a pane with nothing to type into
  assert.deepEqual([...store.held.keys()], ["another.app", "tierline.typed.desk.scenario.note.note"]);
  mock.timers.setTime(101 * DAY); // put right
  assert.equal(page(store, undefined, "scenario").found().length, 1);
  mock.timers.reset();
});
