// Dragging by mouse, pen or finger: one step a frame, held by the neighbours, undone by Escape.

import { held } from "./places.js";
import { RIM } from "./plot.js";

const NEAR = 3; // pixels a pointer may tremble in a press
const FINE = 1; // hundredths a pixel is worth at most while Shift is held
const TWICE = 400; // milliseconds within which two presses are a double one

/** Listen to pointers on `layer`, which holds the handles; `host` as in handles.js. */
export function makeDragging(host, layer, handles, typing) {
  let drag = null, waiting = 0;
  let pressed = { which: -1, when: 0 };

  // the lines may lie over one another: the nearest is meant
  function nearest(x) {
    let best = -1, least = Infinity;
    handles.forEach((_handle, which) => {
      const far = Math.abs(host.plot.across(host.lines[which]) - x);
      if (host.plot.seen(host.lines[which]) && far < least) [best, least] = [which, far];
    });
    return best;
  }

  function onDown(event) {
    if (drag || !event.isPrimary || (event.pointerType === "mouse" && event.button !== 0)) return;
    const on = event.target.closest?.("[data-line]"), box = event.target.classList.contains("tr-box");
    if (box && event.target === document.activeElement) return; // choosing text
    typing.settle();
    const left = layer.getBoundingClientRect().left, x = event.clientX;
    let which = on ? Number(on.dataset.line) : -1;
    if (on?.classList.contains("tr-hit")) which = nearest(x - left);
    if (which < 0 && !host.view().part) return;
    event.preventDefault();
    drag = { which, id: event.pointerId, from: x, x, left, at: host.lines[which], fine: event.shiftKey, box };
    Object.assign(drag, { start: Int32Array.from(host.lines), moved: false });
    layer.setPointerCapture(event.pointerId);
    if (which < 0) return;
    if (!box) handles[which].grip.focus({ preventScroll: true });
    host.choose(which);
  }

  function onMove(event) {
    if (!drag && event.pointerType === "mouse") hover(event);
    if (!drag || event.pointerId !== drag.id) return;
    if (drag.fine !== event.shiftKey) {
      Object.assign(drag, { at: reached(), from: drag.x, fine: event.shiftKey }); // finer or coarser from here on
    }
    drag.x = event.clientX;
    if (!drag.moved && Math.abs(drag.x - drag.from) <= NEAR) return;
    if (!drag.moved) begin();
    waiting ||= requestAnimationFrame(step);
  }

  function hover(event) {
    const field = layer.getBoundingClientRect(), { top, plot } = host.plot.size;
    const inside = event.clientY > field.top + top && event.clientY < field.top + top + plot;
    host.plot.point(inside ? event.clientX - field.left : null);
  }

  function begin() {
    drag.moved = true;
    host.plot.point(null);
    if (drag.which < 0 || host.readonly()) return;
    handles[drag.which].grip.focus({ preventScroll: true });
    layer.classList.add("tr-dragging");
    typing.forgetAll();
    if (!host.plot.seen(host.lines[drag.which])) host.near(drag.which);
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
      waiting = requestAnimationFrame(step);
    }
    host.move(drag.which, held(host.lines, drag.which, reached()));
  }

  function onUp(event) {
    if (!drag || event.pointerId !== drag.id) return;
    if (waiting) step(); // the last move counts
    const { which, moved, box } = drag;
    leave();
    if (which < 0) return;
    if (moved) host.commit();
    else press(which, box, event.timeStamp);
  }

  // a press without a drag: the number is typed, twice zooms, and a line out of sight is gone to
  function press(which, box, when) {
    const twice = pressed.which === which && when - pressed.when < TWICE;
    pressed = { which, when: twice ? 0 : when };
    if (!host.plot.seen(host.lines[which])) host.near(which);
    else if (box) {
      handles[which].box.focus();
      handles[which].box.select();
    } else if (twice && host.view().part) host.whole();
    else if (twice) host.zoomTo(which);
  }

  // take back the drag in progress; false when there is none
  function undo() {
    if (!drag) return false;
    const { start, which } = drag;
    leave();
    if (which >= 0) host.restore(start);
    return true;
  }

  function leave() {
    const { id } = drag;
    drag = null;
    cancelAnimationFrame(waiting);
    waiting = 0;
    layer.classList.remove("tr-dragging");
    if (layer.hasPointerCapture(id)) layer.releasePointerCapture(id);
  }

  layer.addEventListener("pointerdown", onDown);
  layer.addEventListener("pointermove", onMove);
  layer.addEventListener("pointerup", onUp);
  layer.addEventListener("pointercancel", (event) => drag && event.pointerId === drag.id && undo());
  layer.addEventListener("pointerleave", () => host.plot.point(null));
  layer.addEventListener("mousedown", (event) => drag && event.preventDefault());

  return { undo, stop: () => drag && leave(), busy: () => drag !== null };
}
