// The tier ruler: lines are moved here and answered here, from prefix sums, with no round trip. On release
// they are handed to the engine, whose own figures are then held against the ones shown.

import { lifelineOf } from "../../lifeline/script/lifeline.js";
import { makeControls } from "./controls.js";
import { html, put } from "./elements.js";
import { countFrom, emptyAnswer, makeAnswer, readIndex, sameFigures } from "./figures.js";
import { makeHandles } from "./handles.js";
import { fill, integer, points } from "./numbers.js";
import { makeOffer } from "./offer.js";
import { CLOSEST, following, stretch, WHOLE, zoomed } from "./places.js";
import { makePlot } from "./plot.js";
import { makeSaid } from "./said.js";
import { makeTable } from "./table.js";
import { makeUndelivered } from "./undelivered.js";
import { makeView } from "./view.js";

const NEIGHBOURHOOD = 500; // hundredths shown around a line
const SHAPE = ["tier_names", "tier_titles", "colours", "heads", "hours", "texts", "language"];

/** Show the ruler of `model` in `el`. */
export function render({ model, el }) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let lines = Int32Array.from(model.get("lines"));
  let index = null, answer = null, found = null, trouble = "";
  let log = true, active = 0, serial = 0, waitingFor = 0, width = 0, parts = null, shut = false;
  const { view, look, glide, stop } = makeView(drawAll, () => calm.matches);
  const engine = lifelineOf(model.widget_manager?.kernel);
  const undelivered = makeUndelivered(model), offer = makeOffer(model, undelivered, putBack);

  // -- building ---------------------------------------------------------------------------------------

  function build() {
    parts?.handles.remove();
    const texts = model.get("texts"), names = model.get("tier_names");
    const shape = { names, texts, titles: model.get("tier_titles"), colours: model.get("colours") };
    const plot = makePlot(names, shape.colours);
    const handles = makeHandles({ ...shape, ...host, get lines() { return lines; }, plot });
    const table = makeTable({ ...shape, heads: model.get("heads"), hours: model.get("hours") });
    const controls = makeControls(texts, log, acts);
    const said = makeSaid(texts);
    const stage = html("div", { class: "tr-stage" }, plot.root, handles.layer);
    const keys = html("p", { class: "tl-note tr-keys" }, texts.keys);
    const head = html("div", { class: "tl-head" }, html("h2", {}, texts.title), controls.root);
    const card = html("section", { class: "tl-card tr", "data-panel": "ruler", "aria-label": texts.title });
    card.append(head, said.hint, offer.root, said.blank, stage, said.notice, said.row, table.root, keys);
    parts = { plot, handles, table, controls, said, stage, card, texts, names };
    el.classList.add("tl");
    el.lang = model.get("language") === "zh" ? "zh-CN" : "en";
    el.replaceChildren(card);
    watching.disconnect();
    watching.observe(stage);
    stage.addEventListener("wheel", onWheel, { passive: false });
    layOut();
    showProblem();
    offer.show();
  }

  // -- what the handles ask for -----------------------------------------------------------------------

  const host = {
    kept: () => Int32Array.from(model.get("lines")),
    readonly: () => model.get("readonly") || !index || shut,
    view: () => ({ ...view, part: view.high - view.low < WHOLE }),
    spoken: (which, accounts) => {
      const above = integer(index ? countFrom(index, lines[which]) : 0);
      const places = { tier: parts.names[which], line: points(lines[which]), above, accounts: integer(accounts) };
      return fill(parts.texts.spoken, places);
    },
    move(which, value) {
      if (lines[which] === value) return;
      lines[which] = value;
      active = which;
      follow();
      parts.said.showState("live");
    },
    restore(before) {
      lines = Int32Array.from(before);
      follow();
      showConfirmed();
    },
    commit() {
      const kept = model.get("lines");
      if (lines.every((line, which) => line === kept[which])) return showConfirmed();
      serial = Math.max(serial, model.get("answered")) + 1;
      waitingFor = serial;
      offer.withdraw();
      undelivered.keep(lines);
      parts.said.showState("waiting");
      engine.send(model, { act: "commit", lines: [...lines], serial });
    },
    choose(which) {
      active = which;
      parts.handles.mark(active, host.readonly());
      drawLines();
    },
    zoom(steps, which) {
      const middle = which === undefined ? inView(active) : which;
      const anchor = middle === null ? (view.low + view.high) / 2 : lines[middle];
      glide(zoomed(view, steps, anchor, which !== undefined));
    },
    zoomTo: (which) => lines.length && glide(stretch(lines[which], NEIGHBOURHOOD)),
    whole: () => glide({ low: 0, high: WHOLE }),
    near: (which) => look(stretch(lines[which], view.high - view.low)),
    follow: (which) => look(following(view, lines[which])),
    pan: (by) => look(stretch((view.low + view.high) / 2 + by, view.high - view.low)),
    complain(words, box) {
      for (const other of parts.stage.querySelectorAll("[aria-describedby]")) other.removeAttribute("aria-describedby");
      if (box) box.setAttribute("aria-describedby", parts.said.id);
      parts.said.showNotice(words);
    },
  };

  const acts = {
    log(on) {
      log = on;
      drawBars();
    },
    wider: () => host.zoom(-1),
    closer: () => host.zoom(1),
    whole: host.whole,
    near: () => host.zoomTo(active),
    back: reset,
  };

  const inView = (which) => (lines.length && parts.plot.seen(lines[which]) ? which : null);

  function reset() {
    if (host.readonly() || parts.handles.busy()) return;
    lines = Int32Array.from(model.get("baseline"));
    parts.handles.forgetTyped();
    follow();
    host.commit();
  }

  function onWheel(event) {
    if (!event.ctrlKey) return;
    event.preventDefault();
    const x = event.clientX - parts.stage.getBoundingClientRect().left;
    const score = view.low + ((x - parts.plot.across(view.low)) / parts.plot.size.room) * (view.high - view.low);
    look(zoomed(view, event.deltaY < 0 ? 1 : -1, score, false));
  }

  // -- drawing ----------------------------------------------------------------------------------------

  function layOut() {
    width = parts.stage.clientWidth;
    if (!width) return; // not on the page yet: the observer calls again
    const high = Math.round(Math.min(Math.max(width / 5, 170), 260));
    const top = parts.handles.resize(width);
    parts.stage.style.height = `${parts.plot.resize(width, top, high)}px`;
    drawBars();
    follow();
  }

  function drawBars() {
    if (!width) return;
    parts.plot.drawBars(index, view, log, parts.texts.bars);
    const whole = view.high - view.low >= WHOLE;
    put(parts.stage, "data-view", `${view.low}-${view.high}`);
    parts.controls.mark(whole, view.high - view.low <= CLOSEST);
  }

  function drawLines() {
    if (!width) return;
    const { pills, feet } = parts.handles.place();
    parts.plot.drawLines(lines, model.get("baseline"), pills, feet, active);
  }

  // all that a moved line changes; called once a frame during a drag
  function follow() {
    if (index) answer(lines, found);
    if (!width) return;
    drawLines();
    if (!index) return;
    const figures = found;
    parts.plot.drawTiers(lines, figures.totals, index.kinds, index.accounts);
    parts.table.update(lines, model.get("baseline"), figures, index.accounts);
    parts.handles.speak(figures, index.kinds);
    markBack();
    parts.said.showMoved(figures);
  }

  function markBack() {
    const there = lines.every((line, which) => line === model.get("baseline")[which]);
    parts.controls.back.disabled = there || shut;
  }

  function drawAll() {
    drawBars();
    follow();
  }

  // -- saying -----------------------------------------------------------------------------------------

  // nothing answers, which the page says, or answers again: what can be moved, and what is waited for
  function onTurn(silent) {
    if (silent) parts.handles.settle(); // what is half done is kept
    shut = silent;
    el.classList.toggle("tl-locked", shut);
    parts.handles.mark(active, host.readonly());
    markBack();
    parts.said.showState(!shut && waitingFor > model.get("answered") ? "waiting" : "none");
  }

  function putBack(wanted) {
    if (host.readonly() || parts.handles.busy()) return;
    lines = Int32Array.from(wanted);
    follow();
    host.commit();
  }

  function showProblem() {
    parts.said.showGround(index, trouble, model.get("problem"));
    parts.card.classList.toggle("tr-empty", !index);
    parts.stage.inert = !index;
  }

  // hold the engine's figures against those shown, when they are for the same lines of the same index
  function showConfirmed() {
    if (index) answer(lines, found); // also when nothing could be drawn yet
    const told = model.get("confirmed");
    const current = told.edition === model.get("edition") && told.lines?.every((line, which) => line === lines[which]);
    if (!index || !current) return waitingFor > model.get("answered") ? undefined : parts.said.showState("none");
    parts.said.showAgreed(sameFigures(found, told.moves), found);
  }

  // -- listening --------------------------------------------------------------------------------------

  function readFigures() {
    trouble = "";
    index = null;
    const bytes = model.get("index");
    if (!bytes.byteLength) return;
    try {
      const read = readIndex(bytes);
      if (read.tiers.length !== model.get("tier_names").length) throw new Error("another scheme's index");
      answer = makeAnswer(read);
      found = emptyAnswer(read);
      index = read;
    } catch (error) {
      console.warn(error);
      trouble = model.get("texts").unreadable;
    }
  }

  const changed = new Set();
  function onChange(name) {
    engine.hear();
    if (!changed.size) queueMicrotask(obey); // what came in one message is obeyed at once
    changed.add(name);
  }

  function obey() {
    const told = new Set(changed), has = (...names) => names.some((name) => told.has(name));
    changed.clear(); // what changes from here on is obeyed in its turn
    const [shape, figures, placed] = [has(...SHAPE), has("index", "tier_names"), has("lines", "answered", "baseline")];
    if (figures) readFigures();
    const mine = parts.handles.busy();
    if (has("answered") && waitingFor) {
      if (waitingFor <= model.get("answered")) undelivered.forget();
      else undelivered.carry();
    }
    if (shape || (placed && !mine)) lines = Int32Array.from(model.get("lines"));
    if (lines.length !== model.get("lines").length) lines = Int32Array.from(model.get("lines"));
    if (active >= lines.length) active = 0;
    if (shape) build();
    else {
      showProblem();
      if (figures) drawBars();
      follow();
    }
    if (has("made_on")) offer.look();
    parts.handles.mark(active, host.readonly());
    if (!mine) showConfirmed();
  }

  const LISTENED = [...SHAPE, "index", "edition", "baseline", "lines", "answered", "confirmed", "readonly", "problem", "made_on"];
  const ears = LISTENED.map((name) => [`change:${name}`, () => onChange(name)]);
  const watching = new ResizeObserver(() => parts.stage.clientWidth !== width && layOut());
  for (const [name, ear] of ears) model.on(name, ear);
  readFigures();
  build();
  offer.look();
  parts.handles.mark(active, host.readonly());
  showConfirmed();
  const leave = engine.follow(model, onTurn);
  return () => {
    for (const [name, ear] of ears) model.off(name, ear);
    leave();
    stop();
    watching.disconnect();
    parts.handles.remove();
  };
}

export default { render };
