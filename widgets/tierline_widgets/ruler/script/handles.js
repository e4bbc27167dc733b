// The handles: a pill for each line that is dragged, stepped by keys or typed into.

import { html, paint, put, say } from "./elements.js";
import { fill, points, readPoints } from "./numbers.js";
import { held, highest, lowest, spread } from "./places.js";
import { RIM } from "./plot.js";

const ROW = 34; // a row of pills
const STALK = 16; // room for the lines to bend from a pill to their place
const NEAR = 3; // pixels a pointer may tremble in a press
const FINE = 1; // hundredths a pixel is worth at most while Shift is held
const TWICE = 400; // milliseconds within which two presses are a double one
const PAUSE = 500; // milliseconds without a key after which the steps so far are one move
const STEPS = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 100, PageDown: -100 };

/**
 * Make the handles. `host` offers: lines (the live ones), kept (the last that were handed in), names, titles,
 * colours, texts, readonly(), plot, view(), move(which, value), restore(lines), commit(), zoom(steps, which),
 * near(which), pan(by), zoomTo(which), whole(), choose(which), complain(words), spoken(which, accounts).
 */
export function makeHandles(host) {
  const { names, titles, colours, texts } = host;
  const cuts = Math.max(names.length - 1, 0);
  const layer = html("div", { class: "tr-handles" });
  const handles = [];
  let rows = 1, size = 96, room = 1;
  let drag = null, pausing = 0, waiting = 0;
  let pressed = { which: -1, when: 0 };
  const pills = new Float64Array(cuts), feet = new Float64Array(cuts), spot = new Float64Array(cuts);

  for (let which = 0; which < cuts; which++) {
    const titled = titles[which] && titles[which] !== names[which];
    const label = fill(titled ? texts.titled_line_of : texts.line_of, { tier: names[which], title: titles[which] });
    const grip = html("span", { class: "tr-grip", role: "slider", tabindex: "0", "aria-orientation": "horizontal", "aria-label": label });
    grip.append(paint(html("i", { class: "tl-swatch" }), colours[which]), html("b", {}, names[which]));
    const box = html("input", { class: "tr-box", type: "text", inputmode: "decimal", autocomplete: "off", maxlength: "8", "aria-label": fill(texts.value_of, { tier: names[which] }) });
    const pill = html("div", { class: "tr-pill", "data-line": String(which), title: texts.grip_hint }, grip, box);
    const hit = html("div", { class: "tr-hit", "data-line": String(which) });
    grip.addEventListener("keydown", (event) => onKey(event, which));
    grip.addEventListener("focus", () => host.choose(which));
    grip.addEventListener("blur", settle);
    box.addEventListener("focus", () => host.choose(which));
    box.addEventListener("keydown", (event) => onBoxKey(event, which));
    box.addEventListener("change", () => take(which));
    layer.append(hit, pill);
    handles.push({ pill, grip, box, hit });
  }

  // -- where they stand -------------------------------------------------------------------------------

  function resize(width) {
    room = width;
    size = handles.reduce((most, { pill }) => Math.max(most, pill.offsetWidth), 0) + 6;
    rows = Math.max(Math.ceil(cuts / Math.max(Math.floor(width / size), 1)), 1);
    return rows * ROW + STALK;
  }

  function place() {
    const { plot } = host;
    for (let row = 0; row < rows; row++) {
      const own = [];
      for (let which = cuts - 1; which >= 0; which--) if (which % rows === row) own.push(which); // from left to right
      spread(own.map((which) => plot.across(host.lines[which])), size, room, spot);
      own.forEach((which, at) => {
        const top = row * ROW;
        pills[which] = spot[at];
        feet[which] = top + ROW - 6;
        handles[which].pill.style.transform = `translate(${spot[at].toFixed(1)}px,${top}px) translateX(-50%)`;
      });
    }
    for (let which = 0; which < cuts; which++) {
      const { hit, pill } = handles[which], seen = plot.seen(host.lines[which]);
      hit.hidden = !seen;
      hit.style.transform = `translateX(${plot.across(host.lines[which]).toFixed(1)}px)`;
      pill.classList.toggle("tr-away", !seen);
    }
    return { pills, feet };
  }

  function speak(found, kinds) {
    for (let which = 0; which < cuts; which++) {
      const { grip, box } = handles[which], value = host.lines[which];
      put(grip, "aria-valuemin", lowest(host.lines, which) / 100);
      put(grip, "aria-valuemax", highest(host.lines, which) / 100);
      put(grip, "aria-valuenow", value / 100);
      put(grip, "aria-valuetext", host.spoken(which, found.totals[which * kinds]));
      if (document.activeElement !== box && !box.hasAttribute("aria-invalid")) box.value = points(value);
    }
  }

  function mark(active, readonly) {
    handles.forEach(({ pill, grip, box }, which) => {
      pill.classList.toggle("tr-active", which === active);
      put(grip, "aria-disabled", readonly);
      box.readOnly = readonly;
    });
  }

  // -- dragging ---------------------------------------------------------------------------------------

  function nearest(x) {
    let best = -1, least = Infinity;
    for (let which = 0; which < cuts; which++) {
      const far = Math.abs(host.plot.across(host.lines[which]) - x);
      if (host.plot.seen(host.lines[which]) && far < least) [best, least] = [which, far];
    }
    return best;
  }

  function onDown(event) {
    if (drag || !event.isPrimary || (event.pointerType === "mouse" && event.button !== 0)) return;
    const on = event.target.closest?.("[data-line]");
    const left = layer.getBoundingClientRect().left;
    if (event.target.classList.contains("tr-box") && event.target === document.activeElement) return; // choosing text
    settle();
    let which = on ? Number(on.dataset.line) : -1;
    if (on?.classList.contains("tr-hit")) which = nearest(event.clientX - left); // the lines may lie over one another
    if (which < 0 && !host.view().part) return;
    event.preventDefault();
    const x = event.clientX;
    drag = { which, id: event.pointerId, from: x, x, left, at: host.lines[which], fine: event.shiftKey };
    Object.assign(drag, { start: Int32Array.from(host.lines), moved: false, box: event.target.classList.contains("tr-box") });
    layer.setPointerCapture(event.pointerId);
    if (which < 0) return;
    if (!drag.box) handles[which].grip.focus({ preventScroll: true });
    host.choose(which);
  }

  function onMove(event) {
    if (!drag || event.pointerId !== drag.id) return;
    if (drag.fine !== event.shiftKey) {
      Object.assign(drag, { at: reached(), from: drag.x, fine: event.shiftKey }); // finer or coarser from here on
    }
    drag.x = event.clientX;
    if (!drag.moved && Math.abs(drag.x - drag.from) <= NEAR) return;
    if (!drag.moved) begin();
    ask();
  }

  function begin() {
    drag.moved = true;
    if (drag.which < 0 || host.readonly()) return;
    handles[drag.which].grip.focus({ preventScroll: true });
    layer.classList.add("tr-dragging");
    host.complain("");
    if (!host.plot.seen(host.lines[drag.which])) host.near(drag.which);
  }

  function ask() {
    waiting ||= requestAnimationFrame(step);
  }

  // what a pixel is worth on the scale as it is shown, in hundredths
  function worthOf({ low, high }) {
    return (high - low) / host.plot.size.room;
  }

  // where the pointer has taken the line, before its neighbours hold it
  function reached() {
    const worth = worthOf(host.view());
    return drag.at + (drag.x - drag.from) * (drag.fine ? Math.min(worth / 10, FINE) : worth);
  }

  // one step a frame, however many moves the pointer made since the last
  function step() {
    waiting = 0;
    if (!drag) return;
    const view = host.view(), worth = worthOf(view);
    if (drag.which < 0) {
      host.pan((drag.from - drag.x) * worth);
      drag.from = drag.x;
      return;
    }
    if (host.readonly()) return;
    const past = drag.x - drag.left - RIM.left, over = past < 0 ? past : Math.max(past - host.plot.size.room, 0);
    if (view.part && over) {
      // held beyond the rim of a zoomed scale, the scale runs on under the pointer
      const run = Math.sign(over) * Math.min(Math.abs(over), 60) * worth * 0.25;
      host.pan(run);
      drag.at += run;
      ask();
    }
    host.move(drag.which, held(host.lines, drag.which, reached()));
  }

  function onUp(event) {
    if (!drag || event.pointerId !== drag.id) return;
    if (waiting) {
      cancelAnimationFrame(waiting);
      step(); // the last move counts
      cancelAnimationFrame(waiting);
      waiting = 0;
    }
    const { which, moved, box } = drag;
    leave();
    if (which < 0) return;
    if (moved) return host.commit();
    const twice = pressed.which === which && event.timeStamp - pressed.when < TWICE;
    pressed = { which, when: twice ? 0 : event.timeStamp };
    if (!host.plot.seen(host.lines[which])) host.near(which);
    else if (box) {
      handles[which].box.focus();
      handles[which].box.select();
    } else if (twice) {
      if (host.view().part) host.whole();
      else host.zoomTo(which);
    }
  }

  function undo() {
    const { start, which } = drag;
    leave();
    if (which >= 0) host.restore(start);
  }

  function leave() {
    const { id } = drag;
    drag = null;
    cancelAnimationFrame(waiting);
    waiting = 0;
    layer.classList.remove("tr-dragging");
    if (layer.hasPointerCapture(id)) layer.releasePointerCapture(id);
  }

  // -- keys and typing --------------------------------------------------------------------------------

  function stepBy(which, by) {
    if (host.readonly()) return;
    handles[which].box.removeAttribute("aria-invalid");
    host.complain("");
    host.move(which, held(host.lines, which, host.lines[which] + by));
    host.follow(which);
    clearTimeout(pausing);
    pausing = setTimeout(settle, PAUSE);
  }

  function settle() {
    if (!pausing) return;
    clearTimeout(pausing);
    pausing = 0;
    host.commit();
  }

  function onKey(event, which) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { key } = event;
    if (key in STEPS) stepBy(which, STEPS[key] * (event.shiftKey && key.startsWith("Arrow") ? 10 : 1));
    else if (key === "Home") stepBy(which, lowest(host.lines, which) - host.lines[which]);
    else if (key === "End") stepBy(which, highest(host.lines, which) - host.lines[which]);
    else if (key === "+" || key === "=") host.zoom(1, which);
    else if (key === "-" || key === "_") host.zoom(-1, which);
    else if (key === "Enter") edit(which, "");
    else if (/^[0-9]$/.test(key) && !host.readonly()) edit(which, key);
    else return;
    event.preventDefault();
  }

  function edit(which, typed) {
    settle();
    const { box } = handles[which];
    box.focus();
    if (typed) box.value = typed;
    else box.select();
  }

  function onEscape(event) {
    if (event.key !== "Escape") return;
    if (drag) undo();
    else if (pausing) {
      clearTimeout(pausing);
      pausing = 0;
      host.restore(host.kept());
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function onBoxKey(event, which) {
    const { box, grip } = handles[which];
    if (event.key === "Enter") {
      if (take(which)) grip.focus();
    } else if (event.key === "Escape") {
      forget(which);
      grip.focus();
    } else if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      if (!take(which)) return;
      stepBy(which, STEPS[event.key]);
      box.value = points(host.lines[which]);
    } else return;
    event.preventDefault();
    if (event.key === "Escape") event.stopPropagation();
  }

  function forget(which) {
    const { box } = handles[which];
    box.value = points(host.lines[which]);
    box.removeAttribute("aria-invalid");
    host.complain("");
  }

  // what was typed becomes the line; what cannot be is left in the box and said beneath
  function take(which) {
    const { box } = handles[which];
    if (host.readonly() || box.value === points(host.lines[which])) {
      forget(which);
      return true;
    }
    const value = readPoints(box.value);
    const least = lowest(host.lines, which), most = highest(host.lines, which);
    const limits = { tier: names[which], typed: box.value.trim(), lowest: points(least), highest: points(most) };
    if (value === null || value < least || value > most) {
      box.setAttribute("aria-invalid", "true");
      host.complain(fill(value === null ? texts.not_points : crossing(which, value, most), limits), box);
      return false;
    }
    box.removeAttribute("aria-invalid");
    host.complain("");
    host.move(which, value);
    box.value = points(value);
    host.follow(which);
    clearTimeout(pausing);
    pausing = 0;
    host.commit();
    return true;
  }

  // the sentence for a line that would cross the next; at the ends of the scale there is none to cross
  function crossing(which, value, most) {
    const other = value > most ? which - 1 : which + 1;
    if (other < 0 || other >= cuts) return texts.not_points;
    return fill(texts.crosses, { other: names[other], at: points(host.lines[other]) });
  }

  layer.addEventListener("pointerdown", onDown);
  layer.addEventListener("pointermove", onMove);
  layer.addEventListener("pointerup", onUp);
  layer.addEventListener("pointercancel", (event) => drag && event.pointerId === drag.id && undo());
  layer.addEventListener("mousedown", (event) => drag && event.preventDefault());
  document.addEventListener("keydown", onEscape, true);

  function remove() {
    if (drag) leave();
    clearTimeout(pausing);
    document.removeEventListener("keydown", onEscape, true);
  }

  return { layer, resize, place, speak, mark, forget, remove, busy: () => drag !== null || pausing !== 0 };
}
