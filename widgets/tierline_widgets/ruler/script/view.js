// The part of the scale that is shown, and how it changes: at once, or gliding.

import { WHOLE } from "./places.js";

const GLIDE = 180; // milliseconds a change of zoom takes

/** Make the view of the whole scale; `draw` is called whenever it has changed, `calm()` tells whether to glide. */
export function makeView(draw, calm) {
  const view = { low: 0, high: WHOLE };
  let gliding = 0;

  function look(next) {
    cancelAnimationFrame(gliding);
    if (next.low === view.low && next.high === view.high) return;
    Object.assign(view, { low: next.low, high: next.high });
    draw();
  }

  function glide(target) {
    cancelAnimationFrame(gliding);
    if (calm()) return look(target);
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

  return { view, look, glide, stop: () => cancelAnimationFrame(gliding) };
}
