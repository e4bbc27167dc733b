// The tier ruler: lines are moved here and answered here, from prefix sums, with no round trip. On release
// they are handed to the engine, whose own figures are then held against the ones shown.

import { makeControls } from "./controls.js";
import { html, put, say } from "./elements.js";
import { countFrom, emptyAnswer, makeAnswer, readIndex, sameFigures } from "./figures.js";
import { makeHandles } from "./handles.js";
import { fill, integer, points } from "./numbers.js";
import { makeOffer } from "./offer.js";
import { CLOSEST, following, stretch, WHOLE, zoomed } from "./places.js";
import { makePlot } from "./plot.js";
import { makeTable } from "./table.js";
import { makeUndelivered } from "./undelivered.js";

const NEIGHBOURHOOD = 500; // hundredths shown around a line
const PATIENCE = 10000; // milliseconds after which the engine's silence is said
const GLIDE = 180; // milliseconds a change of zoom takes
const SHAPE = ["tier_names", "tier_titles", "colours", "heads", "hours", "texts", "language"];

/** Show the ruler of `model` in `el`. */
export function render({ model, el }) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let lines = Int32Array.from(model.get("lines"));
  let index = null, answer = null, found = null, trouble = "";
  let view = { low: 0, high: WHOLE }, log = true, active = 0;
  let serial = 0, waitingFor = 0, silence = 0, gliding = 0, width = 0;
  let parts = null, safe = false;
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
    const id = "tr" + Math.random().toString(36).slice(2);
    const notice = html("p", { class: "tl-notice tr-notice", role: "alert", id, hidden: "" });
    const moved = html("span", { class: "tr-moved" }), state = html("span", { class: "tr-state" });
    const spoken = html("span", { class: "tr-spoken", role: "status" });
    const again = html("button", { type: "button", class: "tl-button tr-again", hidden: "" }, texts.reload);
    again.addEventListener("click", () => window.location.reload());
    const hint = html("p", { class: "tl-hint" });
    const stage = html("div", { class: "tr-stage" }, plot.root, handles.layer);
    const said = html("div", { class: "tr-said" }, moved, state, again, spoken);
    const keys = html("p", { class: "tl-note tr-keys" }, texts.keys);
    const head = html("div", { class: "tl-head" }, html("h2", {}, texts.title), controls.root);
    const blank = html("p", { class: "tr-blank", hidden: "" });
    const card = html("section", { class: "tl-card tr", "data-panel": "ruler", "aria-label": texts.title });
    card.append(head, hint, offer.root, blank, stage, notice, said, table.root, keys);
    parts = { plot, handles, table, controls, notice, moved, state, again, spoken, hint, stage, card, blank, texts, names, id };
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
    readonly: () => model.get("readonly") || !index,
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
      showState("live");
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
      safe = undelivered.keep(lines);
      showState("waiting");
      clearTimeout(silence);
      silence = setTimeout(fallSilent, PATIENCE);
      try {
        model.send({ act: "commit", lines: [...lines], serial });
      } catch (error) { // nobody is there to be told
        console.warn(error);
        return fallSilent();
      }
      if (isGone()) fallSilent();
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
      if (box) box.setAttribute("aria-describedby", parts.id);
      showNotice(words);
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
    const figures = found || { totals: [], base: [], up: 0, down: 0 };
    drawLines();
    if (!index) return;
    parts.plot.drawTiers(lines, figures.totals, index.kinds, index.accounts);
    parts.table.update(lines, model.get("baseline"), figures, index.accounts);
    parts.handles.speak(figures, index.kinds);
    parts.controls.back.disabled = lines.every((line, which) => line === model.get("baseline")[which]);
    const { texts } = parts, { up, down } = figures;
    const places = { moved: integer(up + down), up: integer(up), down: integer(down) };
    say(parts.moved, up + down ? fill(texts.moved, places) : texts.nobody);
  }

  function look(next) {
    cancelAnimationFrame(gliding);
    if (next.low === view.low && next.high === view.high) return;
    view = { low: next.low, high: next.high };
    drawBars();
    follow();
  }

  function glide(target) {
    cancelAnimationFrame(gliding);
    if (calm.matches) return look(target);
    const from = { ...view };
    let began = 0;
    const step = (now) => {
      began ||= now;
      const part = Math.min((now - began) / GLIDE, 1), eased = 1 - (1 - part) ** 3;
      const between = (end) => (part < 1 ? from[end] + (target[end] - from[end]) * eased : target[end]);
      look({ low: Math.round(between("low")), high: Math.round(between("high")) });
      if (part < 1) gliding = requestAnimationFrame(step);
    };
    gliding = requestAnimationFrame(step);
  }

  // -- saying -----------------------------------------------------------------------------------------

  function showState(name) {
    const { state } = parts;
    put(state, "data-state", name);
    say(state, wordsFor(name));
    parts.again.hidden = name !== "silent";
    if (name !== "live" && name !== "waiting") clearTimeout(silence);
  }

  function wordsFor(name) {
    return parts.texts["state_" + name + (name === "silent" && safe ? "_kept" : "")] || "";
  }

  function fallSilent() {
    showState("silent");
    say(parts.spoken, wordsFor("silent"));
  }

  // what the page's connection knows of the engine, where it tells
  function isGone() {
    const kernel = model.widget_manager?.kernel;
    return Boolean(kernel) && (kernel.isDisposed || kernel.status === "dead" || kernel.connectionStatus === "disconnected");
  }

  function onLive() {
    if (waitingFor > model.get("answered") && isGone()) fallSilent();
  }

  function putBack(wanted) {
    if (host.readonly() || parts.handles.busy()) return;
    lines = Int32Array.from(wanted);
    follow();
    host.commit();
  }

  function showNotice(words) {
    say(parts.notice, words);
    parts.notice.hidden = !words;
  }

  function showProblem() {
    showNotice(trouble || model.get("problem"));
    const { blank, stage, texts } = parts;
    const words = trouble || !index ? (trouble ? "" : texts.counting) : index.accounts ? "" : texts.nobody_here;
    say(blank, words);
    blank.hidden = !words;
    parts.card.classList.toggle("tr-empty", !index);
    stage.inert = !index;
    say(parts.hint, index && index.accounts ? fill(texts.hint, { accounts: integer(index.accounts) }) : "");
  }

  // hold the engine's figures against those shown, when they are for the same lines of the same index
  function showConfirmed() {
    if (index) answer(lines, found); // also when nothing could be drawn yet
    const told = model.get("confirmed");
    const current = told.edition === model.get("edition") && told.lines?.every((line, which) => line === lines[which]);
    if (!index || !current) return waitingFor > model.get("answered") ? undefined : showState("none");
    const same = sameFigures(found, told.moves);
    showState(same ? "exact" : "differs");
    const places = { line: "", moved: integer(found.up + found.down) };
    say(parts.spoken, same ? fill(parts.texts.spoken_exact, places) : parts.texts.state_differs);
    if (!same) showNotice(parts.texts.differs);
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
  ears.push(["comm_live_update", onLive], ["comm:close", onLive]);
  for (const [name, ear] of ears) model.on(name, ear);
  const line = model.widget_manager?.kernel;
  line?.statusChanged?.connect(onLive);
  readFigures();
  build();
  offer.look();
  parts.handles.mark(active, host.readonly());
  showConfirmed();
  return () => {
    for (const [name, ear] of ears) model.off(name, ear);
    line?.statusChanged?.disconnect(onLive);
    cancelAnimationFrame(gliding);
    clearTimeout(silence);
    watching.disconnect();
    parts.handles.remove();
  };
}

export default { render };
