// The buttons over the picture: height of the bars, zoom, back to today's lines.

import { button, html, put } from "./elements.js";
import { MINUS } from "./numbers.js";

/** Make the buttons; `acts` says what each does: log(on), wider, whole, closer, near, back. */
export function makeControls(texts, log, acts) {
  const scale = html("span", { class: "tl-choice", role: "group", "aria-label": texts.height });
  for (const [on, words] of [[true, texts.log], [false, texts.linear]]) {
    const choose = () => {
      for (const one of scale.children) put(one, "aria-pressed", one === chosen);
      acts.log(on);
    };
    const chosen = button(words, choose, { "aria-pressed": on === log });
    scale.append(chosen);
  }
  const wider = button(MINUS, acts.wider, { "aria-label": texts.zoom_out, title: texts.zoom_out });
  const whole = button(texts.whole, acts.whole, { title: texts.whole_hint });
  const closer = button("+", acts.closer, { "aria-label": texts.zoom_in, title: texts.zoom_in });
  const zoom = html("span", { class: "tl-choice", role: "group", "aria-label": texts.zoom }, wider, whole, closer);
  const near = button(texts.near, acts.near, { class: "tl-button", title: texts.near_hint });
  const back = button(texts.back, acts.back, { class: "tl-button", title: texts.back_hint });

  // whether the whole scale is shown, and whether nothing is closer
  function mark(everything, closest) {
    wider.disabled = everything;
    closer.disabled = closest;
    put(whole, "aria-pressed", everything);
  }

  return { back, root: html("div", { class: "tl-controls" }, scale, zoom, near, back), mark };
}
