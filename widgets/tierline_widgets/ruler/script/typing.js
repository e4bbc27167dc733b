// Keys on a handle and what is typed into its box. Steps in quick succession are one move.

import { fill, points, readPoints } from "./numbers.js";
import { held, highest, lowest } from "./places.js";

const PAUSE = 500; // milliseconds without a key after which the steps so far are handed in
const STEPS = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 100, PageDown: -100 };

/** Listen to the keys of `handles`; `host` as in handles.js. */
export function makeTyping(host, handles) {
  const { names, texts } = host;
  const written = []; // what the boxes held before somebody typed
  let pausing = 0;

  handles.forEach(({ grip, box }, which) => {
    grip.addEventListener("keydown", (event) => onKey(event, which));
    grip.addEventListener("focus", () => host.choose(which));
    grip.addEventListener("blur", settle);
    box.addEventListener("focus", () => host.choose(which));
    box.addEventListener("keydown", (event) => onBoxKey(event, which));
    box.addEventListener("change", () => take(which));
  });

  // -- steps ------------------------------------------------------------------------------------------

  function stepBy(which, by) {
    if (host.readonly()) return;
    forgetAll();
    host.move(which, held(host.lines, which, host.lines[which] + by));
    host.follow(which);
    clearTimeout(pausing);
    pausing = setTimeout(settle, PAUSE);
  }

  // hand in the steps so far
  function settle() {
    if (!pausing) return;
    stop();
    host.commit();
  }

  function stop() {
    clearTimeout(pausing);
    pausing = 0;
  }

  // take back the steps that were not handed in; false when there are none
  function undo() {
    if (!pausing) return false;
    stop();
    host.restore(host.kept());
    return true;
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

  // -- the box ----------------------------------------------------------------------------------------

  function edit(which, typed) {
    settle();
    const { box } = handles[which];
    box.focus();
    if (typed) box.value = typed;
    else box.select();
  }

  // show a line's value, unless somebody is typing another
  function show(which, value) {
    const { box } = handles[which];
    const typing = document.activeElement === box && box.value !== written[which];
    if (!typing && !box.hasAttribute("aria-invalid")) write(which, value);
  }

  function write(which, value = points(host.lines[which])) {
    written[which] = value;
    if (handles[which].box.value !== value) handles[which].box.value = value;
  }

  function onBoxKey(event, which) {
    const { box, grip } = handles[which];
    if (event.key === "Enter") {
      if (take(which)) grip.focus();
    } else if (event.key === "Escape") {
      forget(which);
      grip.focus();
      event.stopPropagation();
    } else if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      if (take(which)) stepBy(which, STEPS[event.key]);
      if (!box.hasAttribute("aria-invalid")) write(which);
    } else return;
    event.preventDefault();
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
    if (value === null || value < least || value > most) {
      const places = { tier: names[which], typed: box.value.trim(), lowest: points(least), highest: points(most) };
      box.setAttribute("aria-invalid", "true");
      host.complain(fill(value === null ? texts.not_points : crossing(which, value > most), places), box);
      return false;
    }
    stop();
    forget(which);
    host.move(which, value);
    write(which);
    host.follow(which);
    host.commit();
    return true;
  }

  // the sentence for a line that would cross the next; at the ends of the scale there is none to cross
  function crossing(which, upward) {
    const other = upward ? which - 1 : which + 1;
    if (other < 0 || other >= handles.length) return texts.not_points;
    return fill(texts.crosses, { other: names[other], at: points(host.lines[other]) });
  }

  // hand in what there is: steps, and what stands in a box
  function takeAll() {
    settle();
    handles.forEach(({ box }, which) => box === document.activeElement && box.value !== written[which] && take(which));
  }

  function forget(which) {
    write(which);
    handles[which].box.removeAttribute("aria-invalid");
    host.complain("");
  }

  function forgetAll() {
    host.complain("");
    handles.forEach(({ box }, which) => box.hasAttribute("aria-invalid") && forget(which));
  }

  return { show, forgetAll, settle, takeAll, undo, stop, busy: () => pausing !== 0 };
}
