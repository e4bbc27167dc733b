// The handles: a pill for each line, with a grip that is a slider and a box that is typed into.

import { makeDragging } from "./dragging.js";
import { html, paint, put } from "./elements.js";
import { fill, points } from "./numbers.js";
import { highest, lowest, spread } from "./places.js";
import { makeTyping } from "./typing.js";

const ROW = 34; // a row of pills
const STALK = 16; // room for the lines to bend from a pill to their place

/**
 * Make the handles. `host` offers: lines (the live ones), kept() (the last that were handed in), names, titles,
 * colours, texts, readonly(), plot, view(), move(which, value), restore(lines), commit(), zoom(steps, which),
 * near(which), follow(which), pan(by), zoomTo(which), whole(), choose(which), complain(words, box),
 * spoken(which, accounts).
 */
export function makeHandles(host) {
  const cuts = Math.max(host.names.length - 1, 0);
  // JupyterLab would take digits and arrows for its own cells
  const layer = html("div", { class: "tr-handles", "data-lm-suppress-shortcuts": "true" });
  const handles = Array.from({ length: cuts }, (_none, which) => makeHandle(host, which));
  for (const { hit, pill } of handles) layer.append(hit, pill);
  const typing = makeTyping(host, handles);
  const dragging = makeDragging(host, layer, handles, typing);
  const pills = new Float64Array(cuts), feet = new Float64Array(cuts), spot = new Float64Array(cuts);
  let rows = 1, size = 96, room = 1;

  // as many rows of pills as the width asks for; they take turns, so that a drag never changes a pill's row
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
      put(pill, "data-side", seen ? "" : host.lines[which] < host.view().low ? "left" : "right");
    }
    return { pills, feet };
  }

  function speak(found, kinds) {
    for (let which = 0; which < cuts; which++) {
      const { grip } = handles[which];
      put(grip, "aria-valuemin", lowest(host.lines, which) / 100);
      put(grip, "aria-valuemax", highest(host.lines, which) / 100);
      put(grip, "aria-valuenow", host.lines[which] / 100);
      put(grip, "aria-valuetext", host.spoken(which, found.totals[which * kinds]));
      typing.show(which, points(host.lines[which]));
    }
  }

  function mark(active, readonly) {
    handles.forEach(({ pill, grip, box }, which) => {
      pill.classList.toggle("tr-active", which === active);
      put(grip, "aria-disabled", readonly);
      box.readOnly = readonly;
    });
  }

  // before the page's own keys: Escape in a drag is the drag's
  function onEscape(event) {
    if (event.key !== "Escape" || !(dragging.undo() || typing.undo())) return;
    event.preventDefault();
    event.stopPropagation();
  }

  function remove() {
    dragging.stop();
    typing.stop();
    document.removeEventListener("keydown", onEscape, true);
  }

  document.addEventListener("keydown", onEscape, true);
  const busy = () => dragging.busy() || typing.busy();
  return { layer, resize, place, speak, mark, busy, remove, forgetTyped: typing.forgetAll, settle: typing.takeAll };
}

function makeHandle({ names, titles, colours, texts }, which) {
  const tier = names[which], title = titles[which], line = String(which);
  const label = fill(title && title !== tier ? texts.titled_line_of : texts.line_of, { tier, title });
  const slider = { role: "slider", tabindex: "0", "aria-orientation": "horizontal", "aria-label": label };
  const grip = html("span", { class: "tr-grip", ...slider });
  grip.append(paint(html("i", { class: "tl-swatch" }), colours[which]), html("b", {}, tier));
  const typed = { type: "text", inputmode: "decimal", autocomplete: "off", maxlength: "8" };
  const box = html("input", { class: "tr-box", ...typed, "aria-label": fill(texts.value_of, { tier }) });
  const pill = html("div", { class: "tr-pill", "data-line": line, title: texts.grip_hint }, grip, box);
  return { grip, box, pill, hit: html("div", { class: "tr-hit", "data-line": line }) };
}
